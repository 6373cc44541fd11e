import { afterEach, beforeEach, expect, it } from "vitest";
import { type Harness, HOUR, startForTest } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

const card = (number: string, facility = "10") => ({
  credentialFormat: { id: 100 },
  referenceId: `${facility}-${number}`,
  fieldValues: [
    { id: 1, value: number },
    { id: 2, value: facility },
  ],
});
const PATH = (id: number) => `/users/${id}/credentials/digital-invitations`;
const invite = (id: number, query = "sendInvitationEmail=true") =>
  h.post(`${PATH(id)}?${query}`, { referenceId: "ana@example.com" });
const statuses = async (id: number) =>
  (await h.get(`${PATH(id)}?filter=status__eq:all`)).json.data.map((row) => row.status);

it("makes a card with 201 and refuses its double in the vendor's words", async () => {
  const made = await h.post("/credentials", card("3001"));
  expect([made.status, made.json.referenceId]).toEqual([201, "10-3001"]);
  const again = await h.post("/credentials", { ...card("03001"), referenceId: "another" });
  expect(again.status).toBe(400);
  expect(again.json.message).toContain("Duplicate Credential Found");
  expect((await h.post("/credentials", card("3001", "11"))).status).toBe(201);
  expect((await h.post("/credentials", { ...card("1"), fieldValues: [] })).status).toBe(400);
  expect((await h.post("/credentials", { ...card("1"), credentialFormat: { id: 2 } })).status).toBe(400);
});

it("assigns and takes back with 204, keeps the card in the bank, and shows an owner only while there is one", async () => {
  const id = await h.user();
  const { id: cardId } = (await h.post("/credentials", card("3001"))).json;
  expect((await h.get(`/credentials/${cardId}/user`)).status).toBe(404);
  const path = `/users/${id}/credentials/${cardId}`;
  expect((await h.put(path, { effectiveFrom: "2026-01-02" })).status).toBe(204);
  expect((await h.get(`/credentials/${cardId}/user`)).json.id).toBe(id);
  const [held] = (await h.get(`/users/${id}/credentials`)).json.data;
  expect(held).toMatchObject({ id: cardId, effectiveFrom: "2026-01-02T00:00:00Z" });
  expect((await h.del(path)).status).toBe(204);
  expect((await h.del(path)).status).toBe(404);
  expect((await h.get(`/credentials/${cardId}`)).json.referenceId).toBe("10-3001");
  expect((await h.del(`/credentials/${cardId}`)).status).toBe(204);
  expect((await h.get(`/credentials/${cardId}`)).status).toBe(404);
});

it("does with a card in other hands as switched", async () => {
  const [ana, ben] = [await h.user(), await h.user({ firstName: "Ben" })];
  const { id: cardId } = (await h.post("/credentials", card("3001"))).json;
  await h.put(`/users/${ana}/credentials/${cardId}`);
  expect((await h.put(`/users/${ben}/credentials/${cardId}`)).json.message).toBe("Credential not valid");
  h.api.setSwitches({ foreignCard: "moved" });
  expect((await h.put(`/users/${ben}/credentials/${cardId}`)).status).toBe(204);
  expect((await h.get(`/credentials/${cardId}/user`)).json.id).toBe(ben);
});

it("filters cards by reference and facility as text contained, and names fields with a prefix", async () => {
  await h.post("/credentials", card("3001"));
  await h.post("/credentials", card("3001", "101"));
  const { data } = (await h.get("/credentials?filter=reference_id__eq:3001;facility_code__eq:10")).json;
  expect(data.map((row) => row.referenceId)).toEqual(["10-3001", "101-3001"]);
  expect(data[0]?.fieldValues).toContainEqual({ id: 2, name: "acs.cards.format.facility_code", value: "10" });
  expect((await h.get("/credentials?filter=card_number__eq:3001")).status).toBe(400);
});

it("invites to a pass once at a time, mails the code where asked, and shows the pending one by default", async () => {
  const id = await h.user();
  const made = (await invite(id)).json;
  expect(made).toMatchObject({ status: "PENDING", referenceId: "ana@example.com", nfcEnabled: false });
  expect(made.accessCode).toMatch(/^[A-Z2-9]{8}$/);
  expect(made.credentialId).toEqual(expect.any(Number));
  expect((await invite(id)).status).toBe(409);
  expect(h.api.mails()).toMatchObject([{ to: "ana@example.com", accessCode: made.accessCode, userId: id }]);
  const { data } = (await h.get(PATH(id))).json;
  expect(data).toMatchObject([{ id: made.id, status: "PENDING" }]);
  expect(data[0]).not.toHaveProperty("credentialId");
  await h.del(PATH(id));
  await invite(id, "language=es");
  expect(h.api.mails()).toHaveLength(1);
  expect((await invite(id, "language=xx")).status).toBe(400);
});

it("lets an invitation expire after 72 hours, at the very instant", async () => {
  const id = await h.user();
  const { expiration, accessCode } = (await invite(id)).json;
  expect(expiration).toBe("2026-05-04T08:00:00.000Z");
  h.clock.advance(72 * HOUR - 1);
  h.use();
  expect(await statuses(id)).toEqual(["PENDING"]);
  h.clock.advance(1);
  expect(await statuses(id)).toEqual(["EXPIRED"]);
  expect(() => h.api.redeem("ana@example.com", String(accessCode))).toThrow("no longer good");
  expect((await invite(id)).status).toBe(200);
});

it("makes a redeemed pass a credential of format 307 that is taken away by itself", async () => {
  const id = await h.user();
  const { accessCode, credentialId } = (await invite(id)).json;
  h.api.redeem("ANA@example.com", String(accessCode));
  expect(() => h.api.redeem("ana@example.com", String(accessCode))).toThrow("used already");
  expect(await statuses(id)).toEqual(["REDEEMED"]);
  const held = (await h.get(`/users/${id}/credentials`)).json.data;
  expect(held).toMatchObject([{ id: credentialId, credentialFormat: { id: 307 } }]);
  expect((await h.del(PATH(id))).status).toBe(404);
  expect((await h.del(`/users/${id}/credentials/${credentialId}`)).status).toBe(204);
  expect((await h.get(`/users/${id}/credentials`)).json.data).toEqual([]);
});

it("cancels what is pending, by itself and with the credentials of a suspended person", async () => {
  const id = await h.user();
  await invite(id);
  expect((await h.del(PATH(id))).json).toMatchObject({ status: "CANCELLED", cancelDate: expect.any(String) });
  const none = await h.del(PATH(id));
  expect([none.status, none.json.message]).toEqual([404, "Digital invitation not found"]);
  await invite(id);
  await h.put(`/users/${id}/suspended`, { suspended: true });
  await h.post(`/users/${id}/revoke-credentials`);
  expect(await statuses(id)).toEqual(["CANCELLED", "CANCELLED"]);
});

it("invites nobody once the passes are used up, and counts what is out", async () => {
  h.api.setPassesAllotted(1);
  await invite(await h.user());
  expect((await h.get("/credentials/digital/allotment")).json).toEqual({ allotted: 1, assigned: 1 });
  const ben = await h.user({ firstName: "Ben" });
  expect((await invite(ben)).status).toBe(412);
  h.api.setSwitches({ noPassLeftStatus: 403 });
  expect((await invite(ben)).status).toBe(403);
  h.api.setPassesAllotted(2);
  expect((await invite(ben, "nfcEnabled=true")).status).toBe(412);
  expect((await invite(ben)).status).toBe(200);
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, startForTest } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

it("pages by twenty, by a hundred at most, and counts the whole", async () => {
  for (let i = 0; i < 119; i += 1) h.api.staffUser({ firstName: `P${i}`, lastName: "Many" });
  const first = await h.get("/users");
  expect(first.json).toMatchObject({ offset: 0, pageSize: 20, count: 120 });
  expect(first.json.data).toHaveLength(20);
  expect((await h.get("/users?pageSize=100&offset=100")).json.data).toHaveLength(20);
  expect((await h.get("/users?pageSize=101")).status).toBe(400);
  h.api.setSwitches({ pageSizeAboveMax: "cut" });
  expect((await h.get("/users?pageSize=500")).json.data).toHaveLength(100);
});

it("leaves offset and pageSize out of lists that are not paged", async () => {
  const id = await h.user();
  for (const path of ["groups", "credentials", "custom-fields"])
    expect((await h.get(`/users/${id}/${path}`)).json).toEqual({ data: [], count: 0 });
  expect((await h.get("/credentials/formats")).json).not.toHaveProperty("pageSize");
});

it("knows the filters it is said to know and refuses every other", async () => {
  const ids = [await h.user({ lastName: "Da Silva" }), await h.user({ lastName: "Silvano" })];
  const found = async (filter: string) =>
    (await h.get(`/users?filter=${encodeURIComponent(filter)}`)).json.data.map((row) => row.id);
  // "eq" of text is "contains".
  expect(await found("lastname__eq:silva")).toEqual(ids);
  expect(await found(`id__eq:${ids[0]},${ids[1]};lastname__eq:no`)).toEqual([ids[1]]);
  expect(await found("user_status__eq:deleted")).toEqual([]);
  expect(await found("user_status__eq:unaffiliated")).toEqual(ids);
  for (const bad of [
    "emails__eq:a",
    "externalId__eq:a",
    "lastname__gt:a",
    "lastname__exact:a",
    "lastname=a",
    "lastname__eq:a:b",
    "lastname__eq:",
  ])
    expect((await h.get(`/users?filter=${encodeURIComponent(bad)}`)).status, bad).toBe(400);
  await h.put(`/users/${ids[0]}/custom-fields/${SEED.customField}`, { value: "Hot desk" });
  expect(await found(`cf_${SEED.customField}__eq:hot`)).toEqual([ids[0]]);
  expect(await found(`cf_${SEED.customField}__exact:hot`)).toEqual([]);
});

it("leaves empty fields out, has numbers for ids and text for externalId", async () => {
  const { json } = await h.post("/users", { firstName: "Ana", lastName: "Silva", externalId: 8812 });
  expect(json).toMatchObject({ id: expect.any(Number), externalId: "8812", suspended: false });
  for (const field of ["middleName", "pin", "emails", "effectiveTo", "customFields"])
    expect(json).not.toHaveProperty(field);
  expect(json.created).toBe("2026-05-01T08:00:00Z");
});

it("erases with PUT what the body leaves out, and with PATCH does not", async () => {
  const whole = {
    externalId: "x-1",
    pin: "58213",
    effectiveTo: "2026-12-31T23:59:59.5+01:00",
    emails: [{ address: "ana@example.com", type: "work" }],
  };
  const id = await h.user(whole);
  const patched = (await h.patch(`/users/${id}`, { firstName: "Anna", effectiveTo: null })).json;
  expect(patched).toMatchObject({ ...whole, firstName: "Anna", effectiveTo: "2026-12-31T22:59:59Z" });
  const put = (await h.put(`/users/${id}`, { firstName: "Anna", lastName: "Silva" })).json;
  for (const field of Object.keys(whole)) expect(put).not.toHaveProperty(field);
  expect((await h.get(`/users/${id}/credentials`)).json.data).toEqual([]);
});

it("finds by externalId, exactly unless switched, and says 404 in its own words", async () => {
  const id = await h.user({ externalId: "lintel:a:B" });
  const look = (text: string) => h.get(`/users/${encodeURIComponent(text)}/external`);
  expect((await look("lintel:a:B")).json.id).toBe(id);
  expect((await look("lintel:a:b")).json).toEqual({ code: 404, message: "Requested user not found" });
  h.api.setSwitches({ externalLookup: "any_case" });
  expect((await look("lintel:a:b")).json.id).toBe(id);
  expect((await h.post("/users", { firstName: "A", lastName: "B", externalId: "lintel:a:B" })).status).toBe(
    200,
  );
  h.api.setSwitches({ externalIdTwice: "refused" });
  expect((await h.post("/users", { firstName: "A", lastName: "B", externalId: "lintel:a:B" })).status).toBe(
    400,
  );
});

it("keeps the PIN's rules, one PIN for one person, and shows it as a credential of format 2", async () => {
  const id = await h.user();
  for (const pin of ["123", "123456789", "1111", "1234", "4567", "2468", "12a4"])
    expect((await h.patch(`/users/${id}`, { pin })).status, pin).toBe(400);
  expect((await h.patch(`/users/${id}`, { pin: "58213" })).json.pin).toBe("58213");
  const [row] = (await h.get(`/users/${id}/credentials`)).json.data;
  expect(row).toMatchObject({ credentialFormat: { id: 2, name: "PIN Code" }, encodedCredential: "58213" });
  expect((await h.patch(`/users/${await h.user()}`, { pin: "58213" })).status).toBe(400);
  expect((await h.del(`/users/${id}/credentials/${row?.id}`)).status).toBe(204);
  expect((await h.get(`/users/${id}`)).json.pin).toBeUndefined();
  h.api.setSwitches({ pinByPatch: "ignored" });
  expect((await h.patch(`/users/${id}`, { pin: "58213" })).json.pin).toBeUndefined();
  h.api.setSwitches({ pinByPatch: "refused" });
  expect((await h.patch(`/users/${id}`, { pin: "58213" })).status).toBe(400);
  const put = await h.put(`/users/${id}`, { firstName: "Ana", lastName: "Silva", pin: "58213" });
  expect(put.json.pin).toBe("58213");
});

it("suspends through the call for it, and revokes credentials of the suspended only", async () => {
  const id = await h.user({ suspended: true, pin: "58213" });
  expect((await h.get(`/users/${id}/suspended`)).json).toEqual({ id, suspended: false });
  h.api.staffCard(String(id), "2044");
  expect((await h.post(`/users/${id}/revoke-credentials`)).status).toBe(400);
  expect((await h.put(`/users/${id}/suspended`, { suspended: true })).json.suspended).toBe(true);
  expect((await h.post(`/users/${id}/revoke-credentials`)).status).toBe(200);
  expect((await h.get(`/users/${id}/credentials`)).json.data).toEqual([]);
});

it("knows a deleted user nowhere any more, and puts the cards back into the bank", async () => {
  const id = await h.user({ externalId: "x-1" });
  await h.put(`/groups/${SEED.groups.board}/users/${id}`);
  h.api.staffCard(String(id), "2044");
  expect((await h.del(`/users/${id}`)).status).toBe(204);
  for (const path of [
    `/users/${id}`,
    "/users/x-1/external",
    `/users/${id}/groups`,
    `/users/${id}/credentials`,
  ])
    expect((await h.get(path)).status, path).toBe(404);
  expect((await h.del(`/users/${id}`)).status).toBe(404);
  expect((await h.get(`/groups/${SEED.groups.board}/users`)).json.count).toBe(0);
  const free = (await h.get("/credentials?filter=status__eq:unassigned")).json.data;
  expect(free.map((row) => row.referenceId)).toContain("2044");
});

it("takes the listed types of addresses only where so switched", async () => {
  const body = { firstName: "A", lastName: "B", emails: [{ address: "a@example.com", type: "Lintel" }] };
  expect((await h.post("/users", body)).status).toBe(200);
  h.api.setSwitches({ contactTypes: "listed" });
  expect((await h.post("/users", body)).status).toBe(400);
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "./seed";
import { DAY, type Harness, MINUTE, startForTest } from "./testing";

let h: Harness;
let ana: number;
beforeEach(async () => {
  h = await startForTest();
  ana = await h.person("ana@example.test");
});
afterEach(() => h.sim.close());

describe("credentials", () => {
  it("are taken or refused by the rule of their model", async () => {
    const cases = [
      ["card", { number: "12345" }, 201],
      ["card", { number: "12ab" }, 400],
      ["card", {}, 400],
      ["card", { number: "18446744073709551616" }, 400],
      ["cardMifareCsn", { number: "04A21B0C" }, 201],
      ["cardMifareCsn", { number: "04a21b0c" }, 400],
      ["cardMifareCsn", { number: "04A2" }, 400],
      ["cardOpenpathDesfireEv1", { number: "04A21B0C9D5E80" }, 201],
      ["cardOpenpathDesfireEv1", { number: "04A21B0C" }, 400],
      ["pincode", { number: "0042" }, 201],
      ["pincode", { number: "123" }, 400],
      ["pincode", { number: "12a4" }, 400],
      ["fobAllegion", { number: "10025" }, 201],
      ["cloudKey", { name: "Visit 1" }, 201],
      ["cloudKey", { name: "Visit 1", maxDurationSeconds: 0 }, 400],
      ["mobile", { name: "Phone" }, 201],
      ["mobile", { name: "x".repeat(101) }, 400],
      ["card", { number: "12345", colour: "red" }, 400],
    ] as const;
    for (const [model, data, status] of cases)
      expect((await h.credential(ana, model, data)).status, `${model} ${JSON.stringify(data)}`).toBe(status);
  });

  it("have types whose ids only the list of types tells, but for mobile and card", async () => {
    expect([await h.typeOf("mobile"), await h.typeOf("card")]).toEqual([1, 2]);
    const body = { credentialTypeId: 2, pincode: { number: "4711" } };
    expect((await h.post(`/users/${ana}/credentials`, body)).status).toBe(400);
    expect((await h.post(`/users/${ana}/credentials`, { ...body, credentialTypeId: 999_999 })).status).toBe(
      400,
    );
  });

  it("of a Wiegand format need its fields, and a format of this organization", async () => {
    const formats = (await h.get("/cardFormats?limit=100")).json.data;
    const prox = formats.find((f) => f.code === "prox26std")?.id;
    const card = (fields: object, cardFormatId: unknown) =>
      h.credential(ana, "card", { fields, cardFormatId });
    expect((await card({ facilityCode: "10", cardId: "2044" }, prox)).json.data.card).toMatchObject({
      facilityCode: "10",
      cardId: "2044",
      number: null,
    });
    expect((await card({ facilityCode: "10" }, prox)).status).toBe(400);
    expect((await card({ facilityCode: "10", cardId: "1", colour: "2" }, prox)).status).toBe(400);
    expect((await card({ facilityCode: "10", cardId: "1" }, 1)).status).toBe(400);
  });

  it("with a number somebody has are a conflict, or moved when that is asked for", async () => {
    const bob = await h.person("bob@example.test");
    await h.credential(bob, "card", { number: "4711" });
    for (const status of [409, 400, 422] as const) {
      h.api.setSwitches({ duplicateCredentialStatus: status });
      expect((await h.credential(ana, "card", { number: "4711" })).status).toBe(status);
    }
    expect((await h.credential(ana, "card", { number: "4711" }, { allowReassign: true })).status).toBe(201);
    expect((await h.get(`/users/${bob}/credentials`)).json.data).toEqual([]);
  });

  it("allow one PIN a person and each PIN once, by the switches", async () => {
    expect((await h.credential(ana, "pincode", { number: "704218" })).status).toBe(409);
    expect((await h.credential(ana, "pincode", { number: "4711" })).status).toBe(201);
    expect((await h.credential(ana, "pincode", { number: "4712" })).status).toBe(409);
    h.api.setSwitches({ severalPins: "allowed", pinUniqueIn: "nowhere" });
    expect((await h.credential(ana, "pincode", { number: "704218" })).status).toBe(201);
  });

  it("are changed by PATCH without a change of type, and gone after DELETE", async () => {
    const made = await h.credential(ana, "pincode", { number: "4711" });
    const path = `/users/${ana}/credentials/${made.json.data.id}`;
    expect((await h.patch(path, { pincode: { number: "4712" } })).json.data.pincode).toMatchObject({
      number: "4712",
    });
    expect((await h.patch(path, { card: { number: "4712" } })).status).toBe(400);
    expect((await h.patch(path, { credentialTypeId: 2 })).status).toBe(400);
    expect((await h.del(path)).status).toBe(204);
    expect((await h.del(path)).json.message).toBe("Credential not found.");
  });

  it("open from their start to their end", async () => {
    await h.patch(`/users/${ana}/groupIds`, { add: [SEED.groups.board] });
    const [startDate, endDate] = ["2026-05-01T09:00:00.000Z", "2026-05-01T10:00:00.000Z"];
    await h.credential(ana, "card", { number: "4711" }, { startDate, endDate });
    const opens = (at: string) =>
      h.api.canOpen({
        person: String(ana),
        door: "Front door",
        method: "card",
        withCredential: true,
        at: new Date(at),
      }).open;
    expect([opens("2026-05-01T08:59:59Z"), opens(startDate)]).toEqual([false, true]);
    expect([opens("2026-05-01T09:59:59Z"), opens(endDate)]).toEqual([true, false]);
  });
});

describe("phones", () => {
  const mails = () => h.api.world.all("mails").filter((m) => m.kind === "setup_mobile");

  it("get a set-up mail that is good for seven days, and open once set up", async () => {
    await h.patch(`/users/${ana}/groupIds`, { add: [SEED.groups.board] });
    const { id } = (await h.credential(ana, "mobile", { name: "Phone" })).json.data;
    const opens = () =>
      h.api.canOpen({ person: String(ana), door: "Front door", method: "mobile", withCredential: true }).open;
    expect(() => h.api.provisionMobile(id)).toThrow("not valid");
    const send = () => h.post(`/users/${ana}/credentials/${id}/setupMobile`);
    expect((await send()).status).toBe(204);
    expect(mails()).toMatchObject([{ userId: ana, credentialId: id }]);
    h.clock.advance(7 * DAY);
    expect(() => h.api.provisionMobile(id)).toThrow("not valid");
    await send();
    expect(opens()).toBe(false);
    h.clock.advance(7 * DAY - MINUTE);
    h.api.provisionMobile(id);
    expect(opens()).toBe(true);
    const [shown] = (await h.get(`/users/${ana}/credentials`)).json.data;
    expect(shown?.mobile).toMatchObject({ provisionedAt: h.clock.now().toISOString() });
  });

  it("get no mail outside the person's dates", async () => {
    const { id } = (await h.credential(ana, "mobile", { name: "Phone" })).json.data;
    await h.patch(`/users/${ana}`, { startDate: "2026-06-01T00:00:00.000Z" });
    expect((await h.post(`/users/${ana}/credentials/${id}/setupMobile`)).status).toBe(400);
    expect(mails()).toEqual([]);
  });
});

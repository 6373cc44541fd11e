import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/doorflow/seed";
import type { Connector } from "../contract";
import { failureOf } from "../testing/failure-of";
import { type DoorFlowHarness, doorflowHarness } from "./testing";

let h: DoorFlowHarness;
beforeEach(async () => {
  h = await doorflowHarness();
});
afterEach(() => h.close());

const api = () => h.simulator.api;
const types = SEED.types;
async function person(id = "p1"): Promise<string> {
  const marker = `lintel:install1:${id}`;
  const outcome = await h.connector.apply({ verb: "createPerson", marker, name: "Test Person" });
  return "vendorId" in outcome ? (outcome.vendorId ?? "") : "";
}
/** Values by type, as DoorFlow has them. */
const held = (id: string) =>
  Object.fromEntries(
    api()
      .world.ofPerson("credentials", id)
      .filter((row) => !row.deleted)
      .map((row) => [row.type_id, row.value]),
  );
const writes = () => h.faults.calls.filter((call) => call.method !== "GET").length;

describe("PINs", () => {
  const setPin = (vendorPersonId: string, pin: string | null, connector: Connector = h.connector) =>
    connector.apply({ verb: "setPin", vendorPersonId, pin, pinHash: pin && "keyed-hash" });

  it("keep leading zeros, and go to the account's PIN type, or the chosen one", async () => {
    const id = await person();
    expect(await setPin(id, "00417")).toMatchObject({ status: "applied" });
    expect(held(id)).toEqual({ [types.pin]: "00417" });
    const other = api().addCredentialType({ label: "Alarm", slug: "alarm", code: 10, way: "pin" });
    await setPin(await person("p2"), "00418", h.with({ pinType: other.id }));
    expect(held(await person("p2"))).toEqual({ [other.id]: "00418" });
  });

  it("that no account takes are refused before DoorFlow is asked; what it refuses leaves the one before", async () => {
    const id = await person();
    await setPin(id, "49382");
    api().requests.reset();
    for (const pin of ["123", "123456789", "12a45", ""])
      expect(await failureOf(setPin(id, pin)), pin).toMatchObject({ details: { field: "pin" } });
    expect(api().requests.read().total).toBe(0);
    // The PIN of the person the account is seeded with.
    expect(await failureOf(setPin(id, "70421"))).toMatchObject({
      kind: "invalid_request",
      details: { field: "pin", status: 422, vendorCode: "in_use" },
    });
    api().setSwitches({ pinDigits: "5_no_repeat" });
    expect(await failureOf(setPin(id, "20720"))).toMatchObject({ details: { field: "pin", status: 422 } });
    expect(held(id)).toEqual({ [types.pin]: "49382" });
    expect(await setPin(id, "13579")).toMatchObject({ status: "applied" });
  });

  it("of people not made by Lintel are neither changed nor taken away", async () => {
    const { id } = api().staffPerson({ pin: "50617" });
    expect(await setPin(id, "50617")).toMatchObject({ status: "already_satisfied" });
    expect(await failureOf(setPin(id, "49382"))).toMatchObject({ details: { field: "pin" } });
    expect(await setPin(id, null)).toMatchObject({ status: "already_satisfied" });
    expect(held(id)).toEqual({ [types.pin]: "50617" });
  });

  it("shown as asterisks are written again, for nobody can compare them", async () => {
    api().setSwitches({ maskValues: true });
    const id = await person();
    for (const pin of ["49382", "49382", "13579"])
      expect(await setPin(id, pin), pin).toMatchObject({ status: "applied" });
    expect(held(id)).toEqual({ [types.pin]: "13579" });
    expect(await setPin(id, null)).toMatchObject({ status: "applied" });
    expect(held(id)).toEqual({});
  });

  // Somebody gave one between the look and the write, or an answer was lost on the way.
  it("that are there already when they are to be made are changed", async () => {
    const id = await person();
    api().staffCredential(id, types.pin, "50617");
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "read", 2);
    // The list is shown as it was before.
    h.faults.breakNext({ kind: "rewrite", body: () => "[]" }, "read");
    api().setSwitches({ pageHeaders: "none" });
    expect(await setPin(id, "49382")).toMatchObject({ status: "applied" });
    expect(held(id)).toEqual({ [types.pin]: "49382" });
  });

  it("that were not kept after all are no success", async () => {
    const id = await person();
    h.faults.breakNext({ kind: "answer", status: 201, body: "{}" }, "write");
    expect((await failureOf(setPin(id, "49382"))).kind).toBe("unexpected_response");
    expect(held(id)).toEqual({});
  });

  it("are nobody's in an account without a PIN type", async () => {
    api().world.live("credentialTypes", SEED.account, types.pin).deleted = true;
    const id = await person();
    expect(await failureOf(setPin(id, "49382"))).toMatchObject({ details: { field: "pin" } });
    expect(await setPin(id, null)).toMatchObject({ status: "already_satisfied" });
  });
});

describe("cards", () => {
  const setCards = (id: string, cards: readonly string[], connector: Connector = h.connector) =>
    connector.apply({ verb: "setCards", vendorPersonId: id, cards });
  const opens = (id: string) => {
    api().staffPutPerson(id, { group_ids: [Number(SEED.groups.board)] });
    api().staffSync();
    return api().canOpen({ member: id, door: "Board room", method: "card", withCredential: true }).open;
  };

  it("are one of each of the four card types, in order; the fifth has no room", async () => {
    const id = await person();
    expect((await setCards(id, ["1001", "1002", "1003", "1004", "1005"])).cardProblems).toEqual([
      { index: 4, reason: "too_many" },
    ]);
    expect(held(id)).toEqual({
      [types.card]: "1001",
      [types.keyfob]: "1002",
      [types.second]: "1003",
      [types.parking]: "1004",
    });
    expect(opens(id)).toBe(true);
  });

  it("stay where they are when others come and go, and four at most are used of five types", async () => {
    api().addCredentialType({ label: "Fifth", slug: "fifth", code: 200, way: "card" });
    const id = await person();
    await setCards(id, ["1001", "1002"]);
    const before = held(id);
    await setCards(id, ["1002", "1003"]);
    expect(held(id)[types.keyfob]).toBe(before[types.keyfob]);
    expect(Object.values(held(id)).toSorted()).toEqual(["1002", "1003"]);
    expect((await setCards(id, ["1", "2", "3", "4", "5"])).cardProblems).toEqual([
      { index: 4, reason: "too_many" },
    ]);
    await setCards(id, ["2", "3", "4", "5"]);
    expect(Object.values(held(id)).toSorted()).toEqual(["2", "3", "4", "5"]);
  });

  it("go to the chosen types alone, in their order", async () => {
    const chosen = h.with({ cardTypes: `${types.parking},${types.card}` });
    const id = await person();
    api().staffCredential(id, types.second, "7777");
    const { cardProblems } = await setCards(id, ["1001", "1002", "1003"], chosen);
    expect(cardProblems).toEqual([{ index: 2, reason: "too_many" }]);
    await setCards(id, [], chosen);
    // A type that was not chosen is not ours to empty.
    expect(held(id)).toEqual({ [types.second]: "7777" });
  });

  it("that are in other hands, or no numbers, hold up no other, and stay there", async () => {
    const holder = api().staffPerson({ credentials_number: "2044" }).id;
    const id = await person();
    const { cardProblems } = await setCards(id, ["2044", "no card", "XYZ", "2045"]);
    expect(cardProblems).toEqual([
      { index: 0, reason: "card_in_use" },
      { index: 1, reason: "bad_format" },
      { index: 2, reason: "bad_format" },
    ]);
    expect([held(holder), Object.values(held(id))]).toEqual([{ [types.card]: "2044" }, ["2045"]]);
  });

  it("written twice, or in small letters, are one", async () => {
    const id = await person();
    await setCards(id, ["0a45f", " 0A45F "]);
    expect(Object.values(held(id))).toEqual(["0a45f"]);
    const before = writes();
    expect(await setCards(id, ["0A45F"])).toMatchObject({ status: "already_satisfied" });
    expect(writes()).toBe(before);
  });

  it("of people not made by Lintel are neither given nor taken", async () => {
    const { id } = api().staffPerson({ credentials_number: "2044" });
    expect(await failureOf(setCards(id, ["2045"]))).toMatchObject({ details: { field: "cards" } });
    expect(await setCards(id, [])).toMatchObject({ status: "already_satisfied" });
    expect(held(id)).toEqual({ [types.card]: "2044" });
  });

  it("shown as asterisks are taken away and written anew", async () => {
    api().setSwitches({ maskValues: true });
    const id = await person();
    await setCards(id, ["1001", "1002"]);
    expect(await setCards(id, ["1002", "1003"])).toMatchObject({ status: "applied", cardProblems: [] });
    expect(Object.values(held(id)).toSorted()).toEqual(["1002", "1003"]);
  });

  it("leave the PIN and the invitation to a phone alone", async () => {
    const id = await person();
    await h.connector.apply({ verb: "setPin", vendorPersonId: id, pin: "49382", pinHash: "h" });
    api().staffCredential(id, types.mobile, "");
    await setCards(id, ["1001"]);
    await setCards(id, []);
    expect(held(id)).toEqual({ [types.pin]: "49382", [types.mobile]: null });
  });

  it("of a person that is gone are nobody's", async () => {
    const id = await person();
    api().staffDeletePerson(id);
    expect((await failureOf(setCards(id, ["1001"]))).kind).toBe("not_found");
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/avigilon-alta/seed";
import { VendorError } from "../errors";
import { type AltaHarness, avigilonAltaHarness } from "./testing";

let h: AltaHarness;
let id: string;
beforeEach(async () => {
  h = await avigilonAltaHarness();
  const user = h.simulator.api.staffPerson({
    firstName: "Ana",
    email: "ana@example.test",
    groups: [SEED.groups.board],
  });
  id = String(user.id);
});
afterEach(() => h.close());

async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  if (error instanceof VendorError) return error;
  throw new Error("did not fail with a VendorError", { cause: error });
}
const held = () =>
  h.simulator.api.world
    .all("credentials")
    .filter((row) => row.userId === Number(id))
    .map((row) => [row.model, row.data.number ?? row.data.fields]);
const opensWith = (method: string) =>
  h.simulator.api.canOpen({ person: id, door: "Board room", method, withCredential: true }).open;

describe("PINs", () => {
  const setPin = (pin: string | null) =>
    h.connector.apply({ verb: "setPin", vendorPersonId: id, pin, pinHash: pin && "keyed" });

  it("open with leading zeros, are changed in place, and go when taken away", async () => {
    await setPin("00417283");
    expect(held()).toEqual([["pincode", "00417283"]]);
    expect(opensWith("pin")).toBe(true);
    const [first] = h.simulator.api.world.all("credentials").slice(-1);
    await setPin("5061");
    expect(held()).toEqual([["pincode", "5061"]]);
    expect(h.simulator.api.world.all("credentials").at(-1)?.id).toBe(first?.id);
    await setPin(null);
    expect([held(), opensWith("pin")]).toEqual([[], false]);
  });

  it("of somebody else stay, serve where they are the same, and are never changed", async () => {
    h.simulator.api.staffCredential(Number(id), "pincode", { number: "8642" });
    expect(await setPin("8642")).toMatchObject({ status: "already_satisfied" });
    expect(await failureOf(setPin("1357"))).toMatchObject({
      kind: "invalid_request",
      details: { field: "pin" },
    });
    expect(await setPin(null)).toMatchObject({ status: "already_satisfied" });
    expect(held()).toEqual([["pincode", "8642"]]);
  });

  it.each([400, 409, 422] as const)("that are taken (%i) leave the old one in place", async (status) => {
    h.simulator.api.setSwitches({ duplicateCredentialStatus: status });
    await setPin("5061");
    // The PIN of the person the building is seeded with.
    expect(await failureOf(setPin("704218"))).toMatchObject({
      kind: "invalid_request",
      details: { field: "pin" },
    });
    expect(held()).toEqual([["pincode", "5061"]]);
  });

  it.each(["123", "123456789", "12a4", ""])("%j never reach the vendor", async (pin) => {
    const calls = h.faults.calls.length;
    expect((await failureOf(setPin(pin))).details.field).toBe("pin");
    expect(h.faults.calls.length).toBe(calls);
  });
});

describe("cards", () => {
  const setCards = (settings: Record<string, string>, ...cards: string[]) =>
    h.choosing(settings).apply({ verb: "setCards", vendorPersonId: id, cards });

  it.each([
    ["automatic", "10204417", ["card", "10204417"]],
    ["automatic", "de:ad:be:ef", ["cardMifareCsn", "DEADBEEF"]],
    ["automatic", "04a21b0c9d5e80", ["cardMifareCsn", "04A21B0C9D5E80"]],
    ["mifare_csn", "10204417", ["cardMifareCsn", "10204417"]],
    ["desfire", "04:a2:1b:0c:9d:5e:80", ["cardOpenpathDesfireEv1", "04A21B0C9D5E80"]],
    ["wiegand", "10204417", ["card", "10204417"]],
    ["schlage", "10025", ["fobAllegion", "10025"]],
    ["pin", "0042", ["pincode", "0042"]],
  ])("of type %s: %s", async (credentialType, typed, row) => {
    expect(await setCards({ credentialType }, typed)).toMatchObject({ status: "applied", cardProblems: [] });
    expect(held()).toEqual([row]);
    expect(opensWith(credentialType === "pin" ? "pin" : "card")).toBe(true);
    expect(await setCards({ credentialType }, typed)).toMatchObject({ status: "already_satisfied" });
  });

  it("take the chosen format by its code, with facility code and number where it has both", async () => {
    const prox = { cardFormat: "prox26std" };
    await setCards(prox, "10-2044");
    expect(held()).toEqual([["card", { facilityCode: "10", cardId: "2044" }]]);
    expect(await setCards(prox, "010:02044")).toMatchObject({ status: "already_satisfied" });
    expect((await setCards({}, "10-2044")).cardProblems).toEqual([{ index: 0, reason: "bad_format" }]);
    expect(await failureOf(setCards({ cardFormat: "gone" }, "2044"))).toMatchObject({
      kind: "unsupported",
      details: { field: "cardFormat" },
    });
  });

  it("that somebody holds are said to be, and stay there", async () => {
    const other = h.simulator.api.staffPerson({ firstName: "Bo", email: "bo@example.test", card: "4711" });
    for (const status of [400, 409, 422] as const) {
      h.simulator.api.setSwitches({ duplicateCredentialStatus: status });
      expect((await setCards({}, "4711", "4712")).cardProblems).toEqual([
        { index: 0, reason: "card_in_use" },
      ]);
    }
    expect(held()).toEqual([["card", "4712"]]);
    const theirs = h.simulator.api.world.all("credentials").filter((row) => row.userId === other.id);
    expect(theirs).toHaveLength(1);
  });

  it("of somebody else stay, serve where they are the same, and two spellings count once", async () => {
    h.simulator.api.staffCredential(Number(id), "card", { number: "4711" });
    expect(await setCards({}, "04711", "de:ad:be:ef", "DEADBEEF")).toMatchObject({ status: "applied" });
    expect(held()).toEqual([
      ["card", "4711"],
      ["cardMifareCsn", "DEADBEEF"],
    ]);
    await setCards({});
    expect(held()).toEqual([["card", "4711"]]);
  });

  it("and PINs of ours are told apart, whichever way a PIN was made", async () => {
    h.simulator.api.setSwitches({ severalPins: "allowed" });
    await h.connector.apply({ verb: "setPin", vendorPersonId: id, pin: "5061", pinHash: "keyed" });
    await setCards({ credentialType: "pin" }, "0042");
    await h.connector.apply({ verb: "setPin", vendorPersonId: id, pin: null, pinHash: null });
    expect(held()).toEqual([["pincode", "0042"]]);
    await setCards({ credentialType: "pin" });
    expect(held()).toEqual([]);
  });

  // Without its mark a credential could never be told from somebody else's, and would open for ever.
  it("whose mark is not kept are taken back at once", async () => {
    h.faults.breakNext(
      { kind: "rewrite", body: (text) => text.replace(/"startDate":"[^"]+"/, '"startDate":null') },
      "write",
    );
    expect((await failureOf(setCards({}, "4711"))).kind).toBe("unexpected_response");
    expect(held()).toEqual([]);
  });

  it("of a type that the account does not have are an error of the setting", async () => {
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "read");
    h.faults.breakNext(
      { kind: "rewrite", body: (text) => text.replaceAll("fobAllegion", "somethingElse") },
      "read",
    );
    expect(await failureOf(setCards({ credentialType: "schlage" }, "10025"))).toMatchObject({
      kind: "unsupported",
      details: { field: "credentialType" },
    });
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/avigilon-acm/seed";
import type { Switches } from "@/e2e/simulators/avigilon-acm/switches";
import { personMarker } from "../marker";
import { type AcmHarness, acmHarness, ROLES } from "./testing";

let h: AcmHarness;
let id: string;
const start = async (switches: Partial<Switches> = {}) => {
  h = await acmHarness(switches);
  const marker = personMarker({ installationId: "0199b1c2-0123456789ab", personId: "person-1" });
  const outcome = await h.connector.apply({ verb: "createPerson", marker, name: "Ana Ruiz" });
  id = ("vendorId" in outcome && outcome.vendorId) || "";
  const grant = { verb: "grant", vendorPersonId: id, groupId: ROLES.board, window: null, marker } as const;
  await h.connector.apply(grant);
};
afterEach(() => h.close());

const setPin = (
  pin: string | null,
  pinHash: string | null = pin && `hash-${pin}`,
  olderHashes: string[] = [],
) => h.connector.apply({ verb: "setPin", vendorPersonId: id, pin, pinHash, olderHashes });
const setCards = (...cards: string[]) => h.connector.apply({ verb: "setCards", vendorPersonId: id, cards });
const opens = (method: string, value: string, door = "Board room") =>
  h.simulator.api.canOpen({ member: id, door, method, value, withCredential: true }).open;
const tokens = () => h.simulator.api.world.tokensOf(id);

describe("PINs", () => {
  it("open a door with a keypad, the new one from when the old one is gone, and none without one", async () => {
    await start();
    await setPin("0417");
    expect([opens("pin", "0417"), opens("pin", "417")]).toEqual([true, false]);
    await setPin("8899");
    expect([opens("pin", "0417"), opens("pin", "8899")]).toEqual([false, true]);
    await h.connector.apply({
      verb: "grant",
      vendorPersonId: id,
      groupId: ROLES.board,
      window: null,
      marker: "m",
    });
    expect(opens("pin", "8899", "Focus room")).toBe(false);
    await setPin(null);
    expect(tokens()).toEqual([]);
  });

  it("a taken or refused one is about the field pin, and the old one stays", async () => {
    await start();
    await setPin("4711");
    await expect(setPin("704218")).rejects.toMatchObject({
      kind: "invalid_request",
      details: { field: "pin", vendorCode: "pin_taken" },
    });
    h.simulator.api.setSwitches({ pinMax: 4 });
    await expect(setPin("12345")).rejects.toMatchObject({
      details: { field: "pin", vendorCode: "pin_refused" },
    });
    expect(opens("pin", "4711")).toBe(true);
  });

  it("one under an older key is marked anew, with its digits, and found at once the next time", async () => {
    await start();
    await setPin("4711", "old-hash");
    const before = structuredClone(tokens()[0]);
    expect(await setPin("4711", "new-hash", ["old-hash"])).toMatchObject({ status: "applied" });
    const [after, ...more] = tokens();
    expect([after?.cn, more]).toEqual([before?.cn, []]);
    expect(after?.attrs.plasecEmbossednumber).not.toBe(before?.attrs.plasecEmbossednumber);
    expect(opens("pin", "4711")).toBe(true);
    expect(await setPin("4711", "new-hash")).toMatchObject({ status: "already_satisfied" });
  });

  it("make no second one when the answer was lost, nor when the first number drawn was taken", async () => {
    await start();
    h.faults.breakNext({ kind: "drop_after_commit" }, "write");
    await expect(setPin("4711")).rejects.toMatchObject({ kind: "unavailable" });
    expect(await setPin("4711")).toMatchObject({ status: "already_satisfied" });
    expect(tokens()).toHaveLength(1);
    const taken =
      '<form action="/x"><div class="errorExplanation"><li>Internal Number has already been taken</li></div></form>';
    h.faults.breakNext(
      { kind: "answer", status: 200, headers: { "content-type": "text/html" }, body: taken },
      "write",
    );
    expect(await setPin("5822")).toMatchObject({ status: "applied" });
    expect(tokens()).toHaveLength(1);
  });

  it("say nothing of the digits or of the hash to the server's admins", async () => {
    await start();
    await setPin("4711", "keyed-hash-of-the-pin");
    const [token] = tokens();
    expect(token?.attrs.plasecEmbossednumber).toMatch(/^lintel-pin-[0-9a-f]{12}$/);
    expect(JSON.stringify(token?.attrs)).not.toContain("keyed-hash");
    expect(token?.attrs.plasecInternalnumber).toMatch(/^[1-9]\d{14}$/);
  });
});

describe("cards", () => {
  it("open doors by their number, whatever zeros are typed before it, and never when taken away", async () => {
    await start();
    await setCards("0020440017");
    expect(opens("card", "20440017")).toBe(true);
    expect(await setCards("20440017")).toMatchObject({ status: "already_satisfied" });
    await setCards();
    expect(opens("card", "20440017")).toBe(false);
  });

  it("of others are left alone, serve when they are the same, and are told as in use elsewhere", async () => {
    await start();
    const foreign = h.simulator.api.staffToken(id, { card: "555" });
    expect(await setCards("555", "70421", "1-2")).toEqual({
      status: "already_satisfied",
      cardProblems: [
        { index: 1, reason: "card_in_use" },
        { index: 2, reason: "bad_format" },
      ],
    });
    await setCards("556");
    await setCards();
    expect(tokens().map((token) => token.cn)).toEqual([foreign.cn]);
    expect(h.simulator.api.world.tokensOf(SEED.rosa)).toHaveLength(1);
  });

  it("and a PIN know nothing of each other", async () => {
    await start();
    await setPin("4711");
    await setCards("20440017", "20440018");
    await setPin("5822");
    await setCards("20440018");
    expect([opens("pin", "5822"), opens("card", "20440018"), opens("card", "20440017")]).toEqual([
      true,
      true,
      false,
    ]);
    expect(tokens()).toHaveLength(2);
  });

  it("are read as XML where there is no JSON, and a list that does not parse changes nothing", async () => {
    await start();
    await setCards("20440017");
    const before = await h.dump();
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "read");
    h.faults.breakNext({ kind: "rewrite", body: () => '{"tokens": [{"id": "?"}]}' }, "read");
    await expect(setCards()).rejects.toMatchObject({ kind: "unexpected_response" });
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "read");
    h.faults.breakNext({ kind: "answer", status: 406, body: "" }, "read");
    expect(await setCards("20440017")).toMatchObject({ status: "already_satisfied" });
    expect(await h.dump()).toBe(before);
  });

  // A redirect is all the server says of a write; it says the same where a right is missing.
  it("are no success when the server did nothing", async () => {
    await start();
    await setCards("20440017");
    h.simulator.api.setSwitches({ missingRight: "bounce" });
    h.simulator.api.setAccount({ rights: ["Identities Listing", "Tokens Listing"] });
    await expect(setCards("20440018")).rejects.toMatchObject({ kind: "permission_denied" });
    await expect(setCards()).rejects.toMatchObject({ details: { vendorCode: "token_not_deleted" } });
  });
});

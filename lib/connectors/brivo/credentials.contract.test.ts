import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/brivo/seed";
import type { Connector } from "../contract";
import { VendorError } from "../errors";
import { type BrivoHarness, brivoHarness } from "./testing";

const HOUR_MS = 3_600_000;
const EMAIL = "ana@example.test";

let h: BrivoHarness;
beforeEach(async () => {
  h = await brivoHarness();
});
afterEach(() => h.close());

const api = () => h.simulator.api;
async function person(id = "p1"): Promise<string> {
  const marker = `lintel:install1:${id}`;
  const outcome = await h.connector.apply({ verb: "createPerson", marker, name: "Test Person" });
  return "vendorId" in outcome ? (outcome.vendorId ?? "") : "";
}
async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  if (error instanceof VendorError) return error;
  throw new Error("did not fail with a VendorError", { cause: error });
}

describe("PINs", () => {
  const setPin = (vendorPersonId: string, pin: string | null) =>
    h.connector.apply({ verb: "setPin", vendorPersonId, pin, pinHash: pin && "keyed-hash" });

  it("keep leading zeros, and leave every other field of the person as it was", async () => {
    for (const pinByPatch of ["accepted", "ignored"] as const) {
      api().setSwitches({ pinByPatch });
      const id = await person(pinByPatch);
      const rest = {
        middleName: "M",
        emails: [{ address: EMAIL, type: "Work" }],
        phoneNumbers: [{ number: "+34600", type: "mobile" }],
        effectiveTo: "2027-01-01T00:00:00Z",
        customFields: [{ id: SEED.customField, value: "Hot desk" }],
      };
      api().staffChangeUser(id, rest);
      const { pin: _none, pinCredentialId: _no, updated: _then, ...before } = { ...api().user(id) };
      const pin = pinByPatch === "accepted" ? "00417" : "00418";
      expect(await setPin(id, pin)).toMatchObject({ status: "applied" });
      expect(api().user(id)).toMatchObject({ ...before, pin });
    }
  });

  it("that Brivo does not take are refused before it is asked, and the old one stays", async () => {
    const id = await person();
    await setPin(id, "49382");
    api().requests.reset();
    for (const pin of ["123", "123456789", "1111", "4567", "7654", "2468", "12a45"])
      expect(await failureOf(setPin(id, pin)), pin).toMatchObject({ details: { field: "pin" } });
    expect(api().requests.read().total).toBe(0);
    // The PIN of the person the account is seeded with.
    expect(await failureOf(setPin(id, "704218"))).toMatchObject({ details: { field: "pin", status: 400 } });
    expect(api().user(id).pin).toBe("49382");
  });

  it("of people not made by Lintel are neither changed nor taken away", async () => {
    const { id } = api().staffUser({ firstName: "A", lastName: "B", pin: "50617" });
    expect(await setPin(String(id), "50617")).toMatchObject({ status: "already_satisfied" });
    expect(await failureOf(setPin(String(id), "49382"))).toMatchObject({ details: { field: "pin" } });
    expect(await setPin(String(id), null)).toMatchObject({ status: "already_satisfied" });
    expect(api().user(String(id)).pin).toBe("50617");
  });

  it("say so when a PIN was not set after all", async () => {
    api().setSwitches({ pinByPatch: "refused" });
    const id = await person();
    expect(await failureOf(setPin(id, "49382"))).toMatchObject({
      kind: "invalid_request",
      details: { field: "pin" },
    });
    expect(api().user(id).pin).toBeNull();
  });
});

describe("addresses", () => {
  const setEmail = (vendorPersonId: string, email: string | null) =>
    h.connector.apply({ verb: "setEmail", vendorPersonId, email });

  it("of people made by Lintel get a listed type where no other is taken", async () => {
    api().setSwitches({ contactTypes: "listed" });
    const id = await person();
    api().staffChangeUser(id, { emails: [{ address: "desk@example.test", type: "Work" }] });
    expect(await setEmail(id, EMAIL)).toMatchObject({ status: "applied" });
    expect(await setEmail(id, "other@example.test")).toMatchObject({ status: "applied" });
    expect(api().user(id).emails).toEqual([
      { value: "desk@example.test", type: "Work" },
      { value: "other@example.test", type: "Other" },
    ]);
    const { vendorPersonId } = await h.makeForeignGrant();
    expect(await failureOf(setEmail(vendorPersonId, EMAIL))).toMatchObject({ details: { field: "email" } });
  });
});

describe("cards", () => {
  const setCards = (id: string, cards: readonly string[], connector: Connector = h.connector) =>
    connector.apply({ verb: "setCards", vendorPersonId: id, cards });
  const held = (id: string) =>
    Object.values(api().world.state.tables.credentials)
      .filter((row) => String(row.userId) === id)
      .map((row) => row.referenceId);
  const opens = (id: string) =>
    api().canOpen({ member: id, door: "Front door", method: "card", withCredential: true }).open;

  it("of the bank are found by reference, number, and number with facility code", async () => {
    const id = await person();
    api().staffJoin(id, SEED.groups.board);
    for (const typed of ["2044", " 02044 ", "10-2044", "10:2044", "0010 2044"]) {
      expect(await setCards(id, [typed]), typed).toMatchObject({ cardProblems: [] });
      expect(held(id), typed).toEqual(["2044"]);
      expect(opens(id)).toBe(true);
      await setCards(id, []);
      expect(held(id)).toEqual([]);
    }
    expect((await setCards(id, ["11-2044", "204", "a;b"])).cardProblems).toEqual([
      { index: 0, reason: "unknown_card" },
      { index: 1, reason: "unknown_card" },
      { index: 2, reason: "bad_format" },
    ]);
  });

  it("of two facilities with one number need the facility code", async () => {
    api().addCard("2044", "77");
    const id = await person();
    // Both are called 2044: neither is taken by guess.
    expect((await setCards(id, ["2044"])).cardProblems).toEqual([{ index: 0, reason: "bad_format" }]);
    expect((await setCards(id, ["77-2044"])).cardProblems).toEqual([]);
    expect(held(id)).toEqual(["2044"]);
  });

  // What Brivo would do is not documented: it might take the card off the other person.
  it("in other hands stay there, whatever Brivo would do", async () => {
    const holder = String(api().staffUser({ firstName: "A", lastName: "B", cards: ["2044"] }).id);
    const id = await person();
    for (const foreignCard of ["refused", "moved"] as const) {
      api().setSwitches({ foreignCard });
      expect((await setCards(id, ["2044", "2045"])).cardProblems).toEqual([
        { index: 0, reason: "card_in_use" },
      ]);
    }
    expect([held(holder), held(id)]).toEqual([["2044"], ["2045"]]);
  });

  it("given by hand stay, and so do the PIN and the mobile pass", async () => {
    const id = await person();
    api().staffCard(id, "2047");
    api().staffChangeUser(id, { pin: "49382" });
    await h.connector.passInvitations?.send({ vendorPersonId: id, email: EMAIL });
    api().redeemPending(id);
    await setCards(id, ["2044", "2047"]);
    expect(await setCards(id, ["2047"])).toMatchObject({ status: "applied" });
    expect(await setCards(id, [])).toMatchObject({ status: "already_satisfied" });
    expect(held(id)).toEqual(["2047", EMAIL]);
    expect(api().user(id).pin).toBe("49382");
  });

  it("that are not in the bank are made only in a format that was chosen", async () => {
    const id = await person();
    expect((await setCards(id, ["12-3001"])).cardProblems).toEqual([{ index: 0, reason: "unknown_card" }]);
    const withFormat = h.with({ cardFormat: "100" });
    expect((await setCards(id, ["12-3001", "3002"], withFormat)).cardProblems).toEqual([
      { index: 1, reason: "bad_format" },
    ]);
    expect(held(id)).toEqual(["12-3001"]);
    expect(await setCards(id, ["12-3001"], withFormat)).toMatchObject({ status: "already_satisfied" });
    await setCards(id, []);
    // It stays in the bank, and is found there again.
    expect(await setCards(id, ["12:3001"])).toMatchObject({ status: "applied", cardProblems: [] });
  });

  it("known under another reference are found by their facility code", async () => {
    const fieldValues = [
      { id: 1, value: "3001" },
      { id: 2, value: "12" },
    ];
    const made = await fetch(`${h.operator.usApiUrl}/credentials`, {
      method: "POST",
      headers: {
        "api-key": h.secrets[2] ?? "",
        authorization: `bearer ${h.secrets[0]}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ credentialFormat: { id: 100 }, referenceId: "Blue fob", fieldValues }),
    });
    expect(made.status).toBe(201);
    const id = await person();
    expect(await setCards(id, ["12-3001"], h.with({ cardFormat: "100" }))).toMatchObject({
      cardProblems: [],
    });
    expect(held(id)).toEqual(["Blue fob"]);
  });

  it("of a person that is gone are nobody's", async () => {
    const id = await person();
    api().staffDelete(id);
    expect((await failureOf(setCards(id, ["2044"]))).kind).toBe("not_found");
  });
});

describe("mobile passes", () => {
  const passes = () => {
    const { passInvitations } = h.connector;
    if (!passInvitations) throw new Error("no passes");
    return passInvitations;
  };
  const states = async (id: string) => (await passes().list(id)).map((row) => row.state);

  it("are mailed by Brivo once, in the language chosen, and the code is told to nobody else", async () => {
    const id = await person();
    const sent = await passes().send({ vendorPersonId: id, email: " ANA@example.test " });
    expect(sent).toMatchObject({ state: "pending", expiresAt: new Date("2026-03-05T10:00:00Z") });
    const [mail] = api().mails();
    expect(mail).toMatchObject({ to: EMAIL, language: "en" });
    expect(JSON.stringify(sent) + JSON.stringify(h.logs)).not.toContain(mail?.accessCode);
    // Asked once more, e.g. after a lost answer: the pending one is it, and nothing is mailed.
    expect(await passes().send({ vendorPersonId: id, email: EMAIL })).toEqual(sent);
    expect(api().mails()).toHaveLength(1);
    const spanish = h.with({ passLanguage: "es" }).passInvitations;
    await spanish?.send({ vendorPersonId: await person("p2"), email: EMAIL });
    expect(api().mails()[1]?.language).toBe("es");
  });

  it("tell pending, redeemed, expired and cancelled, and one taken away as no longer redeemed", async () => {
    const id = await person();
    await passes().send({ vendorPersonId: id, email: EMAIL });
    expect(await states(id)).toEqual(["pending"]);
    h.time.advance(72 * HOUR_MS);
    expect(await states(id)).toEqual(["expired"]);
    await passes().send({ vendorPersonId: id, email: EMAIL });
    api().redeemPending(id);
    expect(await states(id)).toEqual(["expired", "redeemed"]);
    const pass = Object.values(api().world.state.tables.credentials).find((row) => row.formatId === 307);
    api().staffUnassign(id, pass?.id ?? 0);
    expect(await states(id)).toEqual(["expired", "cancelled"]);
  });

  it("are sent again by withdrawing the pending one, never beside a redeemed one", async () => {
    const id = await person();
    const first = await passes().send({ vendorPersonId: id, email: EMAIL });
    const ask = { vendorPersonId: id, invitationId: first.invitationId, email: EMAIL };
    h.faults.breakNext({ kind: "drop_after_commit" }, "write");
    await failureOf(passes().resend(ask));
    const second = await passes().resend(ask);
    expect(second.invitationId).not.toBe(first.invitationId);
    expect(await states(id)).toEqual(["cancelled", "pending"]);
    // The answer was lost: asked again with the old id, the new one is it.
    expect(await passes().resend(ask)).toEqual(
      expect.objectContaining({ invitationId: second.invitationId }),
    );
    expect(api().mails()).toHaveLength(2);
    api().redeemPending(id);
    expect((await failureOf(passes().resend(ask))).kind).toBe("conflict");
    expect(api().mails()).toHaveLength(2);
  });

  // A 403 that says "used up" would otherwise park the whole connection as if a right were missing.
  it("that are used up are named as such, whatever the status", async () => {
    api().setPassesAllotted(0);
    const vendorPersonId = await person();
    for (const noPassLeftStatus of [400, 403, 412] as const) {
      api().setSwitches({ noPassLeftStatus });
      expect(await failureOf(passes().send({ vendorPersonId, email: EMAIL }))).toMatchObject({
        kind: "invalid_request",
        details: { vendorCode: "no_pass_left" },
      });
    }
    const noAddress = passes().send({ vendorPersonId, email: "nobody" });
    expect(await failureOf(noAddress)).toMatchObject({ details: { field: "email" } });
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/akiles/seed";
import type { AccessGroupId, Window } from "@/lib/access/types";
import { VendorError } from "../errors";
import { readAll } from "../read-all";
import { akiles } from "./definition";
import { type AkilesHarness, akilesHarness } from "./testing";

const HOUR_MS = 3_600_000;
const at = (text: string) => new Date(text);
const SOON: Window = { from: at("2026-03-02T11:00:00Z"), until: at("2026-03-02T12:00:00Z") };
const NEXT_WEEK: Window = { from: at("2026-03-09T11:00:00Z"), until: at("2026-03-09T12:00:00Z") };

let h: AkilesHarness;
beforeEach(async () => {
  h = await akilesHarness();
});
afterEach(() => h.close());

async function person(id = "p1"): Promise<string> {
  const outcome = await h.connector.apply({
    verb: "createPerson",
    marker: `lintel:install1:${id}`,
    name: "Test Person",
    labels: { nx_coworker: "991" },
  });
  return "vendorId" in outcome ? (outcome.vendorId ?? "") : "";
}
async function grant(vendorPersonId: string, window: Window | null, ref: string): Promise<string> {
  const groupId = h.groupIds[0];
  const outcome = await h.connector.apply({
    verb: "grant",
    vendorPersonId,
    groupId,
    window,
    marker: `lintel:p1:${ref}`,
  });
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
const routes = () => Object.keys(h.simulator.api.requests.read().byRoute);

describe("OAuth against the vendor", () => {
  it("exchanges, refreshes with rotation, and needs a person once the old token is used again", async () => {
    if (akiles.auth.kind !== "oauth2") throw new Error("not OAuth");
    const call = {
      operator: h.operator,
      settings: {},
      secrets: {},
      fetch,
      clock: h.plainClock,
      timeoutMs: 5_000,
    };
    const redirectUri = "http://127.0.0.1:3000/callback";
    const code = h.simulator.api.code(redirectUri);
    const first = await akiles.auth.exchange({ ...call, code, redirectUri, codeVerifier: null });
    expect(first.expiresAt).toEqual(at("2026-03-02T11:00:00Z"));
    expect(
      (await failureOf(akiles.auth.exchange({ ...call, code, redirectUri, codeVerifier: null }))).kind,
    ).toBe("credentials_invalid");
    const refreshToken = first.refreshToken ?? "";
    const second = await akiles.auth.refresh({ ...call, refreshToken });
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(second.refreshToken).not.toBe(refreshToken);
    expect((await failureOf(akiles.auth.refresh({ ...call, refreshToken }))).kind).toBe(
      "credentials_invalid",
    );
    const wrong = { ...call, operator: { ...h.operator, clientSecret: "another" } };
    expect((await failureOf(akiles.auth.refresh({ ...wrong, refreshToken }))).kind).toBe("permission_denied");
  });

  it("renews by itself when the access token has expired", async () => {
    h.time.advance(HOUR_MS + 1);
    expect(await h.connector.verify()).toMatchObject({ accountId: SEED.organization });
    expect(h.renewals()).toBe(1);
  });
});

describe("associations", () => {
  it.each([400, 409] as const)(
    "names a refused second association (%i), so that the caller can change its way",
    async (status) => {
      h.simulator.api.setSwitches({ duplicateAssociations: "refused", duplicateAssociationStatus: status });
      const id = await person();
      await grant(id, SOON, "l1");
      const error = await failureOf(grant(id, NEXT_WEEK, "l2"));
      expect(error).toMatchObject({ kind: "conflict", details: { vendorCode: "single_association" } });
    },
  );

  it("does not blame an unknown group on a second association", async () => {
    const id = await person();
    const op = { verb: "grant", vendorPersonId: id, window: SOON, marker: "lintel:p1:l1" } as const;
    const error = await failureOf(h.connector.apply({ ...op, groupId: "mg_unknown" as AccessGroupId }));
    expect(error.kind).toBe("invalid_request");
    expect(error.details.vendorCode).toBe("invalid_request");
  });

  it("corrects the window of the association that carries the very mark", async () => {
    const id = await person();
    const first = await grant(id, SOON, "l1");
    expect(await grant(id, NEXT_WEEK, "l1")).toBe(first);
    expect((await h.connector.observePerson(id))?.grants).toMatchObject([{ window: NEXT_WEEK }]);
  });

  it("claims an equal own one under another mark, and never a foreign one", async () => {
    const id = await person();
    const first = await grant(id, SOON, "l1");
    expect(await grant(id, SOON, "l2")).toBe(first);
    const foreign = h.simulator.api.staffAssociation(id, {
      member_group_id: h.groupIds[0],
      starts_at: NEXT_WEEK.from.toISOString(),
      ends_at: NEXT_WEEK.until?.toISOString(),
    });
    expect(await grant(id, NEXT_WEEK, "l3")).not.toBe(foreign.id);
  });

  it("opens the doors in the window and not outside it", async () => {
    const id = await person();
    await grant(id, SOON, "l1");
    const opens = (instant: string) =>
      h.simulator.api.canOpen({ member: id, door: "Board room", at: at(instant) }).open;
    expect([opens("2026-03-02T10:59:59Z"), opens("2026-03-02T11:00:00Z")]).toEqual([false, true]);
    expect([opens("2026-03-02T11:59:59Z"), opens("2026-03-02T12:00:00Z")]).toEqual([true, false]);
  });

  it("makes no double when the connection breaks after the vendor has written", async () => {
    const id = await person();
    const rule = {
      id: "cut",
      method: "POST",
      path: "group_associations",
      times: 1,
      kind: "drop_after_commit",
    } as const;
    h.simulator.api.setFaults([rule]);
    expect((await failureOf(grant(id, SOON, "l1"))).kind).toBe("unavailable");
    await grant(id, SOON, "l1");
    expect((await h.connector.observePerson(id))?.grants).toHaveLength(1);
  });
});

describe("the vendor's clean-up", () => {
  const cleanedUp = async (): Promise<string> => {
    h.simulator.api.setSwitches({ autoDelete: "member_or_associations" });
    const id = await person();
    await grant(id, SOON, "l1");
    h.time.advance(51 * HOUR_MS);
    expect(await h.connector.observePerson(id)).toBeNull();
    return id;
  };

  it("is recognised, and repaired by a restore", async () => {
    const id = await cleanedUp();
    expect(await h.connector.findPeople({ marker: "lintel:install1:p1" })).toEqual([]);
    expect(await h.connector.explainAbsence?.(id)).toBe("cleaned_up");
    const restore = { verb: "restorePerson", vendorPersonId: id } as const;
    expect(await h.connector.apply(restore)).toEqual({ status: "applied", vendorId: id });
    expect(await h.connector.apply(restore)).toEqual({ status: "already_satisfied", vendorId: id });
    expect(await h.connector.observePerson(id)).toMatchObject({
      state: "active",
      marker: "lintel:install1:p1",
    });
    expect(await h.connector.explainAbsence?.(id)).toBe("present");
  });

  it("is recognised by time alone when the event log no longer tells", async () => {
    const id = await cleanedUp();
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "read");
    h.faults.breakNext({ kind: "answer", status: 200, body: '{"data":[],"has_next":false}' }, "read");
    expect(await h.connector.explainAbsence?.(id)).toBe("cleaned_up");
  });

  // A person whom somebody took away must not come back by itself.
  it("is not mistaken for somebody's delete, nor for an end that somebody set", async () => {
    const deleted = await person("p1");
    await grant(deleted, SOON, "l1");
    h.simulator.api.staffDeleteMember(deleted);
    expect(await h.connector.explainAbsence?.(deleted)).toBe("removed");
    const ended = await person("p2");
    h.simulator.api.staffPatchMember(ended, { ends_at: "2026-03-02T11:00:00Z" });
    h.time.advance(2 * HOUR_MS);
    expect(await h.connector.observePerson(ended)).toMatchObject({ state: "disabled" });
    expect(await h.connector.apply({ verb: "restorePerson", vendorPersonId: ended })).toMatchObject({
      status: "already_satisfied",
    });
    expect(await h.connector.observePerson(ended)).toMatchObject({ state: "disabled" });
    h.time.advance(49 * HOUR_MS);
    expect(await h.connector.observePerson(ended)).toBeNull();
    expect(await h.connector.explainAbsence?.(ended)).toBe("ended");
    expect(await h.connector.explainAbsence?.("mem_unknown")).toBe("unknown_id");
  });

  it("does not grant to a member that is gone", async () => {
    const id = await cleanedUp();
    expect((await failureOf(grant(id, NEXT_WEEK, "l1"))).kind).toBe("not_found");
  });
});

describe("PINs", () => {
  const setPin = (vendorPersonId: string, pin: string | null) =>
    h.connector.apply({
      verb: "setPin",
      vendorPersonId,
      pin,
      pinHash: pin && `keyed-${pin.length}-${pin === "00417283"}`,
    });
  const opensWith = (member: string, door = "Front door") =>
    h.simulator.api.canOpen({
      member,
      door,
      method: "pin",
      withCredential: true,
      at: at("2026-03-02T11:30:00Z"),
    }).open;

  it("keep leading zeros and a foreign PIN, and never reveal one", async () => {
    const id = await person();
    await grant(id, SOON, "l1");
    expect(opensWith(id)).toBe(false);
    await setPin(id, "00417283");
    expect(JSON.stringify(h.simulator.api.dump())).not.toContain(
      '"metadata":{"source":"lintel","lintel_pin":"00417283"',
    );
    expect(Object.values(h.simulator.api.world.state.tables.pins).map((row) => row.pin)).toContain(
      "00417283",
    );
    expect(opensWith(id)).toBe(true);
    await setPin(id, null);
    expect(opensWith(id)).toBe(false);
    const { pins } = h.simulator.api.world.state.tables;
    expect(Object.values(pins).filter((row) => !row.is_deleted)).toHaveLength(1);
    expect(routes().filter((route) => route.includes("reveal"))).toEqual([]);
  });

  it("stay where somebody else set one on the same member", async () => {
    const { id } = h.simulator.api.staffMember({ name: "Half ours", pin: "50617283" });
    await setPin(id, "00417283");
    await setPin(id, null);
    const { pins } = h.simulator.api.world.state.tables;
    const left = Object.values(pins).filter((row) => row.member_id === id && !row.is_deleted);
    expect(left.map((row) => row.pin)).toEqual(["50617283"]);
  });

  it("keep a PIN whose hash is of a replaced key, and mark it anew", async () => {
    // Made a second time it would clash with itself, and everybody's PIN would count as taken after a rotation.
    const id = await person();
    await grant(id, SOON, "l1");
    await setPin(id, "00417283");
    const again = { verb: "setPin", vendorPersonId: id, pin: "00417283", pinHash: "of-the-new-key" } as const;
    const olderHashes = ["of-another-key", "keyed-8-true"];
    const kept = await h.connector.apply({ ...again, olderHashes }).catch((error: unknown) => error);
    expect(kept).toMatchObject({ status: "applied" });
    expect(opensWith(id)).toBe(true);
    const own = Object.values(h.simulator.api.world.state.tables.pins).filter((row) => row.member_id === id);
    expect(own.map((row) => [row.is_deleted, row.metadata.lintel_pin])).toEqual([[false, "of-the-new-key"]]);
    expect(await h.connector.apply(again)).toMatchObject({ status: "already_satisfied" });
  });

  it("leave the old PIN in place when the new one is taken", async () => {
    const id = await person();
    await setPin(id, "00417283");
    // The PIN of the member of staff the building is seeded with.
    expect(await failureOf(setPin(id, "704218"))).toMatchObject({
      kind: "invalid_request",
      details: { field: "pin" },
    });
    expect(await setPin(id, "00417283")).toMatchObject({ status: "already_satisfied" });
  });
});

describe("cards", () => {
  const setCards = (vendorPersonId: string, ...cards: string[]) =>
    h.connector.apply({ verb: "setCards", vendorPersonId, cards });

  it("registers an unknown UID, but never digits that could be a printed code", async () => {
    const id = await person();
    expect(await setCards(id, "de:ad:be:ef", "12345678", "never-printed")).toMatchObject({
      status: "applied",
      cardProblems: [
        { index: 1, reason: "unknown_card" },
        { index: 2, reason: "unknown_card" },
      ],
    });
    const uids = Object.values(h.simulator.api.world.state.tables.cards).map((card) => card.uid);
    expect(uids).toContain("DEADBEEF");
    expect(uids).not.toContain("12345678");
  });

  it("registers nothing for a member that is gone", async () => {
    const id = await person();
    h.simulator.api.staffDeleteMember(id);
    const before = Object.keys(h.simulator.api.world.state.tables.cards).length;
    expect((await failureOf(setCards(id, "de:ad:be:ef"))).kind).toBe("not_found");
    expect(Object.keys(h.simulator.api.world.state.tables.cards)).toHaveLength(before);
  });

  it("says so of a card somebody else holds, and leaves it there", async () => {
    const holder = h.simulator.api.staffMember({ name: "Holder", card_uid: "CAFEBABE" });
    const id = await person();
    expect((await setCards(id, "cafebabe", h.samples.cards[0])).cardProblems).toEqual([
      { index: 0, reason: "card_in_use" },
    ]);
    const held = Object.values(h.simulator.api.world.state.tables.memberCards).filter(
      (row) => row.member_id === holder.id,
    );
    expect(held).toMatchObject([{ is_deleted: false }]);
  });

  it("takes a card by its id, counts two spellings once, and keeps a foreign link", async () => {
    const member = h.simulator.api.staffMember({ name: "Half ours", card_uid: "CAFEBABE" });
    const [foreign] = Object.values(h.simulator.api.world.state.tables.memberCards);
    const card = Object.values(h.simulator.api.world.state.tables.cards).find(
      (c) => c.uid === "04A21B0C9D5E80",
    );
    expect(await setCards(member.id, card?.id ?? "", "CA:FE:BA:BE", "04a21b0c9d5e80")).toMatchObject({
      status: "applied",
      cardProblems: [],
    });
    expect(await setCards(member.id, "04A21B0C9D5E80")).toMatchObject({ status: "already_satisfied" });
    await setCards(member.id);
    const links = Object.values(h.simulator.api.world.state.tables.memberCards).filter(
      (row) => !row.is_deleted,
    );
    expect(links.map((row) => row.id)).toEqual([foreign?.id]);
  });
});

describe("reading what is there", () => {
  it("hints at groups that refuse a PIN, and lists the doors", async () => {
    const { snapshot } = await readAll((c) => h.connector.listAccessGroups(c), { clock: h.clock });
    const hints = Object.fromEntries(snapshot.items.map((group) => [group.id, group.hint]));
    expect(hints[SEED.groups.focus]).toBe("PIN does not open these doors");
    expect(hints[SEED.groups.board]).toBeNull();
    const doors = await h.connector.listDoors?.(null);
    expect(doors?.items.map((door) => door.id).sort()).toEqual(Object.values(SEED.doors).sort());
    expect(new Set(doors?.items.map((door) => door.siteLabel))).toEqual(new Set(["Harbour Works"]));
  });

  it.each(["object_type", "object.type"] as const)(
    "keeps one webhook for an address, however the filter is called (%s), and takes it away again",
    async (webhookFilterKey) => {
      h.simulator.api.setSwitches({ webhookFilterKey });
      const hooks = h.connector.openingHooks;
      if (!hooks) throw new Error("keeps no webhooks");
      const url = "http://127.0.0.1:1/api/vendors/akiles/webhooks/c?key=s";
      const first = await hooks.ensure({ url });
      expect(await hooks.ensure({ url })).toEqual(first);
      expect((await hooks.ensure({ url: `${url}2` })).hookId).not.toBe(first.hookId);
      expect(await hooks.remove(first)).toEqual({ status: "applied" });
      expect(await hooks.remove(first)).toEqual({ status: "already_satisfied" });
    },
  );

  it("costs one call per hundred people", async () => {
    await h.makePeople(250);
    h.simulator.api.requests.reset();
    await readAll((c) => h.connector.observe(c), { clock: h.clock });
    expect(h.simulator.api.requests.read().total).toBe(3);
  });

  it("reads openings oldest first, from the mark on, with the time they happened", async () => {
    const id = await person();
    await grant(id, null, "l1");
    const floor = at("2026-03-01T00:00:00Z");
    const read = (after: string | null) =>
      h.connector.readOpenings?.({ after, floor }) ?? Promise.reject(new Error("none"));
    const open = (door: string) =>
      h.simulator.api.attempt({ member: id, door, method: "card", withCredential: false });
    open("Front door");
    h.time.advance(60_000);
    open("Board room");
    const first = await read(null);
    expect(first).toMatchObject({ skipped: 0, complete: true });
    expect(first.items.map((o) => [o.vendorPersonId, o.doorId, o.occurredAt.toISOString()])).toEqual([
      [id, SEED.doors.front, "2026-03-02T10:00:00.000Z"],
      [id, SEED.doors.board, "2026-03-02T10:01:00.000Z"],
    ]);
    expect(await read(first.mark)).toEqual({ items: [], mark: first.mark, skipped: 0, complete: true });
    h.simulator.api.setDoorOnline("Board room", false);
    open("Board room");
    h.time.advance(HOUR_MS);
    h.simulator.api.setDoorOnline("Board room", true);
    const late = await read(first.mark);
    expect(late.items.map((o) => [o.occurredAt, o.recordedAt.getTime() - o.occurredAt.getTime()])).toEqual([
      [at("2026-03-02T10:01:00Z"), HOUR_MS],
    ]);
  });
});

describe("removing a person", () => {
  const remove = (vendorPersonId: string, marker: string) =>
    h.connector.removePerson?.({ vendorPersonId, marker }) ?? Promise.reject(new Error("cannot"));

  it("deletes the one that carries this very mark, once", async () => {
    const id = await person();
    expect(await remove(id, "lintel:install1:p1")).toMatchObject({ status: "applied" });
    expect(h.simulator.api.members(id)[0]?.is_deleted).toBe(true);
    expect(await remove(id, "lintel:install1:p1")).toMatchObject({ status: "already_satisfied" });
  });

  it("refuses one with another mark, and one made by hand", async () => {
    const ours = await person();
    const theirs = h.simulator.api.staffMember({ name: "Vera", email: "vera@example.test" }).id;
    expect((await failureOf(remove(ours, "lintel:install1:p2"))).kind).toBe("conflict");
    expect((await failureOf(remove(theirs, "lintel:install1:p1"))).kind).toBe("conflict");
    expect(h.simulator.api.members(ours)[0]?.is_deleted).toBe(false);
    expect(h.simulator.api.members(theirs)[0]?.is_deleted).toBe(false);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/doorflow/seed";
import type { Switches } from "@/e2e/simulators/doorflow/switches";
import type { AccessGroupId, Window } from "@/lib/access/types";
import { readAll } from "../read-all";
import { failureOf } from "../testing/failure-of";
import { type DoorFlowHarness, doorflowHarness, REDIRECT } from "./testing";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START_MS = Date.parse("2026-03-02T10:00:00Z");
/** So many hours after the start. */
const hour = (hours: number) => new Date(START_MS + hours * HOUR_MS);
const between = (from: number, until: number) => ({ from: hour(from), until: hour(until) });

let h: DoorFlowHarness;
beforeEach(async () => {
  h = await doorflowHarness();
});
afterEach(() => h.close());

const api = () => h.simulator.api;
const { board, studio, always, directory } = SEED.groups;
async function person(id = "p1", name = "Test Person"): Promise<string> {
  const marker = `lintel:install1:${id}`;
  const outcome = await h.connector.apply({ verb: "createPerson", marker, name });
  return "vendorId" in outcome ? (outcome.vendorId ?? "") : "";
}
async function grant(vendorPersonId: string, group: string, window: Window | null): Promise<string> {
  const groupId = group as AccessGroupId;
  const op = { verb: "grant", vendorPersonId, groupId, window, marker: "lintel:p1:l1" } as const;
  const outcome = await h.connector.apply(op);
  return ("vendorId" in outcome && outcome.vendorId) || "";
}
const revoke = (vendorPersonId: string, vendorGrantId: string, keeps?: boolean) =>
  h.connector.apply({
    verb: "revoke",
    vendorPersonId,
    vendorGrantId,
    ...(keeps === undefined ? {} : { keeps }),
  });
async function retime(id: string, vendorGrantId: string, window: Window, begun?: boolean): Promise<string> {
  const op = { verb: "retime", vendorPersonId: id, vendorGrantId, window } as const;
  const outcome = await h.connector.apply(begun === undefined ? op : { ...op, begun });
  return ("vendorId" in outcome && outcome.vendorId) || "";
}
const held = async (id: string) =>
  ((await h.connector.observePerson(id))?.grants ?? []).map((g) => g.vendorGrantId).toSorted();
/** Whether the doors let the person in once they know everything. */
function opens(member: string, door = "Board room"): boolean {
  api().staffSync();
  return api().canOpen({ member, door }).open;
}
const standing = (id: string) => api().members(id)[0]?.groups ?? [];
/** How lists, ends and reservations could go together at the platform. */
const WAYS: readonly Partial<Switches>[] = [
  {},
  { endStripsGroups: false, putCutsReservations: false },
  { endStripsGroups: true, putCutsReservations: false },
  { endStripsGroups: false, putCutsReservations: true },
  { reservationsInGroups: false, putCutsReservations: false, endStripsGroups: false },
  { writtenBackStays: true, endStripsGroups: true },
  { writtenBackStays: true, endStripsGroups: false, putCutsReservations: false },
  {
    writtenBackStays: true,
    reservationsInGroups: false,
    putCutsReservations: false,
    endStripsGroups: false,
  },
];

const staffReserves = (id: string, group_ids: number[], { from, until }: ReturnType<typeof between>) =>
  api().staffReservation(id, {
    group_ids,
    start_time: from.toISOString(),
    end_time: until.toISOString(),
  });

describe("people", () => {
  it("get first and last names, also from one word, and are called the same again", async () => {
    for (const [name, first_name, last_name] of [
      ["Ana Maria da Silva", "Ana Maria da", "Silva"],
      ["Cher", "Cher", "-"],
    ] as const) {
      const id = await person(name.length.toString(), name);
      expect(api().members(id)).toMatchObject([{ first_name, last_name }]);
      expect(await h.connector.observePerson(id)).toMatchObject({ name });
    }
  });

  it("are read in calls that grow with people alone", async () => {
    await h.makePeople(250);
    api().requests.reset();
    await readAll((c) => h.connector.observe(c), { clock: h.clock });
    // 3 pages of people, and the reservations of all.
    expect(api().requests.read().total).toBe(3 + 1);
  });

  it("disabled, or outside their own dates, are disabled", async () => {
    const id = await person();
    const state = async () => (await h.connector.observePerson(id))?.state;
    api().staffPutPerson(id, { enabled: false });
    expect(await state()).toBe("disabled");
    api().staffPutPerson(id, { enabled: true, valid_to: "2026-03-02T11:00:00Z" });
    expect(await state()).toBe("active");
    h.time.advance(HOUR_MS);
    expect(await state()).toBe("disabled");
  });

  it("with somebody else's system id carry no mark of ours", async () => {
    const { id } = api().staffPerson({ system_id: "NX8812" });
    expect(await h.connector.observePerson(id)).toMatchObject({ marker: null });
  });

  // A filter that is not heeded, or matches parts, would hand one member's doors to another.
  it("are not taken for somebody by a filter alone", async () => {
    const { id } = api().staffPerson({ system_id: "lintel:install1:p1" });
    h.faults.breakNext(
      { kind: "rewrite", body: (text) => text.replaceAll("lintel:install1:p1", "lintel:install1:p12") },
      "read",
    );
    expect(await h.connector.findPeople({ marker: "lintel:install1:p1" })).toEqual([]);
    expect(await h.connector.findPeople({ marker: "lintel:install1:p1" })).toMatchObject([
      { vendorPersonId: id },
    ]);
  });

  it("two with one mark are both told", async () => {
    api().setSwitches({ systemIdUnique: false });
    for (let i = 0; i < 2; i += 1) api().staffPerson({ system_id: "lintel:install1:p1" });
    expect(await h.connector.findPeople({ marker: "lintel:install1:p1" })).toHaveLength(2);
  });

  it("are removed with their mark only, and what they opened doors with is free again", async () => {
    const id = await person();
    await h.connector.apply({ verb: "setPin", vendorPersonId: id, pin: "48213", pinHash: "h" });
    const remove = (vendorPersonId: string, marker: string) =>
      h.connector.removePerson?.({ vendorPersonId, marker }) ?? Promise.reject(new Error("cannot"));
    const foreign = await h.makeForeignGrant();
    expect((await failureOf(remove(id, "lintel:install1:p2"))).kind).toBe("conflict");
    expect((await failureOf(remove(foreign.vendorPersonId, "lintel:install1:p1"))).kind).toBe("conflict");
    expect(await remove(id, "lintel:install1:p1")).toMatchObject({ status: "applied" });
    expect(await remove(id, "lintel:install1:p1")).toMatchObject({ status: "already_satisfied" });
    expect(await h.connector.observePerson(id)).toBeNull();
    expect(api().requests.read().byRoute["DELETE /api/3/people/:id/credentials/:id"]).toBe(1);
    expect(await held(foreign.vendorPersonId)).toEqual([`m${foreign.vendorPersonId}:${always}`]);
  });
});

describe("groups", () => {
  // What is left out of the list is left out of the group.
  it("of others are never dropped from the list that is written", async () => {
    const id = await person();
    api().staffPutPerson(id, { group_ids: [Number(always), Number(studio)] });
    const own = await grant(id, board, null);
    expect(standing(id).toSorted()).toEqual([board, studio, always].toSorted());
    await revoke(id, own);
    expect(standing(id).toSorted()).toEqual([studio, always].toSorted());
  });

  it("of a running reservation are not cut short by the list", async () => {
    const id = await person();
    const booked = await grant(id, board, between(0, 2));
    await grant(id, studio, null);
    expect(opens(id)).toBe(true);
    expect(await held(id)).toEqual([`m${id}:${studio}`, booked].toSorted());
    h.time.advance(2 * HOUR_MS);
    expect(opens(id)).toBe(false);
    expect(await held(id)).toEqual([`m${id}:${studio}`]);
  });

  it("of a running reservation are shown once, as that", async () => {
    const id = await person();
    const booked = await grant(id, board, between(0, 2));
    expect(await held(id)).toEqual([booked]);
    const { snapshot } = await readAll((c) => h.connector.observe(c), { clock: h.clock });
    expect(snapshot.items.find((p) => p.vendorPersonId === id)?.grants).toHaveLength(1);
  });

  it("that a directory fills do not keep anybody, and that is no grant", async () => {
    const id = await person();
    expect(await failureOf(grant(id, directory, null))).toMatchObject({
      kind: "invalid_request",
      details: { vendorCode: "group_not_kept" },
    });
  });

  it("are believed only when the next read shows them", async () => {
    const id = await person();
    h.faults.breakNext({ kind: "answer", status: 200, body: "{}" }, "write");
    expect((await failureOf(grant(id, board, null))).kind).toBe("invalid_request");
    const own = await grant(id, board, null);
    h.faults.breakNext({ kind: "answer", status: 200, body: "{}" }, "write");
    expect((await failureOf(revoke(id, own))).kind).toBe("unexpected_response");
    expect(opens(id)).toBe(true);
  });

  it("are not left for somebody else: the grant names its person", async () => {
    const [ana, ben] = [await person("p1"), await person("p2")];
    const standingAna = await grant(ana, board, null);
    const bookedAna = await grant(ana, studio, between(0, 1));
    await grant(ben, board, null);
    await grant(ben, studio, between(0, 1));
    for (const id of [standingAna, bookedAna])
      expect((await failureOf(revoke(ben, id))).kind, id).toBe("not_found");
    expect((await failureOf(retime(ben, bookedAna, between(0, 3)))).kind).toBe("not_found");
    for (const who of [ana, ben]) expect([opens(who), opens(who, "Studio")]).toEqual([true, true]);
  });
});

describe("reservations", () => {
  it("that are said to be deleted and are still listed are not gone", async () => {
    const id = await person();
    const own = await grant(id, board, between(0, 2));
    h.faults.breakNext({ kind: "answer", status: 200, body: '{"result":"ok"}' }, "write");
    expect((await failureOf(revoke(id, own))).kind).toBe("unexpected_response");
    expect(await revoke(id, own)).toMatchObject({ status: "applied" });
    expect(opens(id)).toBe(false);
  });

  it("take no page for a yes, text and nothing at all they do", async () => {
    const id = await person();
    for (const [index, to] of [
      { deleteStatus: 204 },
      { deleteStatus: 200, deleteBody: "text" },
      { deleteStatus: 200, deleteBody: "empty" },
      { deleteStatus: 200, deleteBody: "json" },
    ].entries()) {
      api().setSwitches(to as Partial<Switches>);
      const own = await grant(id, board, between(index, index + 1));
      expect(await revoke(id, own), JSON.stringify(to)).toMatchObject({ status: "applied" });
    }
    const own = await grant(id, board, between(8, 9));
    const page = { kind: "answer", status: 200, body: "<html>Please wait</html>" } as const;
    h.faults.breakNext(page, "write");
    expect((await failureOf(revoke(id, own))).kind).toBe("unexpected_response");
  });

  it.each([true, false])(
    "take no membership along that is due to stay, with ends that strip groups: %s",
    async (endStripsGroups) => {
      api().setSwitches({ endStripsGroups });
      const id = await person();
      const booked = await grant(id, board, between(0, 2));
      api().setSwitches({ writtenBackStays: true });
      api().staffPutPerson(id, { group_ids: [Number(board)] });
      await revoke(id, booked, true);
      expect(await held(id)).toEqual([`m${id}:${board}`]);
      expect(opens(id)).toBe(true);
      // Asked again, e.g. after a lost answer, and after somebody took it out meanwhile.
      api().staffPutPerson(id, { group_ids: [] });
      await revoke(id, booked, true);
      expect(opens(id)).toBe(true);
    },
  );

  it("leave one that staff made for the same group running", async () => {
    const id = await person();
    staffReserves(id, [Number(board)], between(0, 4));
    const own = await grant(id, board, between(0, 2));
    await revoke(id, own);
    expect(opens(id)).toBe(true);
    h.time.advance(4 * HOUR_MS);
    expect(opens(id)).toBe(false);
  });

  it.each(WAYS)(
    "of staff run on when our membership of the same group ends, and then it is shut: %j",
    async (to) => {
      api().setSwitches(to);
      const id = await person();
      const own = await grant(id, board, null);
      staffReserves(id, [Number(board)], between(0, 2));
      await revoke(id, own);
      expect(opens(id)).toBe(true);
      h.time.advance(2 * HOUR_MS);
      expect(opens(id)).toBe(false);
    },
  );

  it("of several groups, made by staff and adopted, end for the one group alone", async () => {
    const id = await person();
    const row = staffReserves(id, [Number(board), Number(studio)], between(0, 4));
    expect(await held(id)).toEqual([`r${row.id}:${board}`, `r${row.id}:${studio}`]);
    await revoke(id, `r${row.id}:${board}`);
    expect([opens(id), opens(id, "Studio")]).toEqual([false, true]);
    const [kept, ...more] = (await h.connector.observePerson(id))?.grants ?? [];
    expect(kept).toMatchObject({ groupId: studio, window: between(0, 4) });
    expect(more).toEqual([]);
  });

  it("of several groups end for one of them once, also where the process stops before the old one goes", async () => {
    const id = await person();
    const row = staffReserves(id, [Number(board), Number(studio), Number(always)], between(0, 4));
    // The one for the other groups is made; the call that takes the old one away is not.
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "write");
    h.faults.breakNext({ kind: "answer", status: 503, body: "" }, "write");
    await failureOf(revoke(id, `r${row.id}:${board}`));
    expect(api().world.rows("groupReservations", SEED.account)).toHaveLength(2);
    expect(await revoke(id, `r${row.id}:${board}`)).toMatchObject({ status: "applied" });
    expect([opens(id), opens(id, "Studio")]).toEqual([false, true]);
    const left = (await h.connector.observePerson(id))?.grants ?? [];
    expect(left.map((one) => [one.groupId, one.window])).toEqual([
      [studio, between(0, 4)],
      [always, between(0, 4)],
    ]);
  });

  it("take no window without an end, and none that has passed", async () => {
    const id = await person();
    const open = { from: hour(1), until: null };
    expect((await failureOf(grant(id, board, open))).kind).toBe("unsupported");
    expect((await failureOf(grant(id, board, between(-2, -1)))).kind).toBe("invalid_request");
  });

  it("longer than the account allows are refused", async () => {
    api().setSwitches({ reservationDaysMax: 30 });
    const id = await person();
    expect((await failureOf(grant(id, board, between(0, 31 * 24)))).kind).toBe("invalid_request");
  });

  it("are not read from a list that is shorter than it says", async () => {
    const id = await person();
    await grant(id, board, between(0, 2));
    // As if paging had been skipped and rows were left out all the same.
    const short = { kind: "rewrite", body: () => "[]" } as const;
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "read");
    h.faults.breakNext(short, "read", 1);
    expect((await failureOf(h.connector.observePerson(id))).kind).toBe("unavailable");
  });

  it("are read page by page where paging cannot be skipped", async () => {
    const id = await person();
    for (let i = 0; i < 7; i += 1) await grant(id, board, between(i * 2, i * 2 + 1));
    const real = api().world;
    const all = real.rows("groupReservations", SEED.account);
    expect(all).toHaveLength(7);
    expect(await held(id)).toHaveLength(7);
    api().setSwitches({ pageHeaders: "none" });
    expect(await held(id)).toHaveLength(7);
  });
});

describe("a change of times", () => {
  it.each(WAYS)(
    "of a running reservation keeps the door open, and shuts it at the new end: %j",
    async (to) => {
      api().setSwitches(to);
      const id = await person();
      const first = await grant(id, board, between(0, 2));
      const second = await retime(id, first, between(0, 3));
      expect(second).not.toBe(first);
      expect(await held(id)).toEqual([second]);
      expect(opens(id)).toBe(true);
      h.time.advance(3 * HOUR_MS);
      expect(opens(id)).toBe(false);
      expect(await held(id)).toEqual([]);
    },
  );

  it.each(WAYS)("to one without an end keeps the door open, and no reservation: %j", async (to) => {
    api().setSwitches(to);
    const id = await person();
    const first = await grant(id, board, between(0, 2));
    const next = await retime(id, first, { from: hour(0), until: null });
    expect(next).toBe(`m${id}:${board}`);
    expect(await held(id)).toEqual([next]);
    for (let i = 0; i < 3; i += 1) {
      expect(opens(id)).toBe(true);
      h.time.advance(HOUR_MS);
    }
  });

  it.each(WAYS)(
    "from one without an end keeps the door open until the end, and no longer: %j",
    async (to) => {
      api().setSwitches(to);
      const id = await person();
      const first = await grant(id, board, null);
      const next = await retime(id, first, between(-1, 2));
      expect(next).toMatch(/^r\d+:/);
      expect(await held(id)).toEqual([next]);
      expect(opens(id)).toBe(true);
      h.time.advance(2 * HOUR_MS);
      expect(opens(id)).toBe(false);
      expect(await held(id)).toEqual([]);
    },
  );

  it.each(WAYS)("leaves an equal one that staff made before as it is: %j", async (to) => {
    api().setSwitches(to);
    const id = await person();
    const own = await grant(id, board, null);
    const theirs = staffReserves(id, [Number(board)], between(-1, 2));
    const next = await retime(id, own, between(-1, 2), false);
    expect(opens(id)).toBe(true);
    const row = () =>
      api()
        .world.rows("groupReservations", SEED.account)
        .find(({ id }) => id === theirs.id);
    expect(row()).toMatchObject({ state: "active" });
    // As after a lost answer: what an attempt before made is told from theirs.
    expect(next).not.toContain(String(theirs.id));
    expect(await retime(id, own, between(-1, 2), true)).not.toContain(String(theirs.id));
    expect(row()).toMatchObject({ state: "active" });
    expect(opens(id)).toBe(true);
    h.time.advance(2 * HOUR_MS);
    expect(opens(id)).toBe(false);
  });

  it("finds what an attempt before had made when its answer was lost", async () => {
    const id = await person();
    for (const window of [between(0, 3), { from: hour(0), until: null }, between(-1, 4)]) {
      const [from = ""] =
        (await held(id)).length > 0 ? await held(id) : [await grant(id, board, between(0, 2))];
      h.faults.breakNext({ kind: "drop_after_commit" }, "write");
      await failureOf(retime(id, from, window));
      const to = await retime(id, from, window);
      expect(await held(id)).toEqual([to]);
      expect(opens(id)).toBe(true);
    }
  });

  it("of a grant that is gone is not found", async () => {
    const id = await person();
    for (const gone of ["r999999:15", `m${id}:${board}`, "r1", "", `x${id}:15`])
      for (const window of [between(0, 1), { from: hour(0), until: null }])
        expect((await failureOf(retime(id, gone, window))).kind, gone).toBe("not_found");
  });
});

describe("what DoorFlow says", () => {
  it("when it is too soon for a sync is how long to wait", async () => {
    expect(await h.connector.flush?.()).toEqual({ status: "applied" });
    h.time.advance(10_000);
    expect(await h.connector.flush?.()).toEqual({ status: "deferred", retryAfterMs: 20_000 });
    h.time.advance(20_000);
    expect(await h.connector.flush?.()).toEqual({ status: "applied" });
    h.faults.breakNext({ kind: "answer", status: 429, body: "{}" }, "write");
    expect(await h.connector.flush?.()).toEqual({ status: "deferred", retryAfterMs: 30_000 });
    h.faults.breakNext({ kind: "answer", status: 503, body: "{}" }, "write");
    expect((await failureOf(h.connector.flush?.())).kind).toBe("unavailable");
  });

  it("when a right is missing is told by the scope that is needed", async () => {
    const id = await person();
    const limited = h.allowed("account.person account.group.readonly account.group_reservation.readonly");
    const window = between(0, 1);
    const groupId = board as AccessGroupId;
    const op = { verb: "grant", vendorPersonId: id, groupId, window, marker: "lintel:p1:l1" } as const;
    expect(await failureOf(limited.apply(op))).toMatchObject({
      kind: "permission_denied",
      details: { permission: "account.group_reservation" },
    });
    expect(await failureOf(limited.flush?.())).toMatchObject({
      details: { permission: "account.sync" },
    });
    const read = limited.readOpenings?.({ after: null, floor: hour(-1) });
    expect(await failureOf(read)).toMatchObject({
      details: { permission: "account.event.access.readonly" },
    });
  });

  it("of sites and types is there to choose from, and doors are those of the chosen site", async () => {
    const values = async (key: string) => (await h.connector.listOptions?.(key))?.map((o) => o.label);
    expect(await values("site")).toEqual(["Harbour Works", "Harbour Annexe"]);
    expect(await values("pinType")).toEqual(["Pin"]);
    expect(await values("cardTypes")).toEqual(["Card", "Keyfob", "Second card", "Parking card"]);
    expect((await failureOf(h.connector.listOptions?.("colour"))).kind).toBe("unsupported");
    const doors = async (connector = h.connector) =>
      ((await connector.listDoors?.(null))?.items ?? []).map((door) => `${door.name}, ${door.siteLabel}`);
    expect(await doors()).toHaveLength(6);
    expect(await doors()).toContain("Front door, Harbour Works");
    expect(await doors(h.with({}))).toContain("Annexe door, Harbour Annexe");
  });
});

describe("OAuth against the vendor", () => {
  it("exchanges with PKCE, refreshes with rotation, and needs a person once the old token is used again", async () => {
    const { auth } = h.definition;
    if (auth.kind !== "oauth2") throw new Error("not OAuth");
    const call = {
      operator: h.operator,
      settings: {},
      secrets: {},
      fetch,
      clock: h.plainClock,
      timeoutMs: 5_000,
    };
    const codeVerifier = "a-verifier-that-is-long-enough-for-the-rule-of-43-chars";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(codeVerifier));
    const challenge = Buffer.from(digest).toString("base64url");
    const code = api().code(REDIRECT, { challenge });
    const ask = { ...call, redirectUri: REDIRECT, code };
    expect((await failureOf(auth.exchange({ ...ask, codeVerifier: "another" }))).kind).toBe(
      "credentials_invalid",
    );
    const first = await auth.exchange({ ...ask, codeVerifier });
    expect(first.expiresAt).toEqual(hour(1));
    expect((await failureOf(auth.exchange({ ...ask, codeVerifier }))).kind).toBe("credentials_invalid");
    const refreshToken = first.refreshToken ?? "";
    const second = await auth.refresh({ ...call, refreshToken });
    expect(second.refreshToken).not.toBe(refreshToken);
    expect((await failureOf(auth.refresh({ ...call, refreshToken }))).kind).toBe("credentials_invalid");
    expect((await auth.refresh({ ...call, refreshToken: second.refreshToken ?? "" })).accessToken).not.toBe(
      "",
    );
  });
});

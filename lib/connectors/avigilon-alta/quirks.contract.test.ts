import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/avigilon-alta/seed";
import type { AccessGroupId } from "@/lib/access/types";
import type { VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { readAll } from "../read-all";
import { type AltaHarness, avigilonAltaHarness } from "./testing";

const { groups } = SEED;
const MARK = "lintel:install1:p1";

let h: AltaHarness;
beforeEach(async () => {
  h = await avigilonAltaHarness();
});
afterEach(() => h.close());

async function person(id = "p1", email: string | null = "ana@example.test"): Promise<string> {
  const op = {
    verb: "createPerson",
    marker: `lintel:install1:${id}`,
    name: "Ana Silva Reis",
    email,
  } as const;
  const outcome = await h.connector.apply(op);
  return "vendorId" in outcome ? (outcome.vendorId ?? "") : "";
}
const grantOp = (vendorPersonId: string, group: number = groups.board): VendorOperation => ({
  verb: "grant",
  vendorPersonId,
  groupId: String(group) as AccessGroupId,
  window: null,
  marker: "lintel:p1:l1",
});
async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  if (error instanceof VendorError) return error;
  throw new Error("did not fail with a VendorError", { cause: error });
}
const api = () => h.simulator.api;
const at = (user: string) => {
  const row = api().world.get("users", Number(user));
  if (!row) throw new Error("no such user");
  return row;
};
const answer = (status: number, body: unknown, on: "read" | "write" = "read") =>
  h.faults.breakNext({ kind: "answer", status, body: JSON.stringify(body) }, on);

describe("answers", () => {
  it.each([
    [403, { message: "Rate limit exceeded" }, "rate_limited", {}],
    [403, { message: "Forbidden" }, "permission_denied", { permission: "user:r" }],
    [400, { message: "User not found." }, "not_found", {}],
    [422, { error: { message: "Group not found." } }, "not_found", {}],
    [400, { message: "A user with this email already exists." }, "conflict", { vendorCode: "duplicate" }],
    [400, { message: "email is invalid" }, "invalid_request", {}],
    [200, { statusCode: 500, error: "Internal Server Error", message: "x" }, "unexpected_response", {}],
    [200, { data: [], error: "partial" }, "unexpected_response", {}],
    [200, { data: {} }, "unexpected_response", {}],
  ])("%i %j is %s", async (status, body, kind, details) => {
    answer(status, body);
    const error = await failureOf(h.connector.observe(null));
    expect(error).toMatchObject({ kind, details });
  });

  it("names the right that a refused write needs", async () => {
    const id = await person();
    answer(403, { message: "Forbidden" }, "write");
    expect((await failureOf(h.connector.apply(grantOp(id)))).details.permission).toBe("user:w");
  });

  // An empty list from a sick server read as true would take everybody's access away.
  it.each([
    ["nobody at all", { data: [], totalCount: 0 }],
    ["nobody of many", { data: [], totalCount: 40, filteredCount: 40 }],
    ["nobody, and no page after it", { data: [], totalCount: 40, cursors: { hasNextPage: false } }],
    ["a next page without a way to it", { data: [], cursors: { hasNextPage: true } }],
  ])("of a list with %s are no list", async (_, body) => {
    answer(200, body);
    expect((await failureOf(h.connector.observe(null))).kind).toBe("unexpected_response");
  });

  it("of a list that moved while it was read make the read incomplete", async () => {
    api().setSwitches({ userCursors: false, deleteUser: "final" });
    await h.makePeople(150);
    let pages = 0;
    const { snapshot } = await readAll(
      (cursor) => {
        pages += 1;
        if (pages === 2) api().staffDelete("p3@example.test");
        return h.connector.observe(cursor);
      },
      { clock: h.clock },
    );
    expect(snapshot).toMatchObject({ complete: false, reason: "page_failed:unavailable" });
  });
});

describe("people", () => {
  it("are read with their groups where the list does not show them", async () => {
    const id = await person();
    await h.connector.apply(grantOp(id));
    const shown = (await h.connector.observe(null)).items;
    api().setSwitches({ listsShowGroups: false });
    expect((await h.connector.observe(null)).items).toEqual(shown);
    expect(await h.connector.findPeople({ marker: MARK })).toMatchObject([
      { grants: [{ groupId: String(groups.board) }] },
    ]);
  });

  it("are never matched by part of a mark or an address, nor by a filter that was ignored", async () => {
    const id = await person("p1", "ana@example.test");
    await person("p11", "tiana@example.test");
    for (const filterIgnored of [false, true]) {
      api().setSwitches({ filterIgnored });
      const found = async (by: { marker: string } | { email: string }) =>
        (await h.connector.findPeople(by)).map((p) => p.vendorPersonId);
      expect(await found({ marker: MARK })).toEqual([id]);
      expect(await found({ email: "Ana@Example.test" })).toEqual([id]);
      expect(await found({ email: "example.test" })).toEqual([]);
    }
  });

  it("with an address that no filter can hold are found all the same", async () => {
    const address = "odd(name),x@example.test";
    const { id } = api().staffPerson({ firstName: "Odd", email: address });
    expect(await h.connector.findPeople({ email: address })).toMatchObject([{ vendorPersonId: String(id) }]);
  });

  it("carry mark, names and address, and an address that reaches nobody where the member has none", async () => {
    const id = await person();
    const row = at(id);
    expect(row.externalId).toBe("lintel.install1.p1");
    const identity = api().world.get("identities", row.identityId);
    expect(identity).toMatchObject({ email: "ana@example.test", firstName: "Ana", lastName: "Silva Reis" });
    const without = at(await person("p2", null));
    expect(api().world.get("identities", without.identityId)?.email).toBe(
      "lintel.install1.p2@lintel.invalid",
    );
    expect((await h.connector.observePerson(String(without.id)))?.emails).toEqual([]);
  });

  it("are not made under the address of somebody who is there", async () => {
    api().staffPerson({ firstName: "Ana", email: "ana@example.test" });
    expect((await failureOf(person())).kind).toBe("conflict");
    expect(await h.connector.findPeople({ marker: MARK })).toEqual([]);
  });

  it("that somebody suspended stay so, and outside their own dates count as disabled", async () => {
    const id = await person();
    api().staffStatus(id, "S");
    expect(await person()).toBe(id);
    expect(await h.connector.observePerson(id)).toMatchObject({ state: "disabled" });
    api().staffStatus(id, "A");
    api().staffPatch(id, { endDate: h.time.now().toISOString() });
    expect(await h.connector.observePerson(id)).toMatchObject({ state: "disabled" });
    api().staffPatch(id, { endDate: null, startDate: "2026-03-02T10:00:00.001Z" });
    expect(await h.connector.observePerson(id)).toMatchObject({ state: "disabled" });
  });

  it("are removed by their very mark only, as the portal deletes, and then nobody", async () => {
    const id = await person();
    const theirs = api().staffPerson({ firstName: "Vera", email: "vera@example.test" });
    const remove = (vendorPersonId: string, marker: string) =>
      h.connector.removePerson?.({ vendorPersonId, marker }) ?? Promise.reject(new Error("cannot"));
    expect((await failureOf(remove(id, "lintel:install1:p2"))).kind).toBe("conflict");
    expect((await failureOf(remove(String(theirs.id), MARK))).kind).toBe("conflict");
    expect(await remove(id, MARK)).toMatchObject({ status: "applied" });
    expect(at(id).status).toBe("I");
    expect(at(String(theirs.id)).status).toBe("A");
    expect(await h.connector.observePerson(id)).toBeNull();
    expect(await h.connector.findPeople({ marker: MARK })).toEqual([]);
    expect(await remove(id, MARK)).toMatchObject({ status: "already_satisfied" });
  });
});

describe("a deleted record with the member's address", () => {
  const DOORS = ["Front door", "Board room", "Studio", "Server room"];
  /** Somebody of long ago, with a card, a PIN, a group and a door of their own. */
  const longAgo = (status: "I" | "A" = "I") => {
    const user = api().staffPerson({
      firstName: "Old",
      email: "ana@example.test",
      externalId: "hr-7",
      card: "4711",
      pin: "8642",
      groups: [groups.board, groups.always],
      doors: ["Studio"],
    });
    if (status === "I") api().staffDelete(user.id);
    h.time.advance(3_600_000);
    return String(user.id);
  };
  const opens = (id: string, from: Date) =>
    DOORS.flatMap((door) =>
      api().accessIntervals({ person: id, door }, from, new Date("2027-01-01T00:00:00Z")),
    );

  // Whoever had the address before was shut out by a person: nothing of that may come back with the member.
  it.each([
    ["shown by lists", {}],
    ["shown by lists, and closed to changes while deleted", { deletedCanBeChanged: false }],
    ["hidden from lists", { listsShowDeleted: false }],
    [
      "hidden from lists, and closed to changes while deleted",
      { listsShowDeleted: false, deletedCanBeChanged: false },
    ],
  ])("comes back empty, %s", async (_, switches) => {
    const old = longAgo();
    api().setSwitches(switches);
    const from = h.time.now();
    expect(await person()).toBe(old);
    h.time.advance(1);
    expect(await h.connector.observePerson(old)).toMatchObject({
      marker: MARK,
      state: "active",
      grants: [],
      name: "Ana Silva Reis",
    });
    expect(
      api()
        .world.all("credentials")
        .filter((c) => c.userId === Number(old)),
    ).toEqual([]);
    expect(opens(old, new Date(from.getTime() + 1))).toEqual([]);
    expect(await person()).toBe(old);
  });

  it("never opens a door on its way back when lists show it", async () => {
    const old = longAgo();
    const from = h.time.now();
    // Time passes with every call, so that even the shortest opening would show.
    const tick = setTicking();
    await person();
    tick();
    expect(at(old).status).toBe("A");
    expect(opens(old, from)).toEqual([]);
  });

  it("stays shut when the way back stops anywhere, and the next try goes on", async () => {
    const calls = 11;
    for (let stop = 0; stop < calls; stop += 1) {
      await h.close();
      h = await avigilonAltaHarness();
      const old = longAgo();
      // The first `stop` calls about the record go through, the next one is lost.
      const rule = (id: string, kind: "delay" | "drop") =>
        ({ id, method: "*", path: `/users/${old}`, times: 1, kind, delayMs: 0 }) as const;
      const passed = Array.from({ length: stop }, (_, n) => rule(`pass-${n}`, "delay"));
      api().setFaults([...passed, rule("cut", "drop")]);
      expect((await failureOf(person())).kind, `after ${stop} calls`).toBe("unavailable");
      h.time.advance(1_000);
      const open = DOORS.filter((door) => api().canOpen({ person: old, door }).open);
      expect(open, `after ${stop} calls`).toEqual([]);
      api().setFaults([]);
      expect(await person()).toBe(old);
      expect(await h.connector.observePerson(old)).toMatchObject({ state: "active", grants: [] });
      expect(opens(old, new Date(h.time.now().getTime() + 1))).toEqual([]);
    }
  });

  it("opens nothing when the answer to its way in was lost", async () => {
    const old = longAgo();
    api().setFaults([{ id: "cut", method: "PUT", path: "/status$", times: 1, kind: "drop_after_commit" }]);
    expect((await failureOf(person())).kind).toBe("unavailable");
    h.time.advance(1_000);
    expect(await person()).toBe(old);
    expect(opens(old, h.time.now())).toEqual([]);
  });

  it("is shut again when it still opens doors in the end", async () => {
    const old = longAgo();
    api().world.get("users", Number(old))?.siteIds.push(SEED.site);
    api().setFaults([
      {
        id: "odd",
        method: "PUT",
        path: "/siteIds$",
        times: 1,
        kind: "answer",
        status: 400,
        body: '{"message":"no"}',
      },
    ]);
    expect(await failureOf(person())).toMatchObject({
      kind: "conflict",
      details: { vendorCode: "old_rights" },
    });
    expect(at(old).status).toBe("I");
    expect(await person()).toBe(old);
    h.time.advance(1_000);
    expect(opens(old, h.time.now())).toEqual([]);
  });

  it("that was another member's of ours keeps its address and stays deleted", async () => {
    const other = await person("p0");
    api().staffDelete(other);
    const id = await person();
    expect(id).not.toBe(other);
    expect(at(other)).toMatchObject({ status: "I", externalId: "lintel.install1.p0" });
    expect(await h.connector.observePerson(id)).toMatchObject({ emails: [], state: "active" });
  });

  it("that was the member's own comes back empty", async () => {
    const id = await person();
    await h.connector.apply(grantOp(id));
    api().staffDelete(id);
    expect(await person()).toBe(id);
    expect(await h.connector.observePerson(id)).toMatchObject({ state: "active", grants: [] });
  });

  /** Moves the clock a second with every call; the answer stops it. */
  function setTicking(): () => void {
    const { world } = api();
    const flush = world.flush.bind(world);
    world.flush = () => {
      h.time.advance(1_000);
      flush();
    };
    return () => {
      world.flush = flush;
    };
  }
});

describe("memberships", () => {
  it("open the doors while they last, and leave other groups alone", async () => {
    const id = await person();
    api().staffGroups(id, { add: [groups.always] });
    const outcome = await h.connector.apply(grantOp(id));
    const opens = (door: string) => api().canOpen({ person: id, door }).open;
    expect([opens("Board room"), opens("Floor 2")]).toEqual([true, true]);
    const vendorGrantId = "vendorId" in outcome ? (outcome.vendorId ?? "") : "";
    await h.connector.apply({ verb: "revoke", vendorPersonId: id, vendorGrantId });
    expect([opens("Board room"), opens("Floor 2")]).toEqual([false, true]);
    expect(Object.keys(api().requests.read().byRoute)).not.toContain("PUT /orgs/:id/users/:id/groupIds");
  });

  it("are believed when they are read, not when a write says 204", async () => {
    const id = await person();
    h.faults.breakNext({ kind: "answer", status: 204, body: "" }, "write");
    expect((await failureOf(h.connector.apply(grantOp(id)))).kind).toBe("unexpected_response");
    await h.connector.apply(grantOp(id));
    h.faults.breakNext({ kind: "answer", status: 204, body: "" }, "write");
    const revoke = { verb: "revoke", vendorPersonId: id, vendorGrantId: `${id}:${groups.board}` } as const;
    expect((await failureOf(h.connector.apply(revoke))).kind).toBe("unexpected_response");
    expect(await h.connector.apply(revoke)).toMatchObject({ status: "applied" });
  });

  it("end with a group that was deleted, and are not found in one that never was", async () => {
    const id = await person();
    await h.connector.apply(grantOp(id));
    api().dropGroup(groups.board);
    const revoke = { verb: "revoke", vendorPersonId: id, vendorGrantId: `${id}:${groups.board}` } as const;
    expect(await h.connector.apply(revoke)).toMatchObject({ status: "already_satisfied" });
    expect((await failureOf(h.connector.apply(grantOp(id, 999_999)))).kind).toBe("not_found");
    const other = await person("p2", "bo@example.test");
    expect((await failureOf(h.connector.apply({ ...revoke, vendorPersonId: other }))).kind).toBe("not_found");
  });

  it("are taken from somebody deleted, too, and never given to one", async () => {
    const id = await person();
    await h.connector.apply(grantOp(id));
    api().staffDelete(id);
    const revoke = { verb: "revoke", vendorPersonId: id, vendorGrantId: `${id}:${groups.board}` } as const;
    expect(await h.connector.apply(revoke)).toMatchObject({ status: "applied" });
    expect((await failureOf(h.connector.apply(grantOp(id)))).kind).toBe("not_found");
  });

  it("have no times, and say so", async () => {
    const id = await person();
    const window = { from: h.time.now(), until: null };
    const timed = { ...grantOp(id), window } as VendorOperation;
    expect((await failureOf(h.connector.apply(timed))).kind).toBe("unsupported");
    const retime = { verb: "retime", vendorPersonId: id, vendorGrantId: "x", window } as const;
    expect((await failureOf(h.connector.apply(retime))).kind).toBe("unsupported");
  });

  it("cost one read of everybody per thousand people", async () => {
    api().setSwitches({ pageCap: 1000 });
    await h.makePeople(1_200);
    api().requests.reset();
    await readAll((c) => h.connector.observe(c), { clock: h.clock });
    expect(api().requests.read().total).toBe(2);
  });
});

describe("groups and doors", () => {
  it("are labelled by their site", async () => {
    const { snapshot } = await readAll((c) => h.connector.listAccessGroups(c), { clock: h.clock });
    expect(snapshot.items.map((g) => g.siteLabel)).toEqual(snapshot.items.map(() => "Harbour Works"));
    const doors = await h.connector.listDoors?.(null);
    expect(doors?.items).toContainEqual({
      id: String(SEED.doors.front),
      name: "Front door",
      siteId: String(SEED.site),
      siteLabel: "Harbour Works",
    });
  });

  it("and card formats can be chosen from, other settings cannot", async () => {
    const options = (key: string) => h.connector.listOptions?.(key) ?? Promise.reject(new Error("none"));
    expect((await options("cardFormat")).map((o) => o.value)).toEqual(["raw64", "prox26std"]);
    expect(await options("guestEntryIds")).toContainEqual({
      value: String(SEED.doors.front),
      label: `Harbour Works / Front door (${SEED.doors.front})`,
    });
    expect((await failureOf(options("region"))).kind).toBe("unsupported");
  });
});

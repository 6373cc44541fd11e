import { afterEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/avigilon-acm/seed";
import type { Switches } from "@/e2e/simulators/avigilon-acm/switches";
import type { AccessGroupId } from "@/lib/access/types";
import { personMarker } from "../marker";
import { readAll } from "../read-all";
import { type AcmHarness, acmHarness, ROLES } from "./testing";

let open: AcmHarness[] = [];
const start = async (switches: Partial<Switches> = {}, settings: Record<string, string> = {}) => {
  const h = await acmHarness(switches, settings);
  open.push(h);
  return h;
};
afterEach(async () => {
  for (const h of open) await h.close();
  open = [];
});

const MARKER = personMarker({ installationId: "0199b1c2-0123456789ab", personId: "person-1" });
const createOp = (name = "Ana Ruiz", marker = MARKER) => ({ verb: "createPerson", marker, name }) as const;
const made = async (h: AcmHarness, name?: string): Promise<string> => {
  const outcome = await h.connector.apply(createOp(name));
  return ("vendorId" in outcome && outcome.vendorId) || "";
};
const grantOp = (vendorPersonId: string, groupId: AccessGroupId = ROLES.board) =>
  ({ verb: "grant", vendorPersonId, groupId, window: null, marker: "lintel:person-1:row-1" }) as const;
const revokeOp = (vendorPersonId: string, groupId: AccessGroupId = ROLES.board) =>
  ({ verb: "revoke", vendorPersonId, vendorGrantId: `${vendorPersonId}|${groupId}` }) as const;
const everybody = (h: AcmHarness) => readAll((cursor) => h.connector.observe(cursor), { clock: h.clock });
const rolesAt = (h: AcmHarness, id: string) => h.simulator.api.world.find("identities", id)?.roles;

describe("whole role lists", () => {
  // A list made from what was read a minute ago would take away what somebody gave since.
  it("are made from what the person holds at that very moment", async () => {
    const h = await start();
    const id = await made(h);
    expect((await h.connector.observePerson(id))?.grants).toEqual([]);
    h.simulator.api.staffRoles(id, [SEED.roles.focus, SEED.roles.superAdmin]);
    await h.connector.apply(grantOp(id));
    expect(rolesAt(h, id)).toEqual([SEED.roles.focus, SEED.roles.superAdmin, SEED.roles.board]);
    h.simulator.api.staffRoles(id, [SEED.roles.board, SEED.roles.focus]);
    await h.connector.apply(revokeOp(id));
    expect(rolesAt(h, id)).toEqual([SEED.roles.focus]);
  });

  it("are sent as they are read, also where a single role comes bare and the prefix is the newer one", async () => {
    const h = await start({ singleValues: "bare", prefix: "avigilon" });
    const id = await made(h);
    h.simulator.api.staffRoles(id, [SEED.roles.focus]);
    await h.connector.apply(grantOp(id));
    expect(rolesAt(h, id)).toEqual([SEED.roles.focus, SEED.roles.board]);
    await h.connector.apply({ verb: "setCards", vendorPersonId: id, cards: ["20440017"] });
    expect(h.simulator.api.world.tokensOf(id)).toHaveLength(1);
  });

  it("a role the account may not hand out is said on the person, and stops nobody else", async () => {
    const h = await start();
    const id = await made(h);
    h.simulator.api.setAccount({ assignable: [SEED.roles.studio] });
    await expect(h.connector.apply(grantOp(id))).rejects.toMatchObject({
      kind: "invalid_request",
      details: { vendorCode: "role_not_given", permission: expect.stringContaining("Assign Roles") },
    });
    expect(await h.connector.apply(grantOp(id, ROLES.studio))).toMatchObject({ status: "applied" });
    h.simulator.api.staffRoles(id, [SEED.roles.board]);
    await expect(h.connector.apply(revokeOp(id))).rejects.toMatchObject({
      details: { vendorCode: "role_not_taken" },
    });
  });

  // A server that takes an empty list for "no change" would leave the last door open, and say it was done.
  it("a last role that stays although it was taken is no success", async () => {
    const h = await start({ emptyRoleList: "ignored" });
    const id = await made(h);
    await h.connector.apply(grantOp(id));
    await expect(h.connector.apply(revokeOp(id))).rejects.toMatchObject({ kind: "invalid_request" });
    h.simulator.api.setSwitches({ emptyRoleList: "clears" });
    expect(await h.connector.apply(revokeOp(id))).toMatchObject({ status: "applied" });
  });

  it("a grant of somebody else's is no role of this person", async () => {
    const h = await start();
    const id = await made(h);
    await h.connector.apply(grantOp(id));
    const other = { ...revokeOp(SEED.rosa), vendorPersonId: id };
    await expect(h.connector.apply(other)).rejects.toMatchObject({ kind: "not_found" });
    expect(rolesAt(h, id)).toEqual([SEED.roles.board]);
  });

  it("verify notices a server whose page of a person shows no roles", async () => {
    const h = await start();
    expect((await h.connector.verify()).accountLabel).toMatch(/^127\.0\.0\.1:\d+$/);
    const hide = (text: string) => text.replace("plasecidentityRoleDN", "somethingElse");
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "read", 2);
    h.faults.breakNext({ kind: "rewrite", body: hide }, "read");
    await expect(h.connector.verify()).rejects.toMatchObject({ details: { vendorCode: "roles_not_shown" } });
  });
});

describe("reading people", () => {
  it("falls back to pages of JSON with a call per person where there is no XML list", async () => {
    const h = await start({ jsonList: "works", xmlList: "not_acceptable", csrfFrom: "cookie" });
    await h.makePeople(130);
    const { snapshot } = await everybody(h);
    expect([snapshot.complete, snapshot.items.length]).toEqual([true, 133]);
    expect(snapshot.items.filter((person) => person.grants.length > 0).length).toBeGreaterThan(130);
    expect((await h.connector.verify()).accountId).not.toBe("");
    const id = await made(h);
    expect((await h.connector.findPeople({ marker: MARKER })).map((p) => p.vendorPersonId)).toEqual([id]);
    expect(await h.connector.apply(createOp())).toMatchObject({ status: "already_satisfied", vendorId: id });
  });

  it("is incomplete when a later page of JSON fails, or a row of it does not parse", async () => {
    const h = await start({ jsonList: "works", xmlList: "not_acceptable", csrfFrom: "cookie" });
    await h.makePeople(130);
    const broken = await readAll(
      (cursor) => {
        if (cursor !== null) h.faults.breakNext({ kind: "answer", status: 500, body: "{}" }, "read");
        return h.connector.observe(cursor);
      },
      { clock: h.clock },
    );
    expect(broken.snapshot).toMatchObject({ complete: false, reason: "page_failed:unavailable" });
    expect(broken.snapshot.items).toHaveLength(100);
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "read");
    h.faults.breakNext({ kind: "rewrite", body: (text) => text.replace('"cn":"0"', '"cn":"?"') }, "read");
    expect((await everybody(h)).snapshot).toMatchObject({ complete: false, reason: "rows_not_parsed:1" });
  });

  // Taken for "nobody is here", each of these would take away everybody's access.
  it.each([
    ["half a document", (text: string) => text.slice(0, text.length / 2)],
    ["an empty list", () => '<?xml version="1.0"?><identities type="array"/>'],
    ["another document", () => '<?xml version="1.0"?><doors type="array"/>'],
    ["no answer at all", () => ""],
    ["a page", () => "<!doctype html><html><body>Back soon</body></html>"],
  ])("is incomplete for %s", async (_name, body) => {
    const h = await start();
    h.faults.breakNext({ kind: "rewrite", body }, "read");
    const { snapshot, error } = await everybody(h);
    expect(snapshot).toMatchObject({ complete: false, items: [] });
    expect(error?.kind).toBe("unexpected_response");
  });

  it("is incomplete when the server cuts its answer, and when neither list is there", async () => {
    const h = await start();
    const { api } = h.simulator;
    api.setFaults([{ id: "f", method: "GET", path: "/identities.xml", times: 1, kind: "truncate" }]);
    expect((await everybody(h)).snapshot.complete).toBe(false);
    expect((await everybody(h)).snapshot.complete).toBe(true);
    api.setSwitches({ xmlList: "nil" });
    expect((await everybody(h)).snapshot).toMatchObject({ complete: false, items: [] });
  });

  it("is incomplete when a row names something else than a role", async () => {
    const h = await start();
    const spoil = (text: string) =>
      text.replace("ou=roles,dc=plasec</plasecidentityRoleDN>", "</plasecidentityRoleDN>");
    h.faults.breakNext({ kind: "rewrite", body: spoil }, "read");
    expect((await everybody(h)).snapshot).toMatchObject({ complete: false, reason: "rows_not_parsed:1" });
  });

  it("reads one person as XML where there is no JSON of one, and nobody for a climbing id", async () => {
    const h = await start({ jsonDetail: "not_acceptable" });
    expect((await h.connector.observePerson(SEED.rosa))?.name).toBe("Rosa Marsh");
    const calls = h.faults.calls.length;
    for (const id of ["../sessions", "roles", "5C1E", ""])
      expect(await h.connector.observePerson(id)).toBeNull();
    expect(h.faults.calls).toHaveLength(calls);
  });

  it("an inactive, expired or lost person is disabled", async () => {
    const h = await start();
    for (const status of ["2", "3", "4", "5"]) {
      h.simulator.api.staffPatchPerson(SEED.rosa, { plasecIdstatus: status });
      expect((await h.connector.observePerson(SEED.rosa))?.state, status).toBe("disabled");
    }
  });
});

describe("finding and making people", () => {
  it.each([
    ["is ignored", { filter: "everybody" }],
    ["finds nobody", { filter: "nobody" }],
    ["works, and lists show names only", { listShows: "names" }],
    ["finds nobody, and lists show names only", { filter: "nobody", listShows: "names" }],
  ] as const)("makes no second person after a lost answer where the filter %s", async (_name, switches) => {
    const h = await start(switches);
    await h.makePeople(25);
    h.faults.breakNext({ kind: "drop_after_commit" }, "write");
    await expect(h.connector.apply(createOp())).rejects.toMatchObject({ kind: "unavailable" });
    expect(await h.connector.apply(createOp())).toMatchObject({ status: "already_satisfied" });
    const rows = h.simulator.api.world.rows("identities");
    expect(rows.filter((row) => row.attrs.plasecLname === "Ruiz")).toHaveLength(1);
  });

  it("two people with one address are both told, and one of another case or with a blank is found", async () => {
    const h = await start({ filter: "nobody" });
    const staff = (email: string) => h.simulator.api.staffPerson({ last: "Ruiz", email }).cn;
    const ids = [staff("ana@example.test"), staff(" ANA@example.test")];
    const found = await h.connector.findPeople({ email: "Ana@example.test" });
    expect(found.map((person) => person.vendorPersonId)).toEqual(ids);
  });

  it("escapes what a filter would take for its own", async () => {
    const h = await start();
    await h.connector.findPeople({ email: "*" });
    await h.connector.findPeople({ email: "a(b)\\c@example.test" });
    const filters = h.faults.calls.flatMap(({ url }) => new URL(url).searchParams.get("filter") ?? []);
    expect(filters).toEqual([
      "plasecidentityEmailaddress=\\2a",
      "plasecidentityEmailaddress=a\\28b\\29\\5cc@example.test",
    ]);
  });

  it("writes a name of one word as the last name, and no formula", async () => {
    const h = await start();
    const id = await made(h, "=HYPERLINK(evil)\u0007");
    const attrs = h.simulator.api.world.find("identities", id)?.attrs;
    expect([attrs?.plasecLname, attrs?.plasecFname]).toEqual(["HYPERLINK(evil)", undefined]);
    h.simulator.api.setSwitches({ firstNameRequired: true });
    const other = personMarker({ installationId: "0199b1c2-0123456789ab", personId: "person-2" });
    await expect(h.connector.apply(createOp("Cher", other))).rejects.toMatchObject({
      kind: "invalid_request",
      details: { vendorCode: "name_refused" },
    });
  });

  // Without its mark the person could never be told from others: each repeat would make one more.
  it("takes a person away again whose mark the server did not keep", async () => {
    const h = await start();
    const before = h.simulator.api.world.rows("identities").length;
    const lose = (text: string) =>
      text.replace(/"plasecidentityAddress":"[^"]*"/, '"plasecidentityAddress":""');
    const reads = 2;
    h.faults.breakNext({ kind: "rewrite", body: (text) => text }, "read", reads);
    h.faults.breakNext({ kind: "rewrite", body: lose }, "read");
    await expect(h.connector.apply(createOp())).rejects.toMatchObject({
      details: { vendorCode: "mark_not_kept" },
    });
    expect(h.simulator.api.world.rows("identities")).toHaveLength(before);
  });

  it("removes who it made, with their cards and PIN, and nobody else", async () => {
    const h = await start();
    const id = await made(h);
    const remove = (vendorPersonId: string, marker = MARKER) =>
      h.connector.removePerson?.({ vendorPersonId, marker }) ?? Promise.reject(new Error("no facet"));
    await h.connector.apply({ verb: "setCards", vendorPersonId: id, cards: ["20440017"] });
    await h.connector.apply(grantOp(id));
    await expect(remove(id, `${MARKER}0`)).rejects.toMatchObject({ kind: "conflict" });
    await expect(remove(id)).rejects.toMatchObject({ kind: "conflict" });
    await h.connector.apply(revokeOp(id));
    const foreign = h.simulator.api.staffToken(id, { card: "777" });
    await expect(remove(id)).rejects.toMatchObject({ kind: "conflict" });
    h.simulator.api.staffDeleteToken(foreign.cn);
    expect(await remove(id)).toMatchObject({ status: "applied" });
    expect(await remove(id)).toMatchObject({ status: "already_satisfied" });
    expect(h.simulator.api.world.rows("tokens").map((row) => row.attrs.plasecInternalnumber)).toEqual([
      "70421",
    ]);
  });
});

describe("roles offered", () => {
  it("leaves out what opens nothing any more, and warns of roles that give rights or have dates", async () => {
    for (const rolesList of ["json", "xml"] as const) {
      const h = await start({ rolesList });
      h.simulator.api.changeRole(SEED.roles.studio, { stopsAt: Date.UTC(2026, 5, 1) });
      const { items, skipped } = await h.connector.listAccessGroups(null);
      expect(skipped).toBe(0);
      const hints = Object.fromEntries(items.map((group) => [group.name, group.hint]));
      expect(hints).toEqual({
        "Board room (with front door)": null,
        "Studio (with front door)": "Opens nothing from 2026-06-01 on",
        "Focus room": null,
        "Everyone 24/7": null,
        "Weekdays 9-18": null,
        "Super Admin": "Gives rights in ACM itself: never for members",
        "API accounts": "Gives rights in ACM itself: never for members",
      });
    }
  });

  it("says so when the server lists no roles", async () => {
    const h = await start({ rolesList: "none" });
    await expect(h.connector.listAccessGroups(null)).rejects.toMatchObject({ kind: "not_found" });
  });
});

describe("rights and sessions", () => {
  it("names the right that is missing", async () => {
    const h = await start();
    const id = await made(h);
    h.simulator.api.setAccount({ rights: ["Identities Listing", "Roles Listing"] });
    await expect(h.connector.apply(grantOp(id))).rejects.toMatchObject({
      kind: "permission_denied",
      details: { permission: "Identities Update Roles" },
    });
    h.simulator.api.setAccount({ rights: ["Identities Listing"] });
    await expect(h.connector.verify()).rejects.toMatchObject({
      kind: "permission_denied",
      details: { permission: "Roles Listing" },
    });
    h.simulator.api.setSwitches({ missingRight: "bounce" });
    const other = personMarker({ installationId: "0199b1c2-0123456789ab", personId: "person-2" });
    await expect(h.connector.apply(createOp("Bo Li", other))).rejects.toMatchObject({
      kind: "permission_denied",
    });
  });

  it.each(["redirect", "login_page", "401"] as const)(
    "signs in once when the session ended, told by %s, for reading and for writing",
    async (expiredSession) => {
      const h = await start({ expiredSession });
      const id = await made(h);
      for (const work of [() => h.connector.observe(null), () => h.connector.apply(grantOp(id))]) {
        const before = h.renewals();
        h.simulator.api.endSessions();
        await work();
        expect(h.renewals() - before).toBe(1);
      }
      expect(h.simulator.api.wrongLogins).toBe(0);
    },
  );

  it("signs in once when only the CSRF token went stale", async () => {
    const h = await start();
    const id = await made(h);
    for (const session of Object.values(h.simulator.api.world.state.sessions)) session.csrf = "other";
    expect(await h.connector.apply(grantOp(id))).toMatchObject({ status: "applied" });
    expect(h.renewals()).toBe(1);
  });

  // A password that was changed would otherwise lock the account within minutes.
  it("a changed password is tried once, whatever is asked", async () => {
    const h = await start();
    h.simulator.api.setAccount({ password: "another" });
    h.simulator.api.endSessions();
    await expect(h.connector.observe(null)).rejects.toMatchObject({ kind: "credentials_invalid" });
    expect(h.simulator.api.wrongLogins).toBe(1);
  });

  it("with HTTP Basic works without any session, and tries a changed password once", async () => {
    const h = await start({ basic: "all", xmlList: "works" }, { access: "basic" });
    const id = await made(h);
    await h.connector.apply(grantOp(id));
    expect((await h.connector.observePerson(id))?.grants).toHaveLength(1);
    expect(h.simulator.api.requests.read().logins).toBe(0);
    h.simulator.api.setAccount({ password: "another" });
    await expect(h.connector.observe(null)).rejects.toMatchObject({
      kind: "credentials_invalid",
      details: { field: "password" },
    });
    expect([h.simulator.api.wrongLogins, h.renewals()]).toEqual([1, 0]);
  });

  it("says which field is wrong where a server takes HTTP Basic for some calls only", async () => {
    const h = await start({ basic: "xml", xmlList: "works" }, { access: "basic" });
    expect((await everybody(h)).snapshot.complete).toBe(true);
    await expect(h.connector.apply(createOp())).rejects.toMatchObject({
      kind: "credentials_invalid",
      details: { field: "access" },
    });
    expect(h.renewals()).toBe(0);
  });
});

describe("the certificate", () => {
  it("a changed one stops every call, before anything was sent, and nobody loses anything", async () => {
    const h = await start();
    const id = await made(h);
    await h.connector.apply(grantOp(id));
    const before = await h.dump();
    const requests = h.simulator.api.requests.read().total;
    await h.simulator.api.rotateCertificate();
    const { snapshot, error } = await everybody(h);
    expect([snapshot.complete, error?.kind]).toEqual([false, "server_untrusted"]);
    expect(error?.details).toMatchObject({ vendorCode: "certificate_changed", field: "server" });
    for (const work of [h.connector.apply(revokeOp(id)), h.connector.verify(), h.connector.observePerson(id)])
      await expect(work).rejects.toMatchObject({ kind: "server_untrusted" });
    expect(h.simulator.api.requests.read().total).toBe(requests);
    expect(await h.dump()).toBe(before);
  });
});

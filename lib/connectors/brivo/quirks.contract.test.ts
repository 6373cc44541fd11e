import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/brivo/seed";
import type { AccessGroupId } from "@/lib/access/types";
import { VendorError } from "../errors";
import { readAll } from "../read-all";
import { type BrivoHarness, brivoHarness, KEYS, REDIRECT } from "./testing";

const HOUR_MS = 3_600_000;
const at = (text: string) => new Date(text);

let h: BrivoHarness;
beforeEach(async () => {
  h = await brivoHarness();
});
afterEach(() => h.close());

const api = () => h.simulator.api;
const groupIds = SEED.groups;
async function person(id = "p1", name = "Test Person"): Promise<string> {
  const marker = `lintel:install1:${id}`;
  const outcome = await h.connector.apply({ verb: "createPerson", marker, name });
  return "vendorId" in outcome ? (outcome.vendorId ?? "") : "";
}
const grant = (vendorPersonId: string, group: number) =>
  h.connector.apply({
    verb: "grant",
    vendorPersonId,
    groupId: String(group) as AccessGroupId,
    window: null,
    marker: "lintel:p1:l1",
  });
const revoke = (vendorPersonId: string, group: number, of = vendorPersonId) =>
  h.connector.apply({ verb: "revoke", vendorPersonId, vendorGrantId: `${group}:${of}` });
const opens = (member: string, method?: string, door = "Front door") =>
  api().canOpen({ member, door, method, withCredential: method !== undefined }).open;
async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  if (error instanceof VendorError) return error;
  throw new Error("did not fail with a VendorError", { cause: error });
}
const calls = () => api().requests.read().byRoute;

describe("people", () => {
  it("get first and last names, also from one word, and are called the same again", async () => {
    for (const [name, firstName, lastName] of [
      ["Ana Maria da Silva", "Ana Maria da", "Silva"],
      ["Cher", "Cher", "-"],
    ] as const) {
      const id = await person(name.length.toString(), name);
      expect(api().user(id)).toMatchObject({ firstName, lastName });
      expect(await h.connector.observePerson(id)).toMatchObject({ name });
    }
  });

  it("are read in calls that grow with people and groups, not with people times calls", async () => {
    await h.makePeople(250);
    api().requests.reset();
    await readAll((c) => h.connector.observe(c), { clock: h.clock });
    // 3 pages of people, the groups, and one call a group but for 251 members in one of them.
    expect(api().requests.read().total).toBe(3 + 1 + 8 + 2);
  });

  it("suspended, or outside their own dates, are disabled", async () => {
    const id = await person();
    api().staffSuspend(id);
    expect(await h.connector.observePerson(id)).toMatchObject({ state: "disabled" });
    api().staffSuspend(id, false);
    api().staffChangeUser(id, { effectiveTo: "2026-03-02T11:00:00Z" });
    expect(await h.connector.observePerson(id)).toMatchObject({ state: "active" });
    h.time.advance(HOUR_MS);
    expect(await h.connector.observePerson(id)).toMatchObject({ state: "disabled" });
  });

  it("with somebody else's externalId carry no mark of ours", async () => {
    const { id } = api().staffUser({ firstName: "A", lastName: "B", externalId: "8812" });
    expect(await h.connector.observePerson(String(id))).toMatchObject({ marker: null });
  });

  it("are not found by a mark that differs in the case of a letter", async () => {
    api().setSwitches({ externalLookup: "any_case" });
    await person("pA");
    expect(await h.connector.findPeople({ marker: "lintel:install1:pa" })).toEqual([]);
  });

  it("are removed with their mark only, and their cards go back into the bank", async () => {
    const id = await person();
    await h.connector.apply({ verb: "setCards", vendorPersonId: id, cards: ["2044"] });
    const remove = (vendorPersonId: string, marker: string) =>
      h.connector.removePerson?.({ vendorPersonId, marker }) ?? Promise.reject(new Error("cannot"));
    const foreign = await h.makeForeignGrant();
    expect((await failureOf(remove(id, "lintel:install1:p2"))).kind).toBe("conflict");
    expect((await failureOf(remove(foreign.vendorPersonId, "lintel:install1:p1"))).kind).toBe("conflict");
    expect(await remove(id, "lintel:install1:p1")).toMatchObject({ status: "applied" });
    expect(await remove(id, "lintel:install1:p1")).toMatchObject({ status: "already_satisfied" });
    expect(calls()["DELETE /v1/api/users/:id/credentials/:id"]).toBe(1);
    expect(api().users(foreign.vendorPersonId)).toHaveLength(1);
  });

  it("are shut out and let in again with their mark only", async () => {
    const id = await person();
    await grant(id, groupIds.board);
    const set = (suspended: boolean, marker = "lintel:install1:p1") =>
      h.connector.setSuspended?.({ vendorPersonId: id, marker, suspended }) ??
      Promise.reject(new Error("cannot"));
    expect((await failureOf(set(true, "lintel:install1:p2"))).kind).toBe("conflict");
    expect(opens(id)).toBe(true);
    expect(await set(true)).toMatchObject({ status: "applied" });
    expect(await set(true)).toMatchObject({ status: "already_satisfied" });
    expect(opens(id)).toBe(false);
    expect(await set(false)).toMatchObject({ status: "applied" });
    expect(opens(id)).toBe(true);
  });
});

describe("groups", () => {
  it("of other sites are left out, and those that reach further say so", async () => {
    const { snapshot } = await readAll((c) => h.connector.listAccessGroups(c), { clock: h.clock });
    const shown = Object.fromEntries(snapshot.items.map((g) => [g.id, [g.siteLabel, g.hint]]));
    expect(shown[groupIds.board]).toEqual(["Harbour Works", null]);
    expect(shown[groupIds.both]).toEqual(["Harbour Works, Annex", "Also opens doors at Annex"]);
    expect(shown[groupIds.empty]).toEqual([null, "This group opens no doors yet"]);
    expect(shown[groupIds.annex]).toBeUndefined();
    const all = await readAll((c) => h.with({}).listAccessGroups(c), { clock: h.clock });
    expect(all.snapshot.items.map((group) => group.id)).toContain(String(groupIds.annex));
  });

  it("and doors are those of the chosen site, and sites are there to choose from", async () => {
    const doors = await h.connector.listDoors?.(null);
    expect(doors?.items).toHaveLength(6);
    expect(doors?.items[0]).toEqual({
      id: String(SEED.doors.front),
      name: "Front door",
      siteId: String(SEED.sites.works),
      siteLabel: "Harbour Works",
    });
    expect(await h.connector.listOptions?.("site")).toEqual([
      { value: String(SEED.sites.works), label: "Harbour Works" },
      { value: String(SEED.sites.annex), label: "Annex" },
    ]);
    const formats = await h.connector.listOptions?.("cardFormat");
    expect(formats?.map((format) => format.value)).toEqual(["100", "102", "103", "104", "105", "107", "106"]);
  });

  // Without the check, Brivo's own refusal would read as a bug of ours, and nobody would know what to do.
  it("are sixteen at most: the seventeenth is refused by name, and given once one was taken away", async () => {
    const id = await person();
    const made = Array.from({ length: 16 }, (_, i) => api().addGroup({ name: `G${i}` }).id);
    for (const group of made) await grant(id, group);
    api().requests.reset();
    expect(await failureOf(grant(id, groupIds.board))).toMatchObject({
      kind: "invalid_request",
      details: { vendorCode: "group_limit" },
    });
    expect(api().requests.read().writes).toBe(0);
    await revoke(id, made[0] ?? 0);
    expect(await grant(id, groupIds.board)).toMatchObject({ status: "applied" });
    expect(opens(id)).toBe(true);
  });

  it("that cannot be seen count too: their refusal is an error, and no grant is claimed", async () => {
    const id = await person();
    api().staffJoin(id, api().addGroup({ name: "Hidden", hidden: true }).id);
    for (let i = 0; i < 15; i += 1) await grant(id, api().addGroup({ name: `G${i}` }).id);
    expect((await failureOf(grant(id, groupIds.board))).kind).toBe("invalid_request");
    expect(opens(id)).toBe(false);
  });

  it("are left for good, whatever a repeat answers", async () => {
    for (const repeatedLeave of [204, 400, 404] as const) {
      api().setSwitches({ repeatedLeave });
      const id = await person(`p${repeatedLeave}`);
      await grant(id, groupIds.board);
      await revoke(id, groupIds.board);
      expect((await revoke(id, groupIds.board)).status).toMatch(/^(already_satisfied|applied)$/);
      expect(opens(id)).toBe(false);
    }
  });

  it("are not left for somebody else: the grant names its person", async () => {
    const [ana, ben] = [await person("p1"), await person("p2")];
    await grant(ana, groupIds.board);
    await grant(ben, groupIds.board);
    expect((await failureOf(revoke(ben, groupIds.board, ana))).kind).toBe("not_found");
    expect([opens(ana), opens(ben)]).toEqual([true, true]);
  });

  // A page in front of Brivo, or an answer with an error inside, is no proof that a door is shut.
  it("are believed only with 204, or when the person's own list says so", async () => {
    const id = await person();
    await grant(id, groupIds.board);
    const body = '{"code":500,"message":"later"}';
    h.faults.breakNext({ kind: "answer", status: 200, body }, "write");
    expect((await failureOf(revoke(id, groupIds.board))).kind).toBe("unexpected_response");
    h.faults.breakNext({ kind: "answer", status: 404, body }, "write");
    expect((await failureOf(revoke(id, groupIds.board))).kind).toBe("not_found");
    expect(opens(id)).toBe(true);
  });

  it("take no window, for Brivo keeps none", async () => {
    const window = { from: at("2026-03-02T11:00:00Z"), until: at("2026-03-02T12:00:00Z") };
    const op = { verb: "grant", vendorPersonId: await person(), groupId: h.groupIds[0], window } as const;
    expect((await failureOf(h.connector.apply({ ...op, marker: "lintel:p1:l1" }))).kind).toBe("unsupported");
  });
});

describe("the gateway", () => {
  const HTML = { "content-type": "text/html" };
  const answer = (status: number, body: string, headers: Record<string, string> = HTML) => {
    h.faults.breakNext({ kind: "answer", status, body, headers }, "read");
    return failureOf(h.connector.observe(null));
  };

  it("tells throttling, a dead API key, a missing right and a wrong path apart", async () => {
    const throttled = await answer(403, "<h1>403 Developer Over Qps</h1>", { ...HTML, "retry-after": "3" });
    expect([throttled.kind, throttled.details.retryAfterMs]).toEqual(["rate_limited", 3_000]);
    const byHeader = { ...HTML, "x-mashery-error-code": "ERR_403_DEVELOPER_OVER_RATE" };
    expect((await answer(403, "<h1>Forbidden</h1>", byHeader)).kind).toBe("rate_limited");
    const inactive = await answer(403, "<h1>403 Developer Inactive</h1>");
    expect(inactive).toMatchObject({ kind: "credentials_invalid", details: { field: "apiKey" } });
    expect((await answer(403, "<h1>Blocked</h1>")).kind).toBe("unavailable");
    expect((await answer(596, "<h1>596 Service Not Found</h1>")).kind).toBe("unexpected_response");
  });

  it("is asked with the API key of this connection in every call, and a wrong one is named", async () => {
    expect(await h.connector.verify()).toEqual({
      accountId: `us:site:${SEED.sites.works}`,
      accountLabel: "Harbour Works, Annex",
    });
    const other = h.definition.create({
      clock: h.clock,
      fetch: h.faults.fetch,
      log: () => undefined,
      timeoutMs: 5_000,
      tokens: { current: async () => api().tokens().access_token, renew: async () => "" },
      operator: h.operator,
      settings: { region: "us" },
      secrets: { apiKey: "another-key" },
    });
    expect(await failureOf(other.verify())).toMatchObject({ details: { field: "apiKey" } });
  });

  it("names the right that an administrator is missing", async () => {
    const { access_token } = api().tokens(SEED.helper);
    const helper = h.definition.create({
      clock: h.clock,
      fetch: h.faults.fetch,
      log: () => undefined,
      timeoutMs: 5_000,
      tokens: { current: async () => access_token, renew: async () => access_token },
      operator: h.operator,
      settings: { region: "us" },
      secrets: { apiKey: KEYS.apiKey },
    });
    expect(await failureOf(helper.verify())).toMatchObject({
      kind: "permission_denied",
      details: { permission: "Account Config Tool Administrators" },
    });
  });

  it("renews a token that ran out once, and goes on", async () => {
    h.time.advance(300_000);
    expect((await h.connector.verify()).accountLabel).toBe("Harbour Works, Annex");
    expect(h.renewals()).toBe(1);
  });
});

describe("OAuth against the vendor", () => {
  it("exchanges, refreshes with rotation, and needs a person once the old token is used again", async () => {
    const { auth } = h.definition;
    if (auth.kind !== "oauth2") throw new Error("not OAuth");
    const secrets = { apiKey: KEYS.apiKey };
    const settings = { region: "us" };
    const call = { operator: h.operator, settings, secrets, fetch, clock: h.plainClock, timeoutMs: 5_000 };
    const ask = { ...call, redirectUri: REDIRECT, codeVerifier: null };
    const code = api().code(REDIRECT);
    const first = await auth.exchange({ ...ask, code });
    expect(first.expiresAt).toEqual(at("2026-03-02T10:05:00Z"));
    expect((await failureOf(auth.exchange({ ...ask, code }))).kind).toBe("credentials_invalid");
    const refreshToken = first.refreshToken ?? "";
    const second = await auth.refresh({ ...call, refreshToken });
    expect(second.refreshToken).not.toBe(refreshToken);
    for (const invalidGrantStatus of [400, 401] as const) {
      api().setSwitches({ invalidGrantStatus });
      expect((await failureOf(auth.refresh({ ...call, refreshToken }))).kind).toBe("credentials_invalid");
    }
    const wrongKey = auth.refresh({ ...call, secrets: { apiKey: "another" }, refreshToken });
    expect(await failureOf(wrongKey)).toMatchObject({ details: { field: "apiKey" } });
    const wrongClient = { ...h.operator, usClientSecret: "wrong" };
    const refused = await failureOf(auth.refresh({ ...call, operator: wrongClient, refreshToken }));
    expect(refused).toMatchObject({ kind: "permission_denied", details: { field: "clientSecret" } });
  });

  it("keeps the old refresh token where none comes back, and refuses a connection without any", async () => {
    const { auth } = h.definition;
    if (auth.kind !== "oauth2") throw new Error("not OAuth");
    api().setSwitches({ rotateRefreshTokens: false });
    const settings = { region: "us" };
    const secrets = { apiKey: KEYS.apiKey };
    const call = { operator: h.operator, settings, secrets, fetch, clock: h.plainClock, timeoutMs: 5_000 };
    const refreshToken = api().tokens().refresh_token ?? "";
    expect((await auth.refresh({ ...call, refreshToken })).refreshToken).toBeNull();
    api().setSwitches({ omitRefreshToken: true });
    const ask = { ...call, code: api().code(REDIRECT), redirectUri: REDIRECT, codeVerifier: null };
    expect((await failureOf(auth.exchange(ask))).kind).toBe("invalid_request");
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "./seed";
import { ACCOUNT, DAY, type Harness, MINUTE, startForTest } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

describe("signing in", () => {
  it("answers 201 with the token, its end in 14 days and the organizations it covers", async () => {
    const { status, json } = await h.login();
    expect(status).toBe(201);
    expect(json.data).toMatchObject({
      expiresAt: new Date(h.clock.now().getTime() + 14 * DAY).toISOString(),
      identity: { namespace: { nickname: `org:${SEED.org}` } },
      tokenScopeList: [{ org: { id: SEED.org }, user: { needsMFACredential: false } }],
    });
    expect(json.data.tokenScopeList).toMatchObject([
      { scope: expect.arrayContaining([`o${SEED.org}-user:w`]) },
    ]);
  });

  it("refuses a wrong password with 401, counts it, and locks the account after five", async () => {
    for (let n = 1; n <= 5; n += 1) {
      expect((await h.login({ password: "wrong" })).status).toBe(401);
      expect(h.api.badLogins(ACCOUNT.email)).toBe(n);
    }
    expect((await h.login()).status).toBe(401);
    h.clock.advance(15 * MINUTE);
    expect((await h.login()).status).toBe(201);
    expect(h.api.badLogins(ACCOUNT.email)).toBe(0);
  });

  it("asks an account with MFA for its code, and refuses one whose identity provider signs in", async () => {
    h.api.addAccount({ email: "mfa@harbour-works.example", password: "long-enough", totpCode: "123456" });
    const mfa = { email: "mfa@harbour-works.example", password: "long-enough" };
    expect((await h.login(mfa)).json.message).toBe("MFA code required.");
    expect((await h.login({ ...mfa, mfa: { totpCode: "123456" } })).status).toBe(201);
    h.api.setPassword(ACCOUNT.email, null);
    expect((await h.login()).json.message).toContain("identity provider");
  });

  it("finds one address in several namespaces, and several organizations of one account", async () => {
    const { world } = h.api;
    const google = { id: 990, nickname: "google:acme", region: "global", kind: "identityProvider" } as const;
    world.put("namespaces", google);
    const [own] = world.all("identities").filter((i) => i.email === ACCOUNT.email);
    if (!own) throw new Error("no account");
    world.put("identities", { ...own, id: 991, namespaceId: 990 });
    const all = await h.request("POST", "/auth/loginAll", ACCOUNT);
    expect(all.json.data.map((row) => row.identityId).sort()).toEqual([991, own.id].sort());
    expect((await h.login({ namespaceNickname: "google:acme" })).json.data.identityId).toBe(991);
    const second = h.api.addOrg({ name: "Second" });
    const [user] = world.all("users").filter((u) => u.identityId === own.id);
    if (!user) throw new Error("no user");
    world.put("users", { ...user, id: 992, orgId: second });
    const { json } = await h.login();
    expect(json.data.tokenScopeList).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ org: { id: SEED.org, name: "Harbour Works Alta" } }),
        expect.objectContaining({ org: { id: second, name: "Second" } }),
      ]),
    );
  });

  it("keeps the regions apart: accounts and tokens of one are unknown in the other", async () => {
    expect((await h.login({}, "/eu")).status).toBe(401);
    expect(h.api.badLogins(ACCOUNT.email)).toBe(0);
    const eu = await h.login({ email: `eu-${ACCOUNT.email}` }, "/eu");
    expect(eu.status).toBe(201);
    h.authorize(`Bearer ${eu.json.data.token}`);
    expect((await h.request("GET", `/eu/orgs/${SEED.euOrg}/groups`)).status).toBe(200);
    expect((await h.request("GET", `/orgs/${SEED.euOrg}/groups`)).status).toBe(401);
    h.api.setSwitches({ wrongRegion: "not_found" });
    expect((await h.login({}, "/eu")).status).toBe(404);
  });
});

describe("sessions", () => {
  it("takes the token bare, as Bearer, and e-mail with password as Basic, each by its switch", async () => {
    const token = String((await h.login()).json.data.token);
    const basic = Buffer.from(`${ACCOUNT.email}:${ACCOUNT.password}`).toString("base64");
    const forms = [
      [`Bearer ${token}`, "acceptsBearer"],
      [token, "acceptsBareToken"],
      [`Basic ${basic}`, "acceptsBasic"],
    ] as const;
    for (const [header, name] of forms) {
      h.authorize(header);
      expect((await h.get("/groups")).status).toBe(200);
      h.api.setSwitches({ [name]: false });
      expect((await h.get("/groups")).status).toBe(401);
    }
  });

  it("ends after its time, by sign-out, and by a refresh that gives a new token", async () => {
    const first = String((await h.login()).json.data.token);
    h.authorize(`Bearer ${first}`);
    const refreshed = await h.request("POST", "/auth/accessTokens/refresh");
    expect(refreshed.status).toBe(201);
    expect((await h.get("/groups")).json.message).toBe("TokenNotFoundError");
    h.authorize(`Bearer ${refreshed.json.data.token}`);
    expect((await h.get("/groups")).status).toBe(200);
    expect((await h.request("POST", "/auth/logout")).status).toBe(204);
    expect((await h.get("/groups")).status).toBe(401);
    const last = String((await h.login()).json.data.token);
    h.authorize(`Bearer ${last}`);
    h.clock.advance(14 * DAY);
    expect((await h.get("/groups")).json.message).toBe("TokenExpiredError");
    const said = await h.request("POST", `/auth/accessTokens/${last}/validate`);
    expect(said.json.data).toMatchObject({ isValid: false, err: { name: "TokenExpiredError" } });
  });
});

describe("who may do what", () => {
  it("refuses another organization with 403", async () => {
    const other = h.api.addOrg({ name: "Foreign" });
    expect((await h.request("GET", `/orgs/${other}/groups`)).status).toBe(403);
    expect((await h.request("GET", "/orgs/999999/groups")).status).toBe(403);
  });

  it("lets a read-only account read, and refuses its writes with 403", async () => {
    h.api.setScope(ACCOUNT.email, ["user:r"]);
    expect((await h.get("/users")).status).toBe(200);
    expect((await h.post("/users", { identity: { email: "a@example.test" } })).status).toBe(403);
    expect((await h.get("/entries")).status).toBe(403);
  });
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, MINUTE, REDIRECT, SECRETS, startForTest } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

const authorize = (query: Record<string, string>) =>
  `${h.sim.authUrl}/oauth/authorize?${new URLSearchParams({ response_type: "code", client_id: SECRETS.clientId, ...query })}`;
const decide = (query: Record<string, string>, form: Record<string, string>) =>
  h.ask(authorize(query), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
const exchange = (code: string, redirect_uri = REDIRECT) =>
  h.token({ grant_type: "authorization_code", code, redirect_uri });
const refresh = (refresh_token: unknown) =>
  h.token({ grant_type: "refresh_token", refresh_token: String(refresh_token) });

it("keeps the two hosts apart", async () => {
  expect((await h.ask(`${h.sim.url}/oauth/token`, { method: "POST" })).status).toBe(404);
  expect((await h.ask(`${h.sim.authUrl}/v1/api/users`, {})).status).toBe(404);
});

it("answers a missing API key with the gateway's page on both hosts, before anything else", async () => {
  const api = await h.request("GET", "/users", undefined, { "api-key": "another" });
  const auth = await h.token({ grant_type: "refresh_token" }, { "api-key": "" });
  for (const answer of [api, auth]) {
    expect(answer.status).toBe(403);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.text).toContain("Developer Inactive");
  }
});

it("tells a missing client from a wrong one at the token endpoint", async () => {
  const none = await h.token({ grant_type: "refresh_token" }, { authorization: "" });
  expect([none.status, none.json.error]).toEqual([401, "unauthorized"]);
  const wrong = await h.token({}, { authorization: `Basic ${btoa(`${SECRETS.clientId}:wrong`)}` });
  expect([wrong.status, wrong.json.error]).toEqual([401, "Unauthorized"]);
});

it("takes no JSON at the token endpoint", async () => {
  const answer = await h.token({}, { "content-type": "application/json" });
  expect(answer.status).toBe(415);
});

it("takes a code once, within ten minutes, for its own redirect address", async () => {
  const code = h.api.code(REDIRECT);
  expect((await exchange(code, "http://127.0.0.1:3000/other")).status).toBe(401);
  expect((await exchange(code)).status).toBe(200);
  expect((await exchange(code)).json.error).toBe("invalid_grant");
  const late = h.api.code(REDIRECT);
  h.clock.advance(10 * MINUTE);
  expect((await exchange(late)).json.error).toBe("invalid_grant");
});

it("ends an access token after the seconds it named", async () => {
  const { json } = await exchange(h.api.code(REDIRECT));
  expect(json).toMatchObject({ token_type: "bearer", expires_in: 300 });
  h.use(String(json.access_token));
  h.clock.advance(299_999);
  expect((await h.get("/administrators/whoami")).json.id).toBe(SEED.admin);
  h.clock.advance(1);
  const expired = await h.get("/administrators/whoami");
  expect([expired.status, expired.json.error]).toEqual([401, "invalid_token"]);
});

it("gives a new refresh token and lets the old one die, or keeps it where so switched", async () => {
  const first = h.api.tokens().refresh_token;
  const second = (await refresh(first)).json.refresh_token;
  expect(second).not.toBe(first);
  expect((await refresh(first)).json.error).toBe("invalid_grant");
  h.api.setSwitches({ rotateRefreshTokens: false, invalidGrantStatus: 400 });
  expect((await refresh(second)).json.refresh_token).toBeUndefined();
  expect((await refresh(second)).status).toBe(200);
  expect((await refresh("unknown")).status).toBe(400);
});

it("hands the code over by POST or GET as switched, with the state it was given", async () => {
  const admin = String(SEED.admin);
  const form = await decide({ state: "abc" }, { decision: "allow", admin });
  expect(form.text).toContain(`action="${REDIRECT}"`);
  expect(form.text).toMatch(/name="code" value="[0-9a-f]{48}"/);
  expect(form.text).toContain('name="state" value="abc"');
  for (const [redirectVerb, status] of [
    ["post_query", 307],
    ["get", 303],
  ] as const) {
    h.api.setSwitches({ redirectVerb });
    const answer = await decide({ state: "abc" }, { decision: "allow", admin });
    const url = new URL(answer.headers.get("location") ?? "");
    expect([answer.status, url.origin + url.pathname]).toEqual([status, REDIRECT]);
    expect(url.searchParams.get("state")).toBe("abc");
    expect((await exchange(url.searchParams.get("code") ?? "")).status).toBe(200);
  }
});

it("sends a refusal back as an error, and an unknown client or address nowhere", async () => {
  h.api.setSwitches({ redirectVerb: "get" });
  const denied = await decide({ state: "abc" }, { decision: "deny" });
  expect(denied.headers.get("location")).toBe(`${REDIRECT}?error=access_denied&state=abc`);
  for (const query of [{ client_id: "another" }, { redirect_uri: "http://evil.example/" }]) {
    const answer = await h.ask(authorize(query), {});
    expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
  }
});

it("refuses calls about groups to an administrator who may not configure the account", async () => {
  h.use(h.api.tokens(SEED.helper).access_token);
  expect((await h.get("/administrators/whoami")).status).toBe(200);
  const refused = await h.get("/groups?pageSize=1");
  expect([refused.status, refused.json.code]).toEqual([403, 403]);
  expect((await h.get("/groups/901/users")).status).toBe(403);
});

it("shows one account nothing of another", async () => {
  const other = h.api.addAccount("Elsewhere");
  const id = await h.user();
  h.use(h.api.tokens(other.admin).access_token);
  expect((await h.get(`/users/${id}`)).status).toBe(404);
  expect((await h.get("/users")).json.count).toBe(0);
  expect((await h.put(`/groups/${SEED.groups.board}/users/${id}`)).status).toBe(404);
});

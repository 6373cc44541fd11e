import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLIENT, type Harness, HOUR, MINUTE, startForTest } from "./testing";

const BACK = "https://lintel.example.test/callback";
let h: Harness;
beforeEach(async () => {
  h = await startForTest({}, [BACK]);
});
afterEach(() => h.sim.close());

const authorize = (more: Record<string, string> = {}) => {
  const query = {
    response_type: "code",
    client_id: CLIENT.clientId,
    redirect_uri: BACK,
    scope: "account.person account.sync",
    state: "st&te",
    ...more,
  };
  return `/oauth/authorize?${new URLSearchParams(query)}`;
};
const back = (location: string | null) => Object.fromEntries(new URL(location ?? "").searchParams);
const token = (fields: Record<string, string>) => h.form("/oauth/token", { ...CLIENT_FIELDS, ...fields });
const CLIENT_FIELDS = { client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret };
const redeem = (code: string, more: Record<string, string> = {}) =>
  token({ grant_type: "authorization_code", code, redirect_uri: BACK, ...more });
const refresh = (refresh_token: unknown) =>
  token({ grant_type: "refresh_token", refresh_token: String(refresh_token) });
const account = (access: unknown) =>
  h.request("GET", "/api/3/account", undefined, { authorization: `Bearer ${access}` });

describe("authorizing", () => {
  it("never redirects to an address that is not registered, nor for an unknown client", async () => {
    for (const more of [{ redirect_uri: "https://elsewhere.example.test/" }, { client_id: "another" }]) {
      const answer = await h.request("GET", authorize(more));
      expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
    }
  });

  it("needs at least one known scope, and echoes the state with the error", async () => {
    for (const scope of ["", "account.everything"]) {
      const answer = await h.request("GET", authorize({ scope }));
      expect(answer.status).toBe(302);
      expect(back(answer.headers.get("location"))).toMatchObject({ error: "invalid_scope", state: "st&te" });
    }
  });

  it("asks the person, and sends a code or a denial back with the state", async () => {
    expect((await h.request("GET", authorize())).text).toContain("Harbour Works DoorFlow");
    const decide = (fields: Record<string, string>) => h.form(authorize(), fields);
    const allowed = back(
      (await decide({ decision: "allow", account: "acchw7k2q9" })).headers.get("location"),
    );
    expect(allowed.state).toBe("st&te");
    const answer = await redeem(String(allowed.code));
    expect(answer.json).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
    expect(answer.json.scope).toBe("account.person account.sync");
    const denied = back((await decide({ decision: "deny" })).headers.get("location"));
    expect(denied).toMatchObject({ error: "access_denied", state: "st&te" });
  });
});

describe("tokens", () => {
  it("takes a code once, within ten minutes, and for its own address", async () => {
    const used = h.api.code(BACK);
    expect((await redeem(used)).status).toBe(200);
    const late = h.api.code(BACK);
    h.clock.advance(10 * MINUTE);
    const other = h.api.code(BACK);
    const answers = [
      await redeem(used),
      await redeem(late),
      await redeem(other, { redirect_uri: "https://elsewhere.example.test/" }),
    ];
    for (const answer of answers) expect([answer.status, answer.json.error]).toEqual([400, "invalid_grant"]);
    expect((await redeem(other)).status).toBe(200);
  });

  it("checks the verifier of a code that was asked for with PKCE", async () => {
    const verifier = "v".repeat(43);
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const code = h.api.code(BACK, { challenge });
    expect((await redeem(code)).status).toBe(400);
    expect((await redeem(code, { code_verifier: "w".repeat(43) })).status).toBe(400);
    expect((await redeem(code, { code_verifier: verifier })).status).toBe(200);
    const plain = await h.request(
      "GET",
      authorize({ code_challenge: verifier, code_challenge_method: "plain" }),
    );
    expect(back(plain.headers.get("location")).error).toBe("invalid_request");
  });

  it("lets an access token live for an hour", async () => {
    const { access_token } = h.api.tokens();
    h.clock.advance(HOUR - 1);
    expect((await account(access_token)).status).toBe(200);
    h.clock.advance(1);
    expect((await account(access_token)).status).toBe(401);
  });

  it("kills both old tokens with a refresh", async () => {
    const first = h.api.tokens();
    const second = (await refresh(first.refresh_token)).json;
    expect((await account(first.access_token)).status).toBe(401);
    expect((await refresh(first.refresh_token)).json.error).toBe("invalid_grant");
    expect((await account(second.access_token)).status).toBe(200);
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it("keeps the refresh token where the switch says so", async () => {
    h.api.setSwitches({ rotateRefreshTokens: false });
    const first = h.api.tokens();
    const second = (await refresh(first.refresh_token)).json;
    expect(second.refresh_token).toBeUndefined();
    expect((await account(second.access_token)).status).toBe(200);
    expect((await refresh(first.refresh_token)).status).toBe(200);
  });

  it("revokes for HTTP Basic only, both tokens of a pair, and says yes to a dead one", async () => {
    const pair = h.api.tokens();
    const fields = { token: String(pair.refresh_token), token_type_hint: "refresh_token" };
    expect((await h.form("/oauth/revoke", { ...fields, ...CLIENT_FIELDS })).status).toBe(403);
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${CLIENT.clientId}:${secret}`).toString("base64url")}`,
    });
    expect((await h.form("/oauth/revoke", fields, basic("wrong"))).status).toBe(403);
    expect((await account(pair.access_token)).status).toBe(200);
    expect((await h.form("/oauth/revoke", fields, basic(CLIENT.clientSecret))).status).toBe(200);
    expect((await h.form("/oauth/revoke", fields, basic(CLIENT.clientSecret))).status).toBe(200);
    expect((await account(pair.access_token)).status).toBe(401);
    expect((await refresh(pair.refresh_token)).status).toBe(400);
  });

  it("tells about a token", async () => {
    const { access_token } = h.api.tokens(undefined, "account.sync");
    h.clock.advance(10 * MINUTE);
    const ask = (access: string) =>
      h.request("GET", "/oauth/token/info", undefined, { authorization: `Bearer ${access}` });
    expect((await ask(access_token)).json).toMatchObject({
      account_id: "acchw7k2q9",
      scope: ["account.sync"],
      expires_in: 3000,
      application: { uid: CLIENT.clientId },
    });
    expect((await ask("unknown")).json.error).toBe("invalid_token");
  });

  it("refuses a wrong client and another kind of grant", async () => {
    const wrong = await token({ grant_type: "refresh_token", client_secret: "another" });
    expect([wrong.status, wrong.json.error]).toEqual([401, "invalid_client"]);
    const password = await token({ grant_type: "password" });
    expect([password.status, password.json.error]).toEqual([400, "unsupported_grant_type"]);
  });
});

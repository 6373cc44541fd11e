import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLIENT, type Harness, HOUR, MINUTE, startForTest } from "./testing";

const CALLBACK = "http://127.0.0.1:9/callback";
let t: Harness;
beforeEach(async () => {
  t = await startForTest();
});
afterEach(() => t.sim.close());

const client = { client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret };
const authPath = (more: Record<string, string> = {}) =>
  `/oauth2/auth?${new URLSearchParams({
    client_id: CLIENT.clientId,
    redirect_uri: CALLBACK,
    response_type: "code",
    scope: "full_read_write offline",
    state: "st-1",
    ...more,
  })}`;
const decide = async (decision: string, more: Record<string, string> = {}) => {
  const answer = await t.form(authPath(more), { decision, organization: "org_harbour_works" });
  return new URL(answer.headers.get("location") ?? "");
};
const exchange = (code: string) =>
  t.form("/oauth2/token", { grant_type: "authorization_code", code, ...client });
const refresh = (token: string) =>
  t.form("/oauth2/token", { grant_type: "refresh_token", refresh_token: token, ...client });

describe("OAuth", () => {
  it("offers the organizations and gives state and scope back with the code", async () => {
    const page = await t.request("GET", authPath());
    expect(page.status).toBe(200);
    expect(page.text).toContain("Harbour Works Doors");
    const back = await decide("allow");
    expect(back.searchParams.get("state")).toBe("st-1");
    expect(back.searchParams.get("scope")).toBe("full_read_write offline");
    expect(back.searchParams.get("code")).toBeTruthy();
  });

  it("says access_denied with the state when the person denies", async () => {
    const back = await decide("deny");
    expect(back.searchParams.get("error")).toBe("access_denied");
    expect(back.searchParams.get("state")).toBe("st-1");
    expect(back.searchParams.get("code")).toBeNull();
  });

  it("never redirects for an unknown client or a redirect URI that is none", async () => {
    for (const more of [{ client_id: "other" }, { redirect_uri: "nonsense" }]) {
      const answer = await t.request("GET", authPath(more));
      expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
    }
  });

  it("sends wrong response types and scopes back as errors", async () => {
    const type = await t.request("GET", authPath({ response_type: "token" }));
    expect(type.headers.get("location")).toContain("error=unsupported_response_type");
    const scope = await t.request("GET", authPath({ scope: "everything" }));
    expect(scope.headers.get("location")).toContain("error=invalid_scope");
  });

  it("takes a code once only", async () => {
    const code = t.api.code(CALLBACK);
    expect((await exchange(code)).status).toBe(200);
    const again = await exchange(code);
    expect([again.status, again.json.error]).toEqual([400, "invalid_grant"]);
  });

  it("refuses a code from its fifteenth minute on", async () => {
    const [early, late] = [t.api.code(CALLBACK), t.api.code(CALLBACK)];
    t.clock.advance(15 * MINUTE - 1);
    expect((await exchange(early)).status).toBe(200);
    t.clock.advance(1);
    expect((await exchange(late)).json.error).toBe("invalid_grant");
  });

  it("lets an access token live for one hour", async () => {
    const { json } = await exchange(t.api.code(CALLBACK));
    expect(json.expires_in).toBe(3600);
    t.use(String(json.access_token));
    t.clock.advance(HOUR - 1);
    expect((await t.get("/organization")).status).toBe(200);
    t.clock.advance(1);
    expect((await t.get("/organization")).status).toBe(401);
  });

  it("rotates refresh tokens and refuses the old one", async () => {
    const first = t.api.tokens().refresh_token ?? "";
    const second = await refresh(first);
    expect(second.json.refresh_token).not.toBe(first);
    expect((await refresh(first)).json.error).toBe("invalid_grant");
    expect((await refresh(String(second.json.refresh_token))).status).toBe(200);
  });

  it("takes the old refresh token for another minute when the switch gives grace", async () => {
    t.api.setSwitches({ rotationGrace: true });
    const first = t.api.tokens().refresh_token ?? "";
    await refresh(first);
    t.clock.advance(MINUTE - 1);
    expect((await refresh(first)).status).toBe(200);
    t.clock.advance(1);
    expect((await refresh(first)).status).toBe(400);
  });

  it("keeps one refresh token and answers none when rotation is off", async () => {
    t.api.setSwitches({ rotateRefreshTokens: false });
    const first = t.api.tokens().refresh_token ?? "";
    expect((await refresh(first)).json.refresh_token).toBeUndefined();
    expect((await refresh(first)).status).toBe(200);
  });

  it("gives a refresh token only for the offline scope, and none when the switch omits it", async () => {
    const online = await exchange(t.api.code(CALLBACK, undefined, "full_read_write"));
    expect(online.json.refresh_token).toBeUndefined();
    t.api.setSwitches({ omitRefreshToken: true });
    expect((await exchange(t.api.code(CALLBACK))).json.refresh_token).toBeUndefined();
  });

  it("answers 401 invalid_client for a wrong secret and takes HTTP Basic", async () => {
    const fields = { grant_type: "authorization_code", code: t.api.code(CALLBACK) };
    const wrong = await t.form("/oauth2/token", {
      ...fields,
      client_id: CLIENT.clientId,
      client_secret: "x",
    });
    expect([wrong.status, wrong.json.error]).toEqual([401, "invalid_client"]);
    const basic = `Basic ${Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString("base64")}`;
    expect((await t.form("/oauth2/token", fields, { authorization: basic })).status).toBe(200);
  });

  it("revokes every token at once on demand", async () => {
    const { refresh_token = "" } = t.api.tokens();
    t.api.revokeTokens();
    expect((await t.get("/organization")).status).toBe(401);
    expect((await refresh(refresh_token)).json.error).toBe("invalid_grant");
  });

  it("refuses unknown bearers, and writes with a read-only scope", async () => {
    t.use("at_unknown");
    expect((await t.get("/members")).json.type).toBe("unauthorized");
    t.use(t.api.tokens(undefined, "full_read_only").access_token);
    expect((await t.get("/members")).status).toBe(200);
    expect((await t.post("/members", { name: "Ana" })).status).toBe(403);
  });
});

import { describe, expect, it } from "vitest";
import { manualClock } from "@/lib/clock";
import type { FetchLike } from "../contract";
import type { OAuthFlow } from "../sign-in";
import { failureOf } from "../testing/failure-of";
import { doorflow } from "./definition";

const clock = manualClock(new Date("2026-03-02T10:00:00Z"));
const operator = { clientId: "client-1", clientSecret: "s3cret-canary" };

function flow(): OAuthFlow {
  if (doorflow.auth.kind !== "oauth2") throw new Error("not OAuth");
  return doorflow.auth;
}
function answering(status: number, body: unknown) {
  const sent: { url: string; fields: URLSearchParams }[] = [];
  const fetch: FetchLike = async (url, init) => {
    sent.push({ url, fields: new URLSearchParams(String(init.body)) });
    const isPage = typeof body === "string";
    const headers = { "content-type": isPage ? "text/html" : "application/json" };
    return new Response(isPage ? body : JSON.stringify(body), { status, headers });
  };
  return { sent, call: { operator, settings: {}, secrets: {}, fetch, clock, timeoutMs: 1_000 } };
}
const exchange = { code: "code-canary", redirectUri: "https://lintel.example.test/cb", codeVerifier: "ver" };

describe("doorflow OAuth", () => {
  it("sends the browser to the sign-in page with everything that will be needed, PKCE, and no secret", () => {
    const url = new URL(
      flow().authorizeUrl({
        operator,
        settings: {},
        redirectUri: "https://lintel.example.test/cb",
        state: "st&te",
        codeChallenge: "challenge",
      }),
    );
    expect(`${url.origin}${url.pathname}`).toBe("https://admin.doorflow.com/oauth/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: "client-1",
      redirect_uri: "https://lintel.example.test/cb",
      state: "st&te",
      code_challenge: "challenge",
      code_challenge_method: "S256",
      scope: expect.any(String),
    });
    expect(url.searchParams.get("scope")?.split(" ").sort()).toEqual([
      "account.channel.readonly",
      "account.credential_type.readonly",
      "account.event.access.readonly",
      "account.group.readonly",
      "account.group_reservation",
      "account.person",
      "account.site.readonly",
      "account.sync",
    ]);
  });

  it("keeps the old refresh token where the answer has none, but connects nothing without one", async () => {
    const vendor = answering(200, { access_token: "at", expires_in: 60 });
    expect(await flow().refresh({ ...vendor.call, refreshToken: "rt" })).toEqual({
      accessToken: "at",
      refreshToken: null,
      expiresAt: new Date("2026-03-02T10:01:00Z"),
    });
    expect(vendor.sent[0]?.url).toBe("https://api.doorflow.com/oauth/token");
    expect((await failureOf(flow().exchange({ ...vendor.call, ...exchange }))).kind).toBe("invalid_request");
  });

  // Without it every booking would be written, and no door would ever hear of one.
  it("names the scope without which nothing would reach a door", async () => {
    const scope = "account.person account.group.readonly account.group_reservation";
    const vendor = answering(200, { access_token: "at", refresh_token: "rt", expires_in: 60, scope });
    expect(await failureOf(flow().exchange({ ...vendor.call, ...exchange }))).toMatchObject({
      kind: "permission_denied",
      details: { permission: "account.sync" },
    });
  });

  it.each([
    [400, { error: "invalid_grant", error_description: "refresh-canary" }, "credentials_invalid"],
    [401, { error: "invalid_grant" }, "credentials_invalid"],
    // The operator's mistake: no admin could mend it by reconnecting.
    [401, { error: "invalid_client", error_description: "s3cret-canary" }, "permission_denied"],
    [400, { error: "unauthorized_client" }, "permission_denied"],
    [400, { error: "invalid_request" }, "invalid_request"],
    [403, "<h1>Request blocked</h1>", "unavailable"],
    [429, { error: "rate_limited" }, "rate_limited"],
    [503, "<h1>down</h1>", "unavailable"],
    [200, "<html>sign in</html>", "unexpected_response"],
    [200, { access_token: "" }, "unexpected_response"],
  ])("answers %i %j with %s, in one call and without secrets", async (status, body, kind) => {
    const vendor = answering(status, body);
    const error = await failureOf(flow().refresh({ ...vendor.call, refreshToken: "refresh-canary" }));
    expect(error.kind).toBe(kind);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/canary/);
    expect(vendor.sent).toHaveLength(1);
  });

  it("calls nobody while the operator has set nothing up", async () => {
    const vendor = answering(200, {});
    const call = { ...vendor.call, operator: { clientId: "client-1" }, refreshToken: "r" };
    expect(await failureOf(flow().refresh(call))).toMatchObject({
      kind: "unsupported",
      details: { field: "clientSecret" },
    });
    expect(vendor.sent).toEqual([]);
  });
});

describe("doorflow definition", () => {
  it("asks for nothing but a sign-in, then for the site, and has the defaults of the native integration", () => {
    expect(doorflow.connectFields).toEqual([]);
    expect(doorflow.settings.filter((field) => field.required).map((field) => field.label)).toEqual([
      "Check in customers at",
    ]);
    expect([doorflow.leadMinutes, doorflow.lagMinutes, doorflow.pushAheadDays]).toEqual([15, 15, 14]);
    expect(doorflow.presence).toBe("per_door");
  });

  it("has a facet or method exactly where a capability says yes", () => {
    const connector = doorflow.create({
      clock,
      fetch: () => Promise.reject(new Error("no call is made")),
      log: () => undefined,
      timeoutMs: 1_000,
      tokens: { current: async () => "", renew: async () => "" },
      operator,
      settings: {},
      secrets: {},
    });
    expect(connector.flush).toBeDefined();
    expect(connector.readOpenings).toBeDefined();
    expect(connector.removePerson).toBeDefined();
    expect([
      connector.setSuspended,
      connector.guestLinks,
      connector.passInvitations,
      connector.explainAbsence,
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

import { describe, expect, it } from "vitest";
import { manualClock } from "@/lib/clock";
import type { FetchLike } from "../contract";
import { VendorError } from "../errors";
import type { OAuthFlow } from "../sign-in";
import { brivo } from "./definition";

const clock = manualClock(new Date("2026-03-02T10:00:00Z"));
const operator = {
  usClientId: "client-us",
  usClientSecret: "s3cret-canary",
  euClientId: "client-eu",
  euClientSecret: "s3cret-canary-eu",
};
const secrets = { apiKey: "key-canary" };

function flow(): OAuthFlow {
  if (brivo.auth.kind !== "oauth2") throw new Error("not OAuth");
  return brivo.auth;
}
async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  if (error instanceof VendorError) return error;
  throw new Error("did not fail with a VendorError");
}
function answering(status: number, body: unknown) {
  const sent: { url: string; headers: Headers }[] = [];
  const fetch: FetchLike = async (url, init) => {
    sent.push({ url, headers: new Headers(init.headers) });
    const isPage = typeof body === "string";
    const headers = { "content-type": isPage ? "text/html" : "application/json" };
    return new Response(isPage ? body : JSON.stringify(body), { status, headers });
  };
  const call = (region: string) => ({
    operator,
    settings: { region },
    secrets,
    fetch,
    clock,
    timeoutMs: 1_000,
  });
  return { sent, call };
}

describe("brivo OAuth", () => {
  it("sends the browser to the region that was chosen, with the state and no secret", () => {
    const url = (region: string) =>
      flow().authorizeUrl({
        operator,
        settings: { region },
        redirectUri: "https://lintel.example.test/cb",
        state: "st&te",
        codeChallenge: null,
      });
    expect(url("us")).toBe(
      "https://auth.brivo.com/oauth/authorize?response_type=code&client_id=client-us&state=st%26te",
    );
    expect(url("eu")).toContain("https://auth.eu.brivo.com/oauth/authorize?");
    expect(url("eu")).toContain("client_id=client-eu");
    expect(() => url("mars")).toThrow("no region was chosen");
  });

  it("shows client and API key of that region to its token endpoint alone", async () => {
    const vendor = answering(200, { access_token: "at", expires_in: 300 });
    await flow().refresh({ ...vendor.call("eu"), refreshToken: "refresh-canary" });
    const [{ url, headers } = { url: "", headers: new Headers() }] = vendor.sent;
    expect(url).toBe("https://auth.eu.brivo.com/oauth/token");
    expect(headers.get("api-key")).toBe("key-canary");
    expect(headers.get("authorization")).toBe(`Basic ${btoa("client-eu:s3cret-canary-eu")}`);
  });

  it("says which region the operator has not set up, before it calls anybody", async () => {
    const vendor = answering(200, {});
    const { euClientSecret: _none, ...incomplete } = operator;
    const call = { ...vendor.call("eu"), operator: incomplete, refreshToken: "r" };
    expect(await failureOf(flow().refresh(call))).toMatchObject({
      kind: "unsupported",
      details: { field: "region" },
    });
    expect(vendor.sent).toEqual([]);
  });

  it.each([
    [400, { error: "invalid_grant", error_description: "refresh-canary" }, "credentials_invalid"],
    [401, { error: "invalid_grant" }, "credentials_invalid"],
    // The operator's mistake: no admin could mend it by reconnecting.
    [401, { status: 401, error: "Unauthorized", message: "s3cret-canary" }, "permission_denied"],
    [401, { error: "unauthorized" }, "permission_denied"],
    [403, "<h1>403 Developer Inactive</h1>", "credentials_invalid"],
    [403, "<h1>403 Developer Over Rate</h1>", "rate_limited"],
    [403, "<h1>Request blocked</h1>", "unavailable"],
    [415, { error: "Unsupported Media Type" }, "invalid_request"],
    [503, "<h1>down</h1>", "unavailable"],
    [200, "<html>sign in</html>", "unexpected_response"],
    // Without the seconds it lives, nobody would know when to renew it.
    [200, { access_token: "at", refresh_token: "rt" }, "unexpected_response"],
  ])("answers %i %j with %s, in one call and without secrets", async (status, body, kind) => {
    const vendor = answering(status, body);
    const error = await failureOf(flow().refresh({ ...vendor.call("us"), refreshToken: "refresh-canary" }));
    expect(error.kind).toBe(kind);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/canary/);
    expect(vendor.sent).toHaveLength(1);
  });
});

describe("brivo definition", () => {
  it("asks for region and API key, keeps the key secret, and counts calls by it", () => {
    const secret = brivo.connectFields.filter((field) => field.secret).map((field) => field.key);
    expect(secret).toEqual(["apiKey"]);
    expect(brivo.limits).toMatchObject({ key: "api-key", keyField: "apiKey" });
    expect([brivo.leadMinutes, brivo.lagMinutes, brivo.presence]).toEqual([10, 15, "per_door"]);
  });

  it("has a facet or method exactly where a capability says yes", () => {
    const connector = brivo.create({
      clock,
      fetch: () => Promise.reject(new Error("no call is made")),
      log: () => undefined,
      timeoutMs: 1_000,
      tokens: { current: async () => "", renew: async () => "" },
      operator,
      settings: { region: "us" },
      secrets,
    });
    expect(connector.passInvitations).toBeDefined();
    expect(connector.setSuspended).toBeDefined();
    expect(connector.readOpenings).toBeDefined();
    expect([connector.flush, connector.guestLinks, connector.explainAbsence]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

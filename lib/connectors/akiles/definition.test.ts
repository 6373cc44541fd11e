import { describe, expect, it } from "vitest";
import { manualClock } from "@/lib/clock";
import type { FetchLike } from "../contract";
import { VendorError } from "../errors";
import { definitionOf, definitions } from "../registry";
import type { OAuthFlow } from "../sign-in";
import { akiles } from "./definition";

const clock = manualClock(new Date("2026-03-02T10:00:00Z"));
const operator = {
  apiUrl: "https://api.example.test/v2",
  authUrl: "https://auth.example.test/oauth2",
  clientId: "client",
  clientSecret: "s3cret-canary",
};

function flow(): OAuthFlow {
  if (akiles.auth.kind !== "oauth2") throw new Error("not OAuth");
  return akiles.auth;
}

function answering(status: number, body: unknown) {
  const sent: { url: string; form: Record<string, string> }[] = [];
  const fetch: FetchLike = async (url, init) => {
    sent.push({ url, form: Object.fromEntries(new URLSearchParams(String(init.body))) });
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  };
  return { sent, call: { operator, settings: {}, secrets: {}, fetch, clock, timeoutMs: 1_000 } };
}

const exchange = ({ call }: ReturnType<typeof answering>) =>
  flow().exchange({
    ...call,
    code: "code-canary",
    redirectUri: "https://lintel.example.test/cb",
    codeVerifier: null,
  });
const refresh = ({ call }: ReturnType<typeof answering>) =>
  flow().refresh({ ...call, refreshToken: "refresh-canary" });

async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  if (error instanceof VendorError) return error;
  throw new Error("did not fail as a VendorError");
}

describe("akiles OAuth", () => {
  it("asks for offline access and carries the state", () => {
    const url = new URL(
      flow().authorizeUrl({
        operator,
        settings: {},
        redirectUri: "https://lintel.example.test/cb?x=1",
        state: "st&te",
        codeChallenge: null,
      }),
    );
    expect(`${url.origin}${url.pathname}`).toBe("https://auth.example.test/oauth2/auth");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: "client",
      redirect_uri: "https://lintel.example.test/cb?x=1",
      response_type: "code",
      scope: "full_read_write offline",
      state: "st&te",
    });
    expect(url.search).not.toContain("s3cret");
  });

  it("exchanges a code with the secret in the body", async () => {
    const vendor = answering(200, {
      access_token: "at",
      refresh_token: "rt",
      expires_in: 3600,
      token_type: "bearer",
      scope: "x",
    });
    expect(await exchange(vendor)).toEqual({
      accessToken: "at",
      refreshToken: "rt",
      expiresAt: new Date("2026-03-02T11:00:00Z"),
    });
    expect(vendor.sent).toEqual([
      {
        url: "https://auth.example.test/oauth2/token",
        form: {
          grant_type: "authorization_code",
          code: "code-canary",
          redirect_uri: "https://lintel.example.test/cb",
          client_id: "client",
          client_secret: "s3cret-canary",
        },
      },
    ]);
  });

  it("refuses a connection that would die within the hour", async () => {
    const error = await failureOf(exchange(answering(200, { access_token: "at", expires_in: 3600 })));
    expect(error).toMatchObject({ kind: "invalid_request", details: { field: "scope" } });
  });

  it("takes a rotated refresh token, and says null when the old one stays", async () => {
    const rotated = answering(200, { access_token: "at2", refresh_token: "rt2", expires_in: "60" });
    expect(await refresh(rotated)).toEqual({
      accessToken: "at2",
      refreshToken: "rt2",
      expiresAt: new Date("2026-03-02T10:01:00Z"),
    });
    expect(rotated.sent[0]?.form).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "refresh-canary",
    });
    expect((await refresh(answering(200, { access_token: "at2" }))).refreshToken).toBeNull();
  });

  it.each([
    [400, { error: "invalid_grant", error_description: "code-canary" }, "credentials_invalid"],
    [401, { error: "invalid_grant" }, "credentials_invalid"],
    // The operator's mistake: no admin could mend it by reconnecting.
    [401, { error: "invalid_client" }, "permission_denied"],
    [400, { error: "invalid_request" }, "invalid_request"],
    [503, "down", "unavailable"],
    [200, "<html>sign in</html>", "unexpected_response"],
    [200, { token_type: "bearer" }, "unexpected_response"],
  ])("answers %i %j with %s, in one call and without secrets", async (status, body, kind) => {
    const vendor = answering(status, body);
    for (const error of [await failureOf(exchange(vendor)), await failureOf(refresh(vendor))]) {
      expect(error.kind).toBe(kind);
      expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/canary/);
    }
    expect(vendor.sent).toHaveLength(2);
  });

  it("says which operator key is missing before it calls anybody", async () => {
    const vendor = answering(200, {});
    const { clientSecret: _left, ...incomplete } = operator;
    const error = await failureOf(
      flow().refresh({ ...vendor.call, operator: incomplete, refreshToken: "r" }),
    );
    expect(error).toMatchObject({ kind: "unsupported", details: { field: "clientSecret" } });
    expect(vendor.sent).toHaveLength(0);
  });
});

describe("registry", () => {
  it("finds every definition by its id and no other", () => {
    expect(definitions.map((d) => definitionOf(d.id))).toEqual([...definitions]);
    expect(new Set(definitions.map((d) => d.id)).size).toBe(definitions.length);
    expect(definitionOf("unheard-of")).toBeNull();
    expect(definitionOf("constructor")).toBeNull();
  });
});

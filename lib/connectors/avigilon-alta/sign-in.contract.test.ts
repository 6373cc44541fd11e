import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/avigilon-alta/seed";
import { VendorError } from "../errors";
import type { SignInCall } from "../sign-in";
import { altaSession } from "./sign-in";
import { type AltaHarness, avigilonAltaHarness } from "./testing";

const DAY_MS = 86_400_000;

let h: AltaHarness;
beforeEach(async () => {
  h = await avigilonAltaHarness();
});
afterEach(() => h.close());

const signIn = (settings: Record<string, string> = {}, password?: string) =>
  altaSession.signIn({
    ...h.signIn,
    settings: { ...h.signIn.settings, ...settings },
    ...(password === undefined ? {} : { secrets: { password } }),
  } satisfies SignInCall);

async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  if (error instanceof VendorError) return error;
  throw new Error("did not fail with a VendorError", { cause: error });
}
const sent = () => h.faults.calls.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
const username = () => h.signIn.settings.username ?? "";

describe("signing in", () => {
  it("gives a session that is good until the vendor says, in the form the vendor takes", async () => {
    const session = await signIn();
    expect(session.refreshToken).toBeNull();
    expect(session.accessToken).toMatch(/^Bearer /);
    expect(session.expiresAt).toEqual(new Date(h.time.now().getTime() + 14 * DAY_MS));
    expect(sent()).toEqual(["POST /auth/login", `GET /orgs/${SEED.org}/groups`]);
    h.simulator.api.setSwitches({ acceptsBearer: false, tellsExpiry: false });
    const bare = await signIn();
    expect(bare.accessToken).not.toMatch(/^Bearer/);
    expect(bare.expiresAt).toEqual(new Date(h.time.now().getTime() + DAY_MS / 2));
  });

  it("signs in to Europe where that was chosen, and tells nothing to the other region", async () => {
    const session = await signIn({
      region: "eu",
      username: `eu-${username()}`,
      organizationId: String(SEED.euOrg),
    });
    expect(session.accessToken).toMatch(/^Bearer /);
    expect(sent()).toEqual(["POST /eu/auth/login", `GET /eu/orgs/${SEED.euOrg}/groups`]);
  });

  // Wrong passwords are counted and lock the account: one that is wrong is sent once, and nowhere else.
  it("sends a wrong password once, and points to it", async () => {
    const error = await failureOf(signIn({}, "wrong-canary"));
    expect(error).toMatchObject({ kind: "credentials_invalid", details: { field: "password", status: 401 } });
    expect(sent()).toEqual(["POST /auth/login"]);
    expect(h.simulator.api.badLogins(username())).toBe(1);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain("canary");
  });

  it("points to the organization id when the account is in another one, or when it is no number", async () => {
    const other = await failureOf(signIn({ organizationId: String(SEED.euOrg) }));
    expect(other).toMatchObject({ kind: "credentials_invalid", details: { field: "organizationId" } });
    expect(h.simulator.api.badLogins(username())).toBe(0);
    const calls = sent().length;
    const none = await failureOf(signIn({ organizationId: "acme" }));
    expect(none).toMatchObject({ kind: "credentials_invalid", details: { field: "organizationId" } });
    expect(sent()).toHaveLength(calls);
  });

  it("points to the region when there is nothing to sign in to, without trying the other one", async () => {
    h.simulator.api.setSwitches({ wrongRegion: "not_found" });
    expect(await failureOf(signIn({ region: "eu" }))).toMatchObject({
      kind: "credentials_invalid",
      details: { field: "region" },
    });
    h.faults.breakNext({
      kind: "answer",
      status: 403,
      headers: { "content-type": "text/html" },
      body: "<html>",
    });
    expect((await failureOf(signIn())).details.field).toBe("region");
    expect(sent()).toEqual(["POST /eu/auth/login", "POST /auth/login"]);
  });

  it("cannot tell a wrong region that answers as to a wrong password, and says password", async () => {
    expect((await failureOf(signIn({ region: "eu" }))).details.field).toBe("password");
    expect(sent()).toEqual(["POST /eu/auth/login"]);
  });

  it.each([
    [
      "mfa_required",
      "username",
      (name: string) =>
        h.simulator.api.addAccount({ email: name, password: "password-canary", totpCode: "1" }),
    ],
    [
      "sso_account",
      "username",
      (name: string) => h.simulator.api.addAccount({ email: name, password: "password-canary" }),
    ],
    [
      "locked",
      "password",
      (name: string) => h.simulator.api.addAccount({ email: name, password: "another-one" }),
    ],
  ] as const)("says why an account cannot be used: %s", async (code, field, make) => {
    const name = "service@example.test";
    make(name);
    if (code === "sso_account") h.simulator.api.setPassword(name, null);
    if (code === "locked") for (let n = 0; n < 5; n += 1) await failureOf(signIn({ username: name }));
    const error = await failureOf(signIn({ username: name }));
    expect(error).toMatchObject({ kind: "credentials_invalid", details: { field, vendorCode: code } });
  });

  it.each([
    [429, "{}", "rate_limited"],
    [403, '{"message":"Too many requests"}', "permission_denied"],
    [503, "down", "unavailable"],
    [201, '{"data":{}}', "unexpected_response"],
    [201, "", "unexpected_response"],
  ])("takes %i %s as %s, never as a wrong password", async (status, body, kind) => {
    h.faults.breakNext({ kind: "answer", status, body });
    expect((await failureOf(signIn())).kind).toBe(kind);
    expect(sent()).toHaveLength(1);
  });

  it("names what the account may not do", async () => {
    h.simulator.api.setScope(username(), ["site:r"]);
    const error = await failureOf(signIn());
    expect(error).toMatchObject({
      kind: "permission_denied",
      details: { field: "username", permission: "user:r" },
    });
  });
});

describe("a session", () => {
  it("that ended in mid-run is renewed once", async () => {
    h.simulator.api.revokeSessions();
    await h.connector.verify();
    expect(h.renewals()).toBe(1);
  });

  it("names account and sites when it is looked at", async () => {
    expect(await h.connector.verify()).toEqual({
      accountId: String(SEED.org),
      accountLabel: `Harbour Works (organization ${SEED.org})`,
    });
  });
});

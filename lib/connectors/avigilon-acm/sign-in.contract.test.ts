import { afterEach, expect, it } from "vitest";
import type { Switches } from "@/e2e/simulators/avigilon-acm/switches";
import { VendorError } from "../errors";
import type { SignInCall } from "../sign-in";
import { readSession } from "./session-token";
import { acmSignIn } from "./sign-in";
import { ACCOUNT, type AcmHarness, acmHarness } from "./testing";

let h: AcmHarness;
afterEach(() => h.close());

/** Other behaviours hold from the sign-in on that a test makes; the harness has signed in once before. */
const start = async (switches: Partial<Switches> = {}) => {
  h = await acmHarness();
  h.simulator.api.setSwitches(switches);
  h.simulator.api.requests.reset();
};
const signIn = (more: Partial<SignInCall> = {}) => acmSignIn.signIn({ ...h.signInCall, ...more });
const refused = async (more: Partial<SignInCall> = {}): Promise<VendorError> => {
  const error = await signIn(more).catch((e: unknown) => e);
  if (error instanceof VendorError) return error;
  throw new Error("was let in");
};
const wrong = { secrets: { password: "wrong-password-canary" } };

it.each([
  { loginBody: "form", csrfFrom: "meta" },
  { loginBody: "json", csrfFrom: "cookie" },
] as const)("opens a session with %o, by one password tried", async (switches) => {
  await start(switches);
  const { accessToken, refreshToken, expiresAt } = await signIn();
  const session = readSession(accessToken);
  expect(session).toMatchObject({
    cookie: expect.stringContaining("_session_id="),
    csrf: expect.stringMatching(/.{10}/),
  });
  expect(refreshToken).toBeNull();
  expect(expiresAt.getTime()).toBeGreaterThan(h.time.now().getTime());
  expect(accessToken).not.toContain(ACCOUNT.password);
});

it.each(["form_again", "redirect", "401"] as const)(
  "a wrong password told by %s is one wrong password, on the field password",
  async (wrongLogin) => {
    for (const loginBody of ["form", "json"] as const) {
      await start({ wrongLogin, loginBody });
      const error = await refused(wrong);
      expect([error.kind, error.details.field]).toEqual(["credentials_invalid", "password"]);
      expect(h.simulator.api.wrongLogins).toBe(1);
      expect(`${error.stack}${JSON.stringify(error)}`).not.toContain("canary");
      await h.close();
    }
    await start();
  },
);

it("says so of a locked account and of a password that must be changed first", async () => {
  await start({ lockAfter: 1 });
  await refused(wrong);
  expect((await refused()).kind).toBe("credentials_invalid");
  h.simulator.api.setAccount({ unlock: true, mustChangePassword: true });
  expect((await refused()).details).toMatchObject({ field: "password", vendorCode: "password_change_due" });
});

it("HTTP Basic: proves the password with one call, and says so where the server takes none", async () => {
  await start({ basic: "xml" });
  const basic = { settings: { ...h.signInCall.settings, access: "basic" } };
  const { accessToken } = await signIn(basic);
  expect(accessToken).toBe('{"basic":true}');
  const error = await refused({ ...basic, ...wrong });
  expect([error.kind, error.details.field]).toEqual(["credentials_invalid", "password"]);
  expect(h.simulator.api.wrongLogins).toBe(1);
  h.simulator.api.setSwitches({ basic: "off" });
  expect((await refused(basic)).details.field).toBe("access");
});

it("something else than ACM is about the address, and is not sent the password twice", async () => {
  await start();
  const bodies: string[] = [];
  const elsewhere = (status: number): Partial<SignInCall> => ({
    fetch: async (_url, init) => {
      bodies.push(String(init.body));
      return new Response("<html>Not found</html>", { status, headers: { "content-type": "text/html" } });
    },
  });
  const error = await refused(elsewhere(404));
  expect([error.kind, error.details.field]).toEqual(["unexpected_response", "server"]);
  expect(bodies).toHaveLength(1);
  expect((await refused(elsewhere(503))).kind).toBe("unavailable");
  expect((await refused(elsewhere(429))).kind).toBe("rate_limited");
  expect((await refused({ settings: { server: "http://acm.example.test" } })).details.field).toBe("server");
});

it("sends nothing to a server with another certificate", async () => {
  await start();
  await h.simulator.api.rotateCertificate();
  expect((await refused()).kind).toBe("server_untrusted");
  expect(h.simulator.api.requests.read().total).toBe(0);
});

it("a kept session that cannot be read asks for a new sign-in by an admin", () => {
  for (const token of ["", "{}", '{"cookie":""}', "Bearer x"])
    expect(() => readSession(token)).toThrowError(expect.objectContaining({ kind: "credentials_invalid" }));
});

import type { CallLog } from "../contract";
import { VendorError } from "../errors";
import { createHttp } from "../http";
import type { Failure } from "../http-errors";
import { parseAnswer } from "../parse";
import type { SessionFlow, SignInCall } from "../sign-in";
import { baseUrlOf } from "./endpoints";
import { classify, messageOf } from "./failures";
import { sessionSchema } from "./schemas";

/** When a sign-in answer names no end. Source of the usual fourteen days: recorded results of a public client. */
const UNKNOWN_LIFETIME_MS = 12 * 3_600_000;

const refused = (
  field: string,
  what: string,
  more: { readonly status?: number; readonly vendorCode?: string } = {},
) => new VendorError("credentials_invalid", `avigilon-alta sign_in: ${what}`, { field, ...more });

/**
 * Why a sign-in was refused, and which input that points to. What the vendor answers to an account of the other region is
 * not known: where it says that there is no such thing, or something else than its API answers, the region is to be
 * checked; where it says what it says to a wrong password, nobody could tell the two apart.
 */
function classifySignIn({ status, isHtml, body }: Failure): VendorError | null {
  if (status === 404 || (isHtml && status < 500))
    return refused("region", "nothing to sign in to", { status });
  if (status !== 400 && status !== 401 && status !== 403 && status !== 422) return null;
  const text = messageOf(body);
  if (/rate|throttl|too many requests/i.test(text)) return null;
  if (/mfa|totp|multi-?factor/i.test(text))
    return refused("username", "this account asks for a code", { status, vendorCode: "mfa_required" });
  if (/identity provider|sso|single sign/i.test(text))
    return refused("username", "this account signs in elsewhere", { status, vendorCode: "sso_account" });
  if (/lock/i.test(text))
    return refused("password", "the account is locked", { status, vendorCode: "locked" });
  return refused("password", "refused", { status });
}

/**
 * `POST /auth/login` once: a refused sign-in is never followed by a second one, here or in the other region, since wrong
 * passwords are counted. The session carries the form in which the vendor takes it, found by one read.
 * Source: https://openpath.readme.io/reference/login, read 2026-11-29. Bearer or bare: public clients use both.
 */
export const altaSession: SessionFlow = {
  kind: "session",
  async signIn(call) {
    const { username = "", organizationId = "" } = call.settings;
    const { password = "" } = call.secrets;
    if (!/^\d{1,15}$/.test(organizationId))
      throw refused("organizationId", "the organization id is the number in the portal's address");
    const login = client(call, null, classifySignIn);
    const { body } = await login({
      operation: "sign_in",
      method: "POST",
      path: ["auth", "login"],
      json: { email: username.trim(), password },
    });
    const { data } = parseAnswer(sessionSchema, body, "avigilon-alta sign_in");
    if (data.tokenScopeList && !data.tokenScopeList.some(({ org }) => org.id === organizationId))
      throw refused("organizationId", "the account is not in this organization", {
        vendorCode: "other_organization",
      });
    const expiresAt = data.expiresAt ?? new Date(call.clock.now().getTime() + UNKNOWN_LIFETIME_MS);
    return { accessToken: await schemeOf(call, organizationId, data.token), refreshToken: null, expiresAt };
  },
};

async function schemeOf(call: SignInCall, organizationId: string, token: string): Promise<string> {
  for (const session of [`Bearer ${token}`, token]) {
    const read = client(call, session, (failure, operation) =>
      classify(failure, operation, call.clock.now()),
    );
    try {
      await read({
        operation: "sign_in",
        method: "GET",
        path: ["orgs", organizationId, "groups"],
        query: { limit: "1" },
      });
      return session;
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      if (error.kind === "permission_denied")
        throw new VendorError("permission_denied", error.message, { ...error.details, field: "username" });
      if (error.details.status !== 401) throw error;
    }
  }
  throw new VendorError("unexpected_response", "avigilon-alta sign_in: the new session is not taken", {
    status: 401,
  });
}

const client = (
  call: SignInCall,
  session: string | null,
  classifyFailure: (failure: Failure, operation: string) => VendorError | null,
) =>
  createHttp({
    vendor: "avigilon-alta",
    baseUrl: baseUrlOf(call.operator, call.settings),
    fetch: call.fetch,
    clock: call.clock,
    log: noLog,
    timeoutMs: call.timeoutMs,
    classify: classifyFailure,
    ...(session === null ? {} : { headers: { authorization: session } }),
  });

/** A sign-in carries no log; its caller records connects and renewals itself. */
const noLog: CallLog = () => undefined;

import { z } from "zod";
import type { CallLog } from "../contract";
import { VendorError } from "../errors";
import { createHttp } from "../http";
import type { Failure } from "../http-errors";
import { parseAnswer } from "../parse";
import type { OAuthFlow, SignInCall, TokenSet } from "../sign-in";
import { addressOf } from "./endpoints";
import { NEEDED_SCOPES, REQUESTED_SCOPES } from "./failures";

/**
 * OAuth 2.0 authorization code with PKCE (D1, D4 47876, D6 of docs/vendors/doorflow.md). Access tokens live an hour; a
 * refresh ends both old tokens. One page says that only the first answer has a refresh token: a missing one keeps the old.
 * UNVERIFIED: the host of the sign-in page, where the vendor's own SDK differs from its OpenAPI file; `authUrl` sets it.
 */

const DEFAULT_LIFE_SECONDS = 3_600;

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.coerce.number().int().positive().nullish(),
  scope: z.string().nullish(),
});

export const doorflowOAuth: OAuthFlow = {
  kind: "oauth2",
  pkce: true,

  authorizeUrl({ operator, redirectUri, state, codeChallenge }) {
    const query = new URLSearchParams({
      response_type: "code",
      client_id: needed(operator, "clientId"),
      redirect_uri: redirectUri,
      scope: REQUESTED_SCOPES.join(" "),
      state,
      ...(codeChallenge === null ? {} : { code_challenge: codeChallenge, code_challenge_method: "S256" }),
    });
    return `${addressOf(operator, "authUrl")}/oauth/authorize?${query}`;
  },

  async exchange(input) {
    const tokens = await requestTokens(input, "exchange_code", {
      grant_type: "authorization_code",
      code: input.code,
      redirect_uri: input.redirectUri,
      ...(input.codeVerifier === null ? {} : { code_verifier: input.codeVerifier }),
    });
    // Such a connection would die within the hour.
    if (tokens.refreshToken === null)
      throw new VendorError("invalid_request", "doorflow exchange_code: no refresh token was given");
    return tokens;
  },

  refresh: (input) =>
    requestTokens(input, "refresh_token", { grant_type: "refresh_token", refresh_token: input.refreshToken }),
};

/** Errors: `permission_denied` naming the scope when one is missing without which nothing reaches a door. */
async function requestTokens(
  call: SignInCall,
  operation: string,
  fields: Record<string, string>,
): Promise<TokenSet> {
  const http = createHttp({
    vendor: "doorflow",
    baseUrl: addressOf(call.operator, "apiUrl"),
    fetch: call.fetch,
    clock: call.clock,
    log: silent,
    timeoutMs: call.timeoutMs,
    classify: tokenFailure,
  });
  const form = {
    ...fields,
    client_id: needed(call.operator, "clientId"),
    client_secret: needed(call.operator, "clientSecret"),
  };
  const askedAt = call.clock.now();
  const { body } = await http({ operation, method: "POST", path: ["oauth", "token"], form });
  const token = parseAnswer(tokenSchema, body, `doorflow ${operation}`);
  const given = token.scope?.split(/[\s,]+/);
  const missing = given && NEEDED_SCOPES.find((scope) => !given.includes(scope));
  if (missing !== undefined && operation === "exchange_code")
    throw new VendorError("permission_denied", `doorflow ${operation}: a scope was not given`, {
      permission: missing,
    });
  return {
    accessToken: token.access_token,
    refreshToken: token.refresh_token ?? null,
    expiresAt: new Date(askedAt.getTime() + (token.expires_in ?? DEFAULT_LIFE_SECONDS) * 1_000),
  };
}

/** `invalid_grant` alone needs an admin to reconnect; a wrong client is the operator's to mend. */
function tokenFailure({ status, body }: Failure, operation: string): VendorError | null {
  const code = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  const at = `doorflow ${operation}: HTTP ${status}`;
  if ((status === 400 || status === 401) && code === "invalid_grant")
    return new VendorError("credentials_invalid", at, { status, vendorCode: "invalid_grant" });
  if (status === 401 || code === "invalid_client" || code === "unauthorized_client")
    return new VendorError("permission_denied", `${at}, the client of this Lintel is not taken`, {
      status,
      field: "clientSecret",
    });
  return null;
}

function needed(operator: Readonly<Record<string, string>>, key: string): string {
  const value = operator[key];
  if (!value)
    throw new VendorError("unsupported", `doorflow: ${key} is not set up by the operator`, { field: key });
  return value;
}

/** The contract's `SignInCall` carries no log; its caller records connects and renewals itself. */
const silent: CallLog = () => undefined;

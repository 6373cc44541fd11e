import { z } from "zod";
import type { CallLog } from "../contract";
import { VendorError } from "../errors";
import { createHttp } from "../http";
import type { Failure } from "../http-errors";
import { parseAnswer } from "../parse";
import type { OAuthFlow, SignInCall, TokenSet } from "../sign-in";
import { AUTH_URL } from "./endpoints";

/**
 * OAuth 2.0 authorization code, client secret in the body: https://dev.akiles.app/api/authentication,
 * read 2026-11-21. Access tokens live one hour, codes 15 minutes and once. Refresh tokens are treated as
 * rotating: a new one replaces the old one at once; an answer without one keeps it.
 */

/** `offline` is what yields a refresh token. */
const SCOPE = "full_read_write offline";
const DEFAULT_LIFE_SECONDS = 3_600;

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.coerce.number().int().positive().nullish(),
});

export const akilesOAuth: OAuthFlow = {
  kind: "oauth2",
  pkce: false,

  authorizeUrl({ operator, redirectUri, state }) {
    const query = new URLSearchParams({
      client_id: needed(operator, "clientId"),
      redirect_uri: redirectUri,
      response_type: "code",
      scope: SCOPE,
      state,
    });
    return `${authUrl(operator)}/auth?${query}`;
  },

  async exchange(input) {
    const tokens = await requestTokens(input, "exchange_code", {
      grant_type: "authorization_code",
      code: input.code,
      redirect_uri: input.redirectUri,
    });
    // Such a connection would die within the hour.
    if (tokens.refreshToken === null) {
      throw new VendorError("invalid_request", "akiles exchange_code: no refresh token was given", {
        field: "scope",
      });
    }
    return tokens;
  },

  refresh: (input) =>
    requestTokens(input, "refresh_token", { grant_type: "refresh_token", refresh_token: input.refreshToken }),
};

async function requestTokens(
  call: SignInCall,
  operation: string,
  fields: Record<string, string>,
): Promise<TokenSet> {
  const http = createHttp({
    vendor: "akiles",
    baseUrl: authUrl(call.operator),
    fetch: call.fetch,
    clock: call.clock,
    log: silent,
    timeoutMs: call.timeoutMs,
    classify: classifyTokenError,
  });
  const askedAt = call.clock.now();
  const { body } = await http({
    operation,
    method: "POST",
    path: ["token"],
    form: {
      ...fields,
      client_id: needed(call.operator, "clientId"),
      client_secret: needed(call.operator, "clientSecret"),
    },
  });
  const token = parseAnswer(tokenSchema, body, `akiles ${operation}`);
  return {
    accessToken: token.access_token,
    refreshToken: token.refresh_token ?? null,
    expiresAt: new Date(askedAt.getTime() + (token.expires_in ?? DEFAULT_LIFE_SECONDS) * 1_000),
  };
}

/** RFC 6749 5.2. `invalid_grant` needs an admin to reconnect; a wrong client is the operator's to mend. */
function classifyTokenError({ status, body }: Failure, operation: string): VendorError | null {
  if (status !== 400 && status !== 401) return null;
  const code = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  const at = `akiles ${operation}: HTTP ${status}`;
  if (code === "invalid_grant")
    return new VendorError("credentials_invalid", at, { status, vendorCode: code });
  if (code === "invalid_client" || code === "unauthorized_client") {
    return new VendorError("permission_denied", at, { status, vendorCode: code, field: "clientSecret" });
  }
  return null;
}

const authUrl = (operator: Readonly<Record<string, string>>) =>
  (operator.authUrl ?? AUTH_URL).replace(/\/+$/, "");

function needed(operator: Readonly<Record<string, string>>, key: string): string {
  const value = operator[key];
  if (!value)
    throw new VendorError("unsupported", `akiles: ${key} is not set up by the operator`, { field: key });
  return value;
}

/** The contract's `SignInCall` carries no log; its caller records connects and renewals itself. */
const silent: CallLog = () => undefined;

import { z } from "zod";
import type { CallLog } from "../contract";
import { VendorError } from "../errors";
import { createHttp } from "../http";
import type { Failure } from "../http-errors";
import { parseAnswer } from "../parse";
import type { OAuthFlow, SignInCall, TokenSet } from "../sign-in";
import { regionKeys } from "./endpoints";
import { gatewayFailure } from "./failures";

/**
 * OAuth 2.0 authorization code: https://apidocs.brivo.com/access/api-overview.md, read 2026-11-29. Access tokens live
 * 300 s today (59 s in 2017): `expires_in` counts, never a number of ours. UNVERIFIED: life and rotation of refresh
 * tokens; a new one replaces the old at once, and an answer without one keeps it.
 */

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.coerce.number().int().positive(),
});

export const brivoOAuth: OAuthFlow = {
  kind: "oauth2",
  pkce: false,

  /** No `redirect_uri`: public clients send none and the registered one is used. UNVERIFIED: whether one is taken. */
  authorizeUrl({ operator, settings, state }) {
    const { authUrl, clientId } = regionKeys(operator, settings);
    const query = new URLSearchParams({ response_type: "code", client_id: clientId, state });
    return `${authUrl}/oauth/authorize?${query}`;
  },

  async exchange(input) {
    const { clientId, clientSecret } = regionKeys(input.operator, input.settings);
    const tokens = await requestTokens(input, "exchange_code", {
      grant_type: "authorization_code",
      code: input.code,
      redirect_uri: input.redirectUri,
      client_id: clientId,
      client_secret: clientSecret,
    });
    // Such a connection would die within minutes.
    if (tokens.refreshToken === null)
      throw new VendorError("invalid_request", "brivo exchange_code: no refresh token was given");
    return tokens;
  },

  refresh: (input) =>
    requestTokens(input, "refresh_token", { grant_type: "refresh_token", refresh_token: input.refreshToken }),
};

async function requestTokens(
  call: SignInCall,
  operation: string,
  form: Record<string, string>,
): Promise<TokenSet> {
  const { authUrl, clientId, clientSecret } = regionKeys(call.operator, call.settings);
  const apiKey = call.secrets.apiKey ?? "";
  const http = createHttp({
    vendor: "brivo",
    baseUrl: authUrl,
    fetch: call.fetch,
    clock: call.clock,
    log: silent,
    timeoutMs: call.timeoutMs,
    headers: {
      "api-key": apiKey,
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
    },
    classify: (failure, name) => tokenFailure(failure, name, call.clock.now()),
  });
  const askedAt = call.clock.now();
  const { body } = await http({ operation, method: "POST", path: ["oauth", "token"], form });
  const token = parseAnswer(tokenSchema, body, `brivo ${operation}`);
  return {
    accessToken: token.access_token,
    refreshToken: token.refresh_token ?? null,
    expiresAt: new Date(askedAt.getTime() + token.expires_in * 1_000),
  };
}

/** `invalid_grant` needs an admin to reconnect; a wrong client is the operator's to mend, a wrong API key the admin's. */
function tokenFailure(failure: Failure, operation: string, now: Date): VendorError | null {
  const gateway = gatewayFailure(failure, operation, now);
  if (gateway) return gateway;
  const { status, body } = failure;
  if (status !== 400 && status !== 401) return null;
  const code = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  const at = `brivo ${operation}: HTTP ${status}`;
  if (code === "invalid_grant")
    return new VendorError("credentials_invalid", at, { status, vendorCode: "invalid_grant" });
  if (status === 401)
    return new VendorError("permission_denied", `${at}, the client of this Lintel is not taken`, {
      status,
      field: "clientSecret",
    });
  return null;
}

/** The contract's `SignInCall` carries no log; its caller records connects and renewals itself. */
const silent: CallLog = () => undefined;

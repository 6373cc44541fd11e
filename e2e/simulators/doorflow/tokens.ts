import { createHash, randomBytes } from "node:crypto";
import type { Token } from "./model";
import { ALL_SCOPES } from "./scopes";
import type { World } from "./world";

const CODE_MS = 10 * 60_000;
const ACCESS_MS = 60 * 60_000;

const secretText = () => randomBytes(32).toString("base64url");

export interface TokenAnswer {
  access_token: string;
  token_type: "Bearer";
  expires_in: number;
  refresh_token?: string;
  scope: string;
  created_at: number;
}

/** A new pair for an account; `refresh` given = that refresh token goes on serving. */
export function issueTokens(
  world: World,
  accountId: string,
  scope = ALL_SCOPES,
  refresh?: string,
): TokenAnswer {
  const { oauth } = world.state;
  const createdAt = world.nowMs();
  const kept = refresh === undefined ? undefined : oauth.refresh[refresh];
  const token: Token = { accountId, scope, pair: kept?.pair ?? randomBytes(8).toString("hex"), createdAt };
  const access = secretText();
  oauth.access[access] = token;
  world.dirty = true;
  const answer: TokenAnswer = {
    access_token: access,
    token_type: "Bearer",
    expires_in: ACCESS_MS / 1000,
    scope,
    created_at: Math.floor(createdAt / 1000),
  };
  if (refresh !== undefined) return answer;
  const next = secretText();
  oauth.refresh[next] = token;
  return { ...answer, refresh_token: next };
}

/** An authorization code, as the consent page makes it on "Allow". */
export function issueCode(
  world: World,
  of: { accountId: string; scope?: string; redirectUri: string; challenge?: string | null },
): string {
  const code = secretText();
  world.state.oauth.codes[code] = {
    accountId: of.accountId,
    scope: of.scope ?? ALL_SCOPES,
    redirectUri: of.redirectUri,
    challenge: of.challenge ?? null,
    expiresAt: world.nowMs() + CODE_MS,
    used: false,
  };
  world.dirty = true;
  return code;
}

/** Redeems a code, once, by whoever asked for it. Null = refused. */
export function exchangeCode(world: World, form: URLSearchParams): TokenAnswer | null {
  const { codes } = world.state.oauth;
  const text = form.get("code") ?? "";
  const code = Object.hasOwn(codes, text) ? codes[text] : undefined;
  if (!code || code.used || code.expiresAt <= world.nowMs()) return null;
  if (form.get("redirect_uri") !== code.redirectUri) return null;
  if (code.challenge !== null) {
    const proof = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (proof !== code.challenge) return null;
  }
  code.used = true;
  return issueTokens(world, code.accountId, code.scope);
}

/** A new pair for a refresh token, whose own pair is dead from then on. Null = refused. */
export function refreshTokens(world: World, refresh: string): TokenAnswer | null {
  const { oauth } = world.state;
  const token = Object.hasOwn(oauth.refresh, refresh) ? oauth.refresh[refresh] : undefined;
  if (!token) return null;
  if (!world.switches.rotateRefreshTokens) return issueTokens(world, token.accountId, token.scope, refresh);
  killPair(world, token.pair);
  return issueTokens(world, token.accountId, token.scope);
}

function killPair(world: World, pair: string): void {
  for (const tokens of [world.state.oauth.access, world.state.oauth.refresh]) {
    for (const [text, token] of Object.entries(tokens)) if (token.pair === pair) delete tokens[text];
  }
  world.dirty = true;
}

/** Kills the pair a token belongs to; one that is unknown is dead already. */
export function revokeToken(world: World, text: string): void {
  const { access, refresh } = world.state.oauth;
  const token =
    (Object.hasOwn(refresh, text) && refresh[text]) || (Object.hasOwn(access, text) && access[text]);
  if (token) killPair(world, token.pair);
}

/** Every token of an account (or of all) stops working at once. */
export function revokeAll(world: World, accountId: string | null): void {
  const { oauth } = world.state;
  for (const tokens of [oauth.access, oauth.refresh, oauth.codes]) {
    for (const [text, of] of Object.entries(tokens)) {
      if (accountId === null || of.accountId === accountId) delete tokens[text];
    }
  }
  world.dirty = true;
}

/** The live access token of a request, or null. */
export function bearerOf(world: World, header: string | undefined): Token | null {
  const text = /^Bearer (.+)$/i.exec(header ?? "")?.[1] ?? "";
  const { access } = world.state.oauth;
  const token = Object.hasOwn(access, text) ? access[text] : undefined;
  return token && token.createdAt + ACCESS_MS > world.nowMs() ? token : null;
}

export const secondsLeft = (world: World, token: Token): number =>
  Math.max(0, Math.floor((token.createdAt + ACCESS_MS - world.nowMs()) / 1000));

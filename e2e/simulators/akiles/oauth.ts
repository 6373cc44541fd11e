import { randomBytes, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { page } from "../kit/page";
import type { World } from "./world";

export interface OAuthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Absent = any redirect URI is taken. */
  readonly redirectUris?: readonly string[];
}

const CODE_MS = 15 * 60_000;
const ACCESS_MS = 60 * 60_000;
const GRACE_MS = 60_000;
const SCOPES = ["full_read_write", "full_read_only", "offline"];

const secretText = (prefix: string) => `${prefix}_${randomBytes(24).toString("hex")}`;

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

export interface TokenAnswer {
  access_token: string;
  token_type: "Bearer";
  expires_in: number;
  scope: string;
  refresh_token?: string;
}

/** New tokens for an organization, as the token endpoint and the test API hand them out. */
export function issueTokens(
  world: World,
  organizationId: string,
  scope: string,
  withRefresh: boolean,
): TokenAnswer {
  const { oauth } = world.state;
  const access = secretText("at");
  oauth.accessTokens[access] = { organizationId, scope, expiresAt: world.nowMs() + ACCESS_MS };
  world.dirty = true;
  const answer: TokenAnswer = {
    access_token: access,
    token_type: "Bearer",
    expires_in: ACCESS_MS / 1000,
    scope,
  };
  if (!withRefresh || world.switches.omitRefreshToken || !scope.split(" ").includes("offline")) return answer;
  const refresh = secretText("rt");
  oauth.refreshTokens[refresh] = { organizationId, scope, replacedAt: null };
  return { ...answer, refresh_token: refresh };
}

/** An authorization code, as the consent page makes it on "Allow". */
export function issueCode(world: World, organizationId: string, scope: string, redirectUri: string): string {
  const code = secretText("code");
  world.state.oauth.codes[code] = {
    organizationId,
    scope,
    redirectUri,
    expiresAt: world.nowMs() + CODE_MS,
    used: false,
  };
  world.dirty = true;
  return code;
}

/** Every token of an organization (or of all) stops working at once. */
export function revokeTokens(world: World, organizationId: string | null): void {
  const { oauth } = world.state;
  for (const tokens of [oauth.accessTokens, oauth.refreshTokens, oauth.codes]) {
    for (const [token, of] of Object.entries(tokens)) {
      if (organizationId === null || of.organizationId === organizationId) delete tokens[token];
    }
  }
  world.dirty = true;
}

interface Ask {
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string | null;
}

/** Checks a request to authorize. A wrong client or redirect URI is never redirected anywhere. */
function readAsk(
  params: URLSearchParams,
  settings: OAuthSettings,
): Ask | { refused: string } | { redirect: URL } {
  const redirectUri = params.get("redirect_uri") ?? "";
  if (params.get("client_id") !== settings.clientId)
    return { refused: "This application is not known (client_id)." };
  if (!URL.canParse(redirectUri) || (settings.redirectUris && !settings.redirectUris.includes(redirectUri))) {
    return { refused: "This address is not registered for the application (redirect_uri)." };
  }
  const back = (error: string) => {
    const url = new URL(redirectUri);
    url.searchParams.set("error", error);
    const state = params.get("state");
    if (state !== null) url.searchParams.set("state", state);
    return { redirect: url };
  };
  if (params.get("response_type") !== "code") return back("unsupported_response_type");
  const scopes = (params.get("scope") ?? "").split(" ").filter((s) => s !== "");
  if (scopes.length === 0 || scopes.some((s) => !SCOPES.includes(s))) return back("invalid_scope");
  return { redirectUri, scope: scopes.join(" "), state: params.get("state") };
}

const SCOPE_WORDS: Record<string, string> = {
  full_read_write: "see and change members, their PINs and cards, and which doors they may open",
  full_read_only: "see members, groups and door events",
  offline: "stay connected until you remove it",
};

function consentPage(world: World, params: URLSearchParams, ask: Ask) {
  const organizations = Object.values(world.state.tables.organizations).filter((o) => !o.is_deleted);
  return page(
    "Akiles",
    html`<h1>Allow access to your doors?</h1>
<p>The application <strong>${params.get("client_id")}</strong> would like to:</p>
<ul>${ask.scope.split(" ").map((s) => html`<li>${SCOPE_WORDS[s] ?? s}</li>`)}</ul>
<form method="post" action="/oauth2/auth?${params.toString()}">
<fieldset style="border:1px solid var(--line);border-radius:8px;margin-bottom:1rem"><legend>Organization</legend>
${organizations.map(
  (o, i) => html`<label style="display:flex;gap:.5rem;padding:.3rem 0">
<input type="radio" name="organization" value="${o.id}" ${i === 0 ? "checked" : ""}> ${o.name}</label>`,
)}</fieldset>
<button class="primary" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button></form>`,
  );
}

const refusedPage = (text: string) =>
  page("Akiles", html`<h1>This cannot be connected</h1><p class="note">${text}</p>`);

function clientOf(c: Context, form: URLSearchParams): { id: string; secret: string } {
  const basic = /^Basic (.+)$/i.exec(c.req.header("authorization") ?? "");
  if (!basic?.[1]) return { id: form.get("client_id") ?? "", secret: form.get("client_secret") ?? "" };
  const text = Buffer.from(basic[1], "base64").toString();
  const colon = text.indexOf(":");
  return { id: decodeURIComponent(text.slice(0, colon)), secret: decodeURIComponent(text.slice(colon + 1)) };
}

function exchangeCode(world: World, form: URLSearchParams): TokenAnswer | null {
  const code = world.state.oauth.codes[form.get("code") ?? ""];
  if (!code || code.used || code.expiresAt <= world.nowMs()) return null;
  const redirectUri = form.get("redirect_uri");
  if (redirectUri !== null && redirectUri !== code.redirectUri) return null;
  code.used = true;
  return issueTokens(world, code.organizationId, code.scope, true);
}

function refresh(world: World, form: URLSearchParams): TokenAnswer | null {
  const token = world.state.oauth.refreshTokens[form.get("refresh_token") ?? ""];
  if (!token) return null;
  const { rotateRefreshTokens, rotationGrace } = world.switches;
  if (token.replacedAt !== null) {
    const inGrace = rotationGrace && world.nowMs() < token.replacedAt + GRACE_MS;
    if (!inGrace) return null;
  } else if (rotateRefreshTokens) token.replacedAt = world.nowMs();
  return issueTokens(world, token.organizationId, token.scope, rotateRefreshTokens);
}

/** GET and POST /oauth2/auth for people, POST /oauth2/token for the application. */
export function oauthRoutes(world: World, settings: OAuthSettings): Hono {
  const app = new Hono();
  app.get("/oauth2/auth", (c) => {
    const params = new URL(c.req.url).searchParams;
    const ask = readAsk(params, settings);
    if ("refused" in ask) return c.html(refusedPage(ask.refused), 400);
    if ("redirect" in ask) return c.redirect(ask.redirect.toString(), 303);
    return c.html(consentPage(world, params, ask));
  });
  app.post("/oauth2/auth", async (c) => {
    const ask = readAsk(new URL(c.req.url).searchParams, settings);
    if ("refused" in ask) return c.html(refusedPage(ask.refused), 400);
    if ("redirect" in ask) return c.redirect(ask.redirect.toString(), 303);
    const form = new URLSearchParams(await c.req.text());
    const organization = world.state.tables.organizations[form.get("organization") ?? ""];
    const url = new URL(ask.redirectUri);
    if (form.get("decision") !== "allow") url.searchParams.set("error", "access_denied");
    else if (!organization) return c.html(refusedPage("Choose an organization."), 400);
    else {
      url.searchParams.set("code", issueCode(world, organization.id, ask.scope, ask.redirectUri));
      url.searchParams.set("scope", ask.scope);
    }
    if (ask.state !== null) url.searchParams.set("state", ask.state);
    return c.redirect(url.toString(), 303);
  });
  app.post("/oauth2/token", async (c) => {
    c.header("cache-control", "no-store");
    const form = new URLSearchParams(await c.req.text());
    const client = clientOf(c, form);
    if (client.id !== settings.clientId || !same(client.secret, settings.clientSecret)) {
      return c.json({ error: "invalid_client", error_description: "client authentication failed" }, 401);
    }
    const grant = form.get("grant_type");
    if (grant !== "authorization_code" && grant !== "refresh_token") {
      return c.json(
        { error: "unsupported_grant_type", error_description: "this grant type is not offered" },
        400,
      );
    }
    const answer = grant === "authorization_code" ? exchangeCode(world, form) : refresh(world, form);
    if (!answer)
      return c.json({ error: "invalid_grant", error_description: "expired, used or revoked" }, 400);
    return c.json(answer);
  });
  return app;
}

import { randomBytes, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { page } from "../kit/page";
import type { World } from "./world";

export interface BrivoSecrets {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
}

export interface OAuthSettings extends BrivoSecrets {
  /** The first is used when the request names none. Absent = any that the request names. */
  readonly redirectUris?: readonly string[];
}

const CODE_MS = 10 * 60_000;
const FORM_TYPES = ["application/x-www-form-urlencoded", "multipart/form-data"];

const secretText = () => randomBytes(24).toString("hex");

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

export interface TokenAnswer {
  access_token: string;
  token_type: "bearer";
  expires_in: number;
  scope: string;
  refresh_token?: string;
}

/** New tokens for an administrator, as the token endpoint and the test API hand them out. */
export function issueTokens(world: World, adminId: number): TokenAnswer {
  const { oauth } = world.state;
  const { accessTokenSeconds, omitRefreshToken } = world.switches;
  const access = secretText();
  oauth.accessTokens[access] = { adminId, expiresAt: world.nowMs() + accessTokenSeconds * 1000 };
  world.dirty = true;
  const answer = { access_token: access, token_type: "bearer", expires_in: accessTokenSeconds } as const;
  const scope = "brivo.api";
  if (omitRefreshToken) return { ...answer, scope };
  const refresh = secretText();
  oauth.refreshTokens[refresh] = { adminId, replaced: false };
  return { ...answer, scope, refresh_token: refresh };
}

/** An authorization code, as the login makes it on "Allow". */
export function issueCode(world: World, adminId: number, redirectUri: string): string {
  const code = secretText();
  const expiresAt = world.nowMs() + CODE_MS;
  world.state.oauth.codes[code] = { adminId, redirectUri, expiresAt, used: false };
  world.dirty = true;
  return code;
}

/** Every code and token stops working at once. */
export function revokeTokens(world: World): void {
  world.state.oauth = { codes: {}, accessTokens: {}, refreshTokens: {} };
  world.dirty = true;
}

/** The gateway's page for a missing or wrong API key, before anything else is looked at. */
export const developerInactive = (c: Context) => c.html("<h1>403 Developer Inactive</h1>", 403);

/** Where an answer may be sent. A wrong client or redirect URI is never redirected anywhere. */
function readAsk(params: URLSearchParams, settings: OAuthSettings): { uri: string } | { refused: string } {
  if (params.get("client_id") !== settings.clientId)
    return { refused: "This application is not known (client_id)." };
  if (params.get("response_type") !== "code") return { refused: "Only response_type=code is offered." };
  const uri = params.get("redirect_uri") ?? settings.redirectUris?.[0] ?? "";
  if (!URL.canParse(uri) || (settings.redirectUris && !settings.redirectUris.includes(uri)))
    return { refused: "This address is not registered for the application (redirect_uri)." };
  return { uri };
}

function loginPage(world: World, params: URLSearchParams) {
  const { accounts } = world.state.tables;
  const admins = Object.values(world.state.tables.admins);
  return page(
    "Brivo",
    html`<h1>Sign in to Brivo Access</h1>
<p>The application <strong>${params.get("client_id")}</strong> would like to see and change people, groups and credentials, and to read door events.</p>
<form method="post" action="/oauth/authorize?${params.toString()}">
<fieldset style="border:1px solid var(--line);border-radius:8px;margin-bottom:1rem"><legend>Administrator</legend>
${admins.map(
  (admin, i) => html`<label style="display:flex;gap:.5rem;padding:.3rem 0">
<input type="radio" name="admin" value="${admin.id}" ${i === 0 ? "checked" : ""}> ${admin.firstName} ${admin.lastName}, ${accounts[String(admin.account)]?.name}${admin.configuresAccount ? "" : " (may not configure the account)"}</label>`,
)}</fieldset>
<button class="primary" name="decision" value="allow">Sign in and allow</button>
<button name="decision" value="deny">Deny</button></form>`,
  );
}

/** Takes the answer to the redirect URI by GET, or by a POST whose answer is in the query or in the form. */
function sendBack(c: Context, world: World, uri: string, answer: Record<string, string>) {
  const verb = world.switches.redirectVerb;
  const url = new URL(uri);
  if (verb !== "post_form") {
    for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
    return c.redirect(url.toString(), verb === "get" ? 303 : 307);
  }
  const inputs = Object.entries(answer).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return c.html(
    page(
      "Brivo",
      html`<form id="back" method="post" action="${url.toString()}">${inputs}<button class="primary">Go on</button></form>
<script>document.getElementById("back").submit()</script>`,
    ),
  );
}

const refusedPage = (text: string) =>
  page("Brivo", html`<h1>This cannot be connected</h1><p class="note">${text}</p>`);

function basicOf(c: Context): { id: string; secret: string } | null {
  const basic = /^Basic (.+)$/i.exec(c.req.header("authorization") ?? "");
  if (!basic?.[1]) return null;
  const text = Buffer.from(basic[1], "base64").toString();
  const colon = text.indexOf(":");
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function exchangeCode(world: World, form: URLSearchParams): TokenAnswer | null {
  const code = world.state.oauth.codes[form.get("code") ?? ""];
  if (!code || code.used || code.expiresAt <= world.nowMs()) return null;
  if (form.get("redirect_uri") !== code.redirectUri) return null;
  code.used = true;
  return issueTokens(world, code.adminId);
}

function refresh(world: World, form: URLSearchParams): TokenAnswer | null {
  const token = world.state.oauth.refreshTokens[form.get("refresh_token") ?? ""];
  if (!token || token.replaced) return null;
  if (world.switches.rotateRefreshTokens) {
    token.replaced = true;
    return issueTokens(world, token.adminId);
  }
  const { refresh_token: _kept, ...answer } = issueTokens(world, token.adminId);
  return answer;
}

/** GET and POST /oauth/authorize for people, POST /oauth/token for the application. */
export function oauthRoutes(world: World, settings: OAuthSettings): Hono {
  const app = new Hono();
  app.get("/oauth/authorize", (c) => {
    const params = new URL(c.req.url).searchParams;
    const ask = readAsk(params, settings);
    return "refused" in ask ? c.html(refusedPage(ask.refused), 400) : c.html(loginPage(world, params));
  });
  app.post("/oauth/authorize", async (c) => {
    const params = new URL(c.req.url).searchParams;
    const ask = readAsk(params, settings);
    if ("refused" in ask) return c.html(refusedPage(ask.refused), 400);
    const form = new URLSearchParams(await c.req.text());
    const admin = world.state.tables.admins[form.get("admin") ?? ""];
    const state = params.get("state");
    const echoed = state === null ? {} : { state };
    if (form.get("decision") !== "allow")
      return sendBack(c, world, ask.uri, { error: "access_denied", ...echoed });
    if (!admin) return c.html(refusedPage("Choose an administrator."), 400);
    return sendBack(c, world, ask.uri, { code: issueCode(world, admin.id, ask.uri), ...echoed });
  });
  app.post("/oauth/token", async (c) => {
    c.header("cache-control", "no-store");
    if (c.req.header("api-key") !== settings.apiKey) return developerInactive(c);
    const type = c.req.header("content-type") ?? "";
    if (!FORM_TYPES.some((known) => type.startsWith(known)))
      return c.json({ status: 415, error: "Unsupported Media Type", path: "/oauth/token" }, 415);
    const client = basicOf(c);
    if (!client)
      return c.json({ error: "unauthorized", error_description: "Full authentication is required" }, 401);
    if (client.id !== settings.clientId || !same(client.secret, settings.clientSecret))
      return c.json(
        { status: 401, error: "Unauthorized", message: "Bad credentials", path: "/oauth/token" },
        401,
      );
    const form = new URLSearchParams(await formText(c, type));
    const grant = form.get("grant_type");
    if (grant !== "authorization_code" && grant !== "refresh_token")
      return c.json({ error: "unsupported_grant_type", error_description: `${grant}` }, 400);
    const answer = grant === "authorization_code" ? exchangeCode(world, form) : refresh(world, form);
    if (!answer)
      return c.json(
        { error: "invalid_grant", error_description: "expired, used or revoked" },
        world.switches.invalidGrantStatus,
      );
    return c.json(answer);
  });
  return app;
}

async function formText(c: Context, type: string): Promise<string> {
  if (type.startsWith("application/x-www-form-urlencoded")) return c.req.text();
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(await c.req.parseBody()))
    if (typeof value === "string") fields.set(name, value);
  return fields.toString();
}

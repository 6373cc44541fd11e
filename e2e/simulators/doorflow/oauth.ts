import { timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { page } from "../kit/page";
import { SCOPES } from "./scopes";
import { bearerOf, exchangeCode, issueCode, refreshTokens, revokeToken, secondsLeft } from "./tokens";
import type { World } from "./world";

export interface OAuthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Absent = any redirect URI is taken. */
  readonly redirectUris?: readonly string[];
}

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

interface Ask {
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string | null;
  readonly challenge: string | null;
}

/** Checks a request to authorize. A wrong client or redirect URI is never redirected anywhere. */
function readAsk(
  params: URLSearchParams,
  settings: OAuthSettings,
): Ask | { refused: string } | { redirect: URL } {
  const redirectUri = params.get("redirect_uri") ?? "";
  if (params.get("client_id") !== settings.clientId)
    return { refused: "This application is not known (client_id)." };
  if (!URL.canParse(redirectUri) || (settings.redirectUris && !settings.redirectUris.includes(redirectUri)))
    return { refused: "This address is not registered for the application (redirect_uri)." };
  const state = params.get("state");
  const back = (error: string, description: string) => {
    const redirect = new URL(redirectUri);
    redirect.searchParams.set("error", error);
    redirect.searchParams.set("error_description", description);
    if (state !== null) redirect.searchParams.set("state", state);
    return { redirect };
  };
  if (params.get("response_type") !== "code") return back("unsupported_response_type", "must be code");
  const scopes = (params.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  if (scopes.length === 0 || scopes.some((scope) => !Object.hasOwn(SCOPES, scope)))
    return back("invalid_scope", "The requested scope is invalid, unknown, or malformed.");
  const challenge = params.get("code_challenge");
  if (challenge !== null && params.get("code_challenge_method") !== "S256")
    return back("invalid_request", "code_challenge_method must be S256");
  return { redirectUri, scope: scopes.join(" "), state, challenge };
}

function consentPage(world: World, params: URLSearchParams, ask: Ask) {
  const accounts = Object.values(world.state.tables.accounts).filter((account) => !account.deleted);
  return page(
    "DoorFlow",
    html`<h1>Authorize access to your doors?</h1>
<p>The application <strong>${params.get("client_id")}</strong> asks to:</p>
<ul>${ask.scope.split(" ").map((scope) => html`<li>${SCOPES[scope]}</li>`)}</ul>
<form method="post" action="/oauth/authorize?${params.toString()}">
<fieldset style="border:1px solid var(--line);border-radius:8px;margin-bottom:1rem"><legend>Account</legend>
${accounts.map(
  (account, i) => html`<label style="display:flex;gap:.5rem;padding:.3rem 0">
<input type="radio" name="account" value="${account.id}" ${i === 0 ? "checked" : ""}> ${account.name}</label>`,
)}</fieldset>
<button class="primary" name="decision" value="allow">Authorize</button>
<button name="decision" value="deny">Deny</button></form>`,
  );
}

const refusedPage = (text: string) =>
  page("DoorFlow", html`<h1>This cannot be connected</h1><p class="note">${text}</p>`);

/** Client id and secret from HTTP Basic, URL-safe or not. */
function basicOf(c: Context): { id: string; secret: string } | null {
  const basic = /^Basic (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  if (!basic) return null;
  const text = Buffer.from(basic, "base64url").toString();
  const colon = text.indexOf(":");
  return colon < 0 ? null : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** GET and POST /oauth/authorize for people; /oauth/token, /oauth/revoke and /oauth/token/info for the application. */
export function oauthRoutes(world: World, settings: OAuthSettings): Hono {
  const app = new Hono();
  const isClient = (id: string | null, secret: string | null) =>
    id === settings.clientId && same(secret ?? "", settings.clientSecret);

  app.get("/oauth/authorize", (c) => {
    const params = new URL(c.req.url).searchParams;
    const ask = readAsk(params, settings);
    if ("refused" in ask) return c.html(refusedPage(ask.refused), 400);
    if ("redirect" in ask) return c.redirect(ask.redirect.toString(), 302);
    return c.html(consentPage(world, params, ask));
  });

  app.post("/oauth/authorize", async (c) => {
    const ask = readAsk(new URL(c.req.url).searchParams, settings);
    if ("refused" in ask) return c.html(refusedPage(ask.refused), 400);
    if ("redirect" in ask) return c.redirect(ask.redirect.toString(), 302);
    const form = new URLSearchParams(await c.req.text());
    const account = world.state.tables.accounts[form.get("account") ?? ""];
    const url = new URL(ask.redirectUri);
    if (form.get("decision") !== "allow") {
      url.searchParams.set("error", "access_denied");
      url.searchParams.set("error_description", "The resource owner denied the request.");
    } else if (!account) return c.html(refusedPage("Choose an account."), 400);
    else {
      const { scope, redirectUri, challenge } = ask;
      url.searchParams.set(
        "code",
        issueCode(world, { accountId: account.id, scope, redirectUri, challenge }),
      );
    }
    if (ask.state !== null) url.searchParams.set("state", ask.state);
    return c.redirect(url.toString(), 302);
  });

  app.post("/oauth/token", async (c) => {
    c.header("cache-control", "no-store");
    const form = new URLSearchParams(await c.req.text());
    if (!isClient(form.get("client_id"), form.get("client_secret")))
      return c.json({ error: "invalid_client", error_description: "Client authentication failed" }, 401);
    const grant = form.get("grant_type");
    if (grant !== "authorization_code" && grant !== "refresh_token") {
      const error_description = "The authorization grant type is not supported";
      return c.json({ error: "unsupported_grant_type", error_description }, 400);
    }
    const answer =
      grant === "authorization_code"
        ? exchangeCode(world, form)
        : refreshTokens(world, form.get("refresh_token") ?? "");
    if (answer) return c.json(answer);
    const error_description = "The provided authorization grant is invalid, expired or revoked";
    return c.json({ error: "invalid_grant", error_description }, 400);
  });

  app.post("/oauth/revoke", async (c) => {
    const client = basicOf(c);
    if (!client || !isClient(client.id, client.secret)) {
      const error_description = "You are not authorized to revoke this token";
      return c.json({ error: "unauthorized_client", error_description }, 403);
    }
    revokeToken(world, new URLSearchParams(await c.req.text()).get("token") ?? "");
    return c.json({});
  });

  app.get("/oauth/token/info", (c) => {
    const token = bearerOf(world, c.req.header("authorization"));
    if (!token) {
      const error_description = "The access token is invalid or has expired";
      return c.json({ error: "invalid_token", error_description }, 401);
    }
    return c.json({
      resource_owner_id: 4101,
      account_id: token.accountId,
      scope: token.scope.split(" "),
      expires_in: secondsLeft(world, token),
      application: { uid: settings.clientId },
      created_at: Math.floor(token.createdAt / 1000),
    });
  });
  return app;
}

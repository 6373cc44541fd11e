import { VendorError } from "../errors";
import { createHttp, type HttpAnswer, type HttpClient, type HttpRequest } from "../http";
import type { SessionFlow, SignInCall, TokenSet } from "../sign-in";
import { basicHeader } from "./api";
import { originOf, VENDOR } from "./endpoints";
import { isLoginAddress } from "./failures";
import { sealable } from "./session-token";

const HOUR_MS = 3_600_000;
/** Sessions end after quiet, by a timer of the account that is not told; the server says so then. */
const KEPT_MS = 12 * HOUR_MS;
const COOKIES = ["_session_id", "XSRF-TOKEN"];
/** An address nobody has: the filter is cheap, and what it answers says whether name and password were taken. */
const NOBODY = "nobody@lintel.invalid";

/**
 * Signs in as the web pages do, or proves name and password with one call where HTTP Basic was chosen. The password is
 * tried once: a second body is sent only when the server did not read the first one (406 or 415).
 * Errors: `credentials_invalid` on `password`; `unexpected_response` on `server` for something else than ACM.
 */
export const acmSignIn: SessionFlow = {
  kind: "session",
  async signIn(call) {
    const http = httpFor(call);
    return call.settings.access === "basic" ? provenBasic(http, call) : openedSession(http, call);
  },
};

const tokens = (call: SignInCall, accessToken: string): TokenSet => ({
  accessToken,
  refreshToken: null,
  expiresAt: new Date(call.clock.now().getTime() + KEPT_MS),
});

function httpFor({ settings, fetch, clock, timeoutMs }: SignInCall): HttpClient {
  const baseUrl = originOf(settings.server);
  const headers = { origin: baseUrl, referer: `${baseUrl}/sessions/new` };
  return createHttp({ vendor: VENDOR, baseUrl, fetch, clock, timeoutMs, headers, log: () => undefined });
}

async function openedSession(http: HttpClient, call: SignInCall): Promise<TokenSet> {
  const login = { login: call.settings.username ?? "", password: call.secrets.password ?? "" };
  const ask = {
    operation: "sign_in",
    method: "POST",
    path: ["sessions"],
    headers: { accept: "text/html, application/json", "x-requested-with": "XMLHttpRequest" },
    answer: "text",
  } as const;
  let answer = await answered(http, { ...ask, form: login });
  if (answer.status === 406 || answer.status === 415) answer = await answered(http, { ...ask, json: login });
  refuseOthers(answer);
  const jar = new Map(COOKIES.flatMap((name) => cookieOf(answer.headers, name)));
  // Whatever the status: without the cookie the server let nobody in.
  if (!jar.has("_session_id") || isLoginAddress(answer.headers.get("location") ?? ""))
    throw wrongPassword(answer);
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const csrf = decoded(jar.get("XSRF-TOKEN")) ?? (await csrfOfHome(http, cookie));
  return tokens(call, sealable({ cookie, csrf }));
}

/** The token in a meta tag of the first page; empty where there is none. A login page instead: the cookie was none. */
async function csrfOfHome(http: HttpClient, cookie: string): Promise<string> {
  const ask = {
    operation: "read_home",
    method: "GET",
    path: [],
    headers: { cookie, accept: "text/html" },
  } as const;
  const answer = await answered(http, { ...ask, answer: "text" });
  refuseOthers(answer);
  if (isLoginAddress(answer.headers.get("location") ?? "")) throw wrongPassword(answer);
  const tag = /<meta\b[^>]*\bname=["']csrf-token["'][^>]*>/i.exec(String(answer.body))?.[0] ?? "";
  return unescaped(/\bcontent=["']([^"']*)["']/i.exec(tag)?.[1] ?? "");
}

async function provenBasic(http: HttpClient, call: SignInCall): Promise<TokenSet> {
  const { settings, secrets } = call;
  const authorization = basicHeader(settings.username ?? "", secrets.password ?? "");
  const answer = await answered(http, {
    operation: "sign_in",
    method: "GET",
    path: ["identities.xml"],
    query: { filter: `plasecidentityEmailaddress=${NOBODY}` },
    headers: { authorization, accept: "application/xml" },
    answer: "text",
  });
  refuseOthers(answer);
  if (isLoginAddress(answer.headers.get("location") ?? ""))
    throw new VendorError("credentials_invalid", `${VENDOR} sign_in: the server takes no HTTP Basic`, {
      field: "access",
    });
  if (answer.status !== 200 || !/<(identities|nil-classes)\b/.test(String(answer.body)))
    throw notAcm(answer.status);
  return tokens(call, sealable({ basic: true }));
}

/** Every answer as it came; only what never came, or asks to wait, is an error yet. */
async function answered(http: HttpClient, request: HttpRequest): Promise<HttpAnswer> {
  try {
    return await http(request);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const { status } = error.details;
    if (status === undefined || status === 429 || status >= 500) throw error;
    return { status, headers: new Headers(), body: "" };
  }
}

function refuseOthers({ status }: HttpAnswer): void {
  if (status === 401 || status === 403)
    throw new VendorError("credentials_invalid", `${VENDOR} sign_in: HTTP ${status}`, { field: "password" });
  if (status >= 400) throw notAcm(status);
}

const notAcm = (status: number) =>
  new VendorError("unexpected_response", `${VENDOR} sign_in: HTTP ${status}, not an ACM server`, {
    status,
    field: "server",
  });

/** Also what an account that is locked, or must change its password first, is told. */
function wrongPassword({ status, headers }: HttpAnswer): VendorError {
  const mustChange = /password/i.test(headers.get("location") ?? "");
  return new VendorError("credentials_invalid", `${VENDOR} sign_in: not let in (HTTP ${status})`, {
    field: "password",
    ...(mustChange ? { vendorCode: "password_change_due" } : {}),
  });
}

function cookieOf(headers: Headers, name: string): [string, string][] {
  for (const cookie of headers.getSetCookie()) {
    const [pair = ""] = cookie.split(";");
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() === name) return [[name, pair.slice(at + 1).trim()]];
  }
  return [];
}

function decoded(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
const unescaped = (text: string): string =>
  text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&#x27;", "'").replaceAll("&amp;", "&");

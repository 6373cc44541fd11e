import type { ConnectorDeps } from "../contract";
import { VendorError } from "../errors";
import { createHttp, type HttpClient, type HttpRequest } from "../http";
import { type ParsedRows, parseAnswer, parseRows } from "../parse";
import { jsonBody, jsonRow, normalRow, type Prefix, prefixOf, xmlRow, xmlRows } from "./answers";
import { originOf, VENDOR, WHOLE_LIST } from "./endpoints";
import { readFailure, refusedForm } from "./failures";
import {
  type AcmIdentity,
  type AcmRole,
  type AcmToken,
  identitySchema,
  jsonPageSchema,
  listedSchema,
  roleSchema,
  tokenSchema,
} from "./schemas";
import { type AcmSession, readSession } from "./session-token";

/**
 * One function per endpoint used. The vendor's own manual is given to partners only: these are the web pages' routes, as
 * seen in the clients github.com/Access-Grid/avigilon-service and /avigilon-unity-chrome-plugin (read 2026-11-21) unless
 * said otherwise.
 */

export type AcmHttp = HttpClient;

const BODY_MAX_BYTES = 16 * 1024 * 1024;
export const JSON_PAGE = 100;
const ACCEPT = { json: "application/json", xml: "application/xml", html: "text/html" } as const;

export function acmHttp(deps: ConnectorDeps): AcmHttp {
  const baseUrl = originOf(deps.settings.server);
  const isBasic = deps.settings.access === "basic";
  return createHttp({
    vendor: VENDOR,
    baseUrl,
    fetch: deps.fetch,
    clock: deps.clock,
    log: deps.log,
    timeoutMs: deps.timeoutMs,
    bodyMaxBytes: BODY_MAX_BYTES,
    headers: { origin: baseUrl, referer: `${baseUrl}/identities` },
    auth: { tokens: deps.tokens, headers: (token) => headersOf(readSession(token), deps) },
    classify: (failure, operation) => readFailure(failure, operation, isBasic),
  });
}

function headersOf(session: AcmSession, { settings, secrets }: ConnectorDeps): Record<string, string> {
  if ("cookie" in session) return { cookie: session.cookie, "x-csrf-token": session.csrf };
  return { authorization: basicHeader(settings.username ?? "", secrets.password ?? "") };
}
export const basicHeader = (login: string, password: string): string =>
  `Basic ${Buffer.from(`${login}:${password}`, "utf8").toString("base64")}`;

type Ask = Pick<HttpRequest, "operation" | "path" | "query">;

/** Text of a read. A redirect that leads elsewhere than to the login page is somebody's maintenance page. */
async function read(http: AcmHttp, form: keyof typeof ACCEPT, ask: Ask): Promise<string> {
  const headers = { accept: ACCEPT[form], "x-requested-with": "XMLHttpRequest" };
  const { status, body } = await http({ ...ask, method: "GET", headers, answer: "text" });
  if (status === 200) return String(body);
  const kind = status >= 300 ? "unavailable" : "unexpected_response";
  throw new VendorError(kind, `${VENDOR} ${ask.operation}: HTTP ${status}`, { status });
}

/** Where the server sends to after a form was taken. Errors: `invalid_request` when the form came back. */
async function submit(
  http: AcmHttp,
  ask: {
    readonly operation: string;
    readonly path: readonly string[];
    readonly form: NonNullable<HttpRequest["form"]>;
  },
): Promise<string> {
  const answer = await http({ ...ask, method: "POST", headers: { accept: ACCEPT.html }, answer: "text" });
  const { status, headers, body } = answer;
  if (status === 302 || status === 303) return headers.get("location") ?? "";
  throw refusedForm(ask.operation, status, String(body));
}

/** The other representation was asked for: JSON instead of XML, or the other way round. */
export const isOtherForm = (error: unknown): boolean =>
  error instanceof VendorError && error.details.status === 406;

/** People with what their list shows. `rows` as they came, for the prefix. */
export interface Listed extends ParsedRows<AcmIdentity> {
  readonly prefix: Prefix;
}

function listed(rows: readonly unknown[]): Listed {
  return { ...parseRows(identitySchema, rows.map(normalRow)), prefix: prefixOf(rows[0]) };
}

/** Everybody, in one answer: XML knows no pages. Null where the server has no such list (406, or `<nil-classes>`). */
export async function listPeople(http: AcmHttp): Promise<Listed | null> {
  const ask = { operation: "list_people", path: ["identities.xml"], query: WHOLE_LIST };
  const text = await orOther(() => read(http, "xml", ask));
  const rows = text === null ? null : xmlRows(ask.operation, text, "identities");
  return rows === null ? null : listed(rows);
}

/** Ids of one page of the JSON list, which shows neither addresses nor roles. `total` where it is told. */
export async function listIds(
  http: AcmHttp,
  page: number,
): Promise<{
  readonly ids: readonly string[];
  readonly rows: number;
  readonly skipped: number;
  readonly total: number | null;
}> {
  const query = { page: String(page), perpage: String(JSON_PAGE), sort_by: "plasecName", order: "ascend" };
  const ask = { operation: "list_people", path: ["identities.json"], query };
  const body = jsonBody(ask.operation, await read(http, "json", ask));
  const { data, meta } = parseAnswer(jsonPageSchema, body, `${VENDOR} list_people`);
  const { items, skipped } = parseRows(listedSchema, data.map(normalRow));
  return { ids: items.map((row) => row.cn), rows: data.length, skipped, total: meta?.recordsTotal ?? null };
}

/**
 * People by one attribute, `*` as any value; seen in a public Node.js client. Null where the server has no such list.
 * UNVERIFIED: which attributes it takes, and what it answers for others.
 */
export async function filterPeople(http: AcmHttp, attribute: string, value: string): Promise<Listed | null> {
  const query = { filter: `${attribute}=${ldapEscaped(value)}` };
  const ask = { operation: "find_people", path: ["identities.xml"], query };
  const text = await orOther(() => read(http, "xml", ask));
  const rows = text === null ? null : xmlRows(ask.operation, text, "identities");
  return rows === null ? null : listed(rows);
}

/** RFC 4515: these would be read as part of the filter. */
const ldapEscaped = (value: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is one of the characters to escape.
  value.replaceAll(/[*()\\\u0000]/g, (char) => `\\${char.charCodeAt(0).toString(16).padStart(2, "0")}`);

/** One person with everything. Errors: `not_found`; `unexpected_response` when it is another one. */
export async function getPerson(
  http: AcmHttp,
  id: string,
): Promise<AcmIdentity & { readonly prefix: Prefix }> {
  const operation = "get_person";
  const asJson = await orOther(() => read(http, "json", { operation, path: ["identities", `${id}.json`] }));
  const row =
    asJson === null
      ? xmlRow(
          operation,
          await read(http, "xml", { operation, path: ["identities", `${id}.xml`] }),
          "identity",
        )
      : jsonRow(jsonBody(operation, asJson));
  const person = parseAnswer(identitySchema, normalRow(row), `${VENDOR} ${operation}`);
  if (person.cn !== id)
    throw new VendorError("unexpected_response", `${VENDOR} ${operation}: another person`);
  return { ...person, prefix: prefixOf(row) };
}

/** The new person's id. Errors: `invalid_request`; `permission_denied` when nothing was made. */
export async function createPerson(http: AcmHttp, fields: Readonly<Record<string, string>>): Promise<string> {
  const operation = "create_person";
  const location = await submit(http, {
    operation,
    path: ["identities"],
    form: { utf8: "✓", ...fields, button: "" },
  });
  return idIn(location, /\/identities\/([0-9a-f]{1,16})$/, operation, "Identities Add");
}

export async function deletePerson(http: AcmHttp, id: string): Promise<void> {
  await submit(http, { operation: "delete_person", path: ["identities", id], form: { _method: "delete" } });
}

/** Replaces the whole list of a person's roles. A redirect alone does not say that it was done: read again. */
export async function updateRoles(http: AcmHttp, id: string, dns: readonly string[]): Promise<void> {
  // UNVERIFIED: one empty value clears the list; without any the form changes nothing.
  const form = { utf8: "✓", _method: "put", "sel_members[]": dns.length === 0 ? [""] : dns };
  await submit(http, { operation: "update_roles", path: ["identities", id, "update_roles"], form });
}

/** All roles. UNVERIFIED: the address, by the convention of the other lists. */
export async function listRoles(http: AcmHttp): Promise<ParsedRows<AcmRole>> {
  const operation = "list_roles";
  const asJson = await orOther(() => read(http, "json", { operation, path: ["roles.json"] }), true);
  if (asJson !== null) {
    const { data } = parseAnswer(jsonPageSchema, jsonBody(operation, asJson), `${VENDOR} ${operation}`);
    return parseRows(roleSchema, data.map(normalRow));
  }
  const rows = xmlRows(operation, await read(http, "xml", { operation, path: ["roles.xml"] }), "roles");
  return parseRows(roleSchema, (rows ?? []).map(normalRow));
}

/** Cards and PINs of a person. PINs are never told. Errors: `unexpected_response` when one does not parse. */
export async function listTokens(http: AcmHttp, personId: string): Promise<readonly AcmToken[]> {
  const operation = "list_tokens";
  const path = (form: string) => ["identities", personId, `tokens.${form}`];
  const asJson = await orOther(() => read(http, "json", { operation, path: path("json") }));
  const rows =
    asJson === null
      ? xmlRows(operation, await read(http, "xml", { operation, path: path("xml") }), "tokens")
      : jsonBody(operation, asJson).tokens;
  if (!Array.isArray(rows)) throw new VendorError("unexpected_response", `${VENDOR} ${operation}: no tokens`);
  return rows.map((row) => parseAnswer(tokenSchema, normalRow(row), `${VENDOR} ${operation}`));
}

/** The new token's id. Errors: `invalid_request` with the code of `refusedForm`. */
export async function createToken(
  http: AcmHttp,
  personId: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const operation = "create_token";
  const form = { utf8: "✓", ...fields };
  const location = await submit(http, { operation, path: ["identities", personId, "tokens"], form });
  return idIn(location, /\/tokens\/([0-9a-f]{1,16})$/, operation, "Tokens Add");
}

/** Replaces everything a token has: what is left out is blanked, its PIN too. */
export async function updateToken(
  http: AcmHttp,
  ids: { readonly personId: string; readonly tokenId: string },
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const path = ["identities", ids.personId, "tokens", ids.tokenId];
  await submit(http, { operation: "update_token", path, form: { utf8: "✓", _method: "put", ...fields } });
}

export async function deleteToken(http: AcmHttp, personId: string, tokenId: string): Promise<void> {
  const path = ["identities", personId, "tokens", tokenId];
  await submit(http, { operation: "delete_token", path, form: { _method: "delete" } });
}

/** The id a redirect names. Back at the form without one: nothing was made, as with a right that is missing. */
function idIn(location: string, pattern: RegExp, operation: string, permission: string): string {
  const id = pattern.exec(location)?.[1];
  if (id !== undefined) return id;
  throw new VendorError("permission_denied", `${VENDOR} ${operation}: sent back, and nothing was made`, {
    permission,
  });
}

/** Null where the server has no such representation; `orMissing` = 404 says so, too. */
async function orOther(call: () => Promise<string>, orMissing = false): Promise<string | null> {
  try {
    return await call();
  } catch (error) {
    const isMissing = orMissing && error instanceof VendorError && error.kind === "not_found";
    if (isOtherForm(error) || isMissing) return null;
    throw error;
  }
}

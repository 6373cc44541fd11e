import { type ZodType, z } from "zod";
import type { ConnectorDeps } from "../contract";
import { VendorError } from "../errors";
import { createHttp, type HttpClient } from "../http";
import { type ParsedRows, parseAnswer, parseRows } from "../parse";
import { baseUrlOf } from "./endpoints";
import { classify, refuseInnerError } from "./failures";
import {
  cardFormatSchema,
  credentialSchema,
  credentialTypeSchema,
  entrySchema,
  eventSchema,
  groupSchema,
  linkSchema,
  listSchema,
  memberIdsSchema,
  namedSchema,
  userSchema,
} from "./schemas";

/**
 * One function per endpoint used, from the operation pages of https://openpath.readme.io/reference, whose machine-readable
 * copy is github.com/api-evangelist/openpath, captured 2026-07-20, read 2026-11-29.
 */

const PAGE_ROWS = 1000;
const PAGES_MAX = 50;

/** Calls of one organization. */
export interface Alta {
  readonly http: HttpClient;
  readonly org: string;
}
export interface ListPage<T> extends ParsedRows<T> {
  readonly next: string | null;
}

/** The session is kept with its scheme, as sign-in found it to be taken (see sign-in.ts). */
export function alta(deps: ConnectorDeps): Alta {
  const http = createHttp({
    vendor: "avigilon-alta",
    baseUrl: baseUrlOf(deps.operator, deps.settings),
    fetch: deps.fetch,
    clock: deps.clock,
    log: deps.log,
    timeoutMs: deps.timeoutMs,
    auth: { tokens: deps.tokens, headers: (session) => ({ authorization: session }) },
    classify: (failure, operation) => classify(failure, operation, deps.clock.now()),
  });
  return { http, org: deps.settings.organizationId ?? "" };
}

/** An id for a body. What is no number is nobody's: `not_found`. */
export function idOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new VendorError("not_found", "avigilon-alta: not an id");
}

/** GET /orgs/{o}/users, oldest first. /reference/listusers */
export const listUsers = (a: Alta, filter: string | null, cursor: string | null) =>
  list(a, userSchema, "list_users", ["users"], filter === null ? {} : { filter }, cursor);

/** GET /orgs/{o}/users/{id}. /reference/describeuser */
export const getUser = (a: Alta, userId: string) => one(a, userSchema, "get_user", "GET", ["users", userId]);

/** POST /orgs/{o}/users. /reference/createuser */
export const createUser = (a: Alta, input: object) =>
  one(a, userSchema, "create_user", "POST", ["users"], input);

/** PATCH /orgs/{o}/users/{id}. /reference/updateuser */
export const patchUser = (a: Alta, userId: string, input: object) =>
  one(a, userSchema, "patch_user", "PATCH", ["users", userId], input);

/** PUT /orgs/{o}/users/{id}/status: active, suspended, inactive. /reference/setuserstatus */
export const putStatus = (a: Alta, userId: string, status: "A" | "S" | "I") =>
  none(a, "put_status", "PUT", ["users", userId, "status"], { status });

/** GET /orgs/{o}/users/{id}/groups, whole. /reference/listusergroups */
export const listUserGroups = (a: Alta, userId: string) =>
  whole(a, namedSchema, "list_user_groups", ["users", userId, "groups"]);

/** PATCH /orgs/{o}/users/{id}/groupIds: other groups stay. /reference/updateusergroupids */
export const patchGroupIds = (
  a: Alta,
  userId: string,
  change: { readonly add?: readonly number[]; readonly remove?: readonly number[] },
) => none(a, "patch_group_ids", "PATCH", ["users", userId, "groupIds"], change);

/** PUT /orgs/{o}/users/{id}/zoneIds: direct rights to zones, replaced whole. /reference/setuserzoneids */
export const putZoneIds = (a: Alta, userId: string, zoneIds: readonly number[]) =>
  none(a, "put_zone_ids", "PUT", ["users", userId, "zoneIds"], { zoneIds });

/** PUT /orgs/{o}/users/{id}/siteIds: direct rights to sites, replaced whole. /reference/setusersiteids */
export const putSiteIds = (a: Alta, userId: string, siteIds: readonly number[]) =>
  none(a, "put_site_ids", "PUT", ["users", userId, "siteIds"], { siteIds });

/** GET /orgs/{o}/users/{id}/entries: the doors the person may open now, whole. /reference/listuserentries */
export const listUserEntries = (a: Alta, userId: string) =>
  whole(a, namedSchema, "list_user_entries", ["users", userId, "entries"]);

/** GET /orgs/{o}/groups with their sites. /reference/listgroups */
export const listGroups = (a: Alta, cursor: string | null) =>
  list(a, groupSchema, "list_groups", ["groups"], { options: "withSites" }, cursor);
export const allGroups = (a: Alta) => whole(a, groupSchema, "list_groups", ["groups"]);

/** GET /orgs/{o}/groups/{g}/userIds. /reference/listgroupuserids */
export const listGroupUserIds = async (a: Alta, groupId: string) =>
  parseAnswer(
    memberIdsSchema,
    await answer(a, "list_group_user_ids", "GET", ["groups", groupId, "userIds"]),
    "avigilon-alta list_group_user_ids",
  ).data;

/** GET /orgs/{o}/entries and /sites. /reference/listentries */
export const listEntries = (a: Alta, cursor: string | null) =>
  list(a, entrySchema, "list_entries", ["entries"], {}, cursor);
export const allEntries = (a: Alta) => whole(a, entrySchema, "list_entries", ["entries"]);
export const allSites = (a: Alta) => whole(a, namedSchema, "list_sites", ["sites"]);

/** GET /orgs/{o}/credentialTypes, /cardFormats, whole. Ids differ from account to account. */
export const listCredentialTypes = (a: Alta) =>
  whole(a, credentialTypeSchema, "list_credential_types", ["credentialTypes"]);
export const listCardFormats = (a: Alta) => whole(a, cardFormatSchema, "list_card_formats", ["cardFormats"]);

/** GET, POST, PATCH, DELETE /orgs/{o}/users/{id}/credentials. /reference/createcredential */
export const listCredentials = (a: Alta, userId: string) =>
  whole(a, credentialSchema, "list_credentials", ["users", userId, "credentials"]);
export const createCredential = (a: Alta, userId: string, input: object) =>
  one(a, credentialSchema, "create_credential", "POST", ["users", userId, "credentials"], input);
export const patchCredential = (a: Alta, userId: string, credentialId: string, input: object) =>
  one(
    a,
    credentialSchema,
    "patch_credential",
    "PATCH",
    ["users", userId, "credentials", credentialId],
    input,
  );
export const deleteCredential = (a: Alta, userId: string, credentialId: string) =>
  none(a, "delete_credential", "DELETE", ["users", userId, "credentials", credentialId]);

/** POST .../credentials/{c}/generateCloudKeyUnlockToken. /reference/generatecloudkeyunlocktoken */
export const generateUnlockToken = (a: Alta, userId: string, credentialId: string, input: object) =>
  one(
    a,
    linkSchema,
    "generate_unlock_token",
    "POST",
    ["users", userId, "credentials", credentialId, "generateCloudKeyUnlockToken"],
    input,
  );

/** GET /orgs/{o}/reports/activity/events; not sorted, and a page may be larger than asked for. /reference/getactivityevents-1 */
export async function listEvents(
  a: Alta,
  query: { readonly filter: string; readonly options: string },
  cursor: string | null,
): Promise<ListPage<z.output<typeof eventSchema>>> {
  const body = await answer(a, "list_events", "GET", ["reports", "activity", "events"], undefined, {
    limit: String(PAGE_ROWS),
    ...query,
    ...(cursor === null ? {} : { cursor }),
  });
  const page = parseAnswer(listSchema, body, "avigilon-alta list_events");
  const next = page.cursors?.hasNextPage ? (page.cursors.nextCursor ?? "") : null;
  if (next === "" || (next !== null && next === cursor)) throw cutShort("list_events");
  return { ...parseRows(eventSchema, page.data), next };
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

async function answer(
  { http, org }: Alta,
  operation: string,
  method: Method,
  path: readonly string[],
  json?: unknown,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const { body } = await http({
    operation,
    method,
    path: ["orgs", org, ...path],
    query,
    ...(json === undefined ? {} : { json }),
  });
  refuseInnerError(body, operation);
  return body;
}

async function one<T>(
  a: Alta,
  schema: ZodType<T>,
  operation: string,
  method: Method,
  path: readonly string[],
  json?: unknown,
): Promise<T> {
  const body = await answer(a, operation, method, path, json);
  return parseAnswer(z.object({ data: schema }), body, `avigilon-alta ${operation}`).data;
}

/** Answers 204 with nothing. What it did has to be seen by reading. */
async function none(
  { http, org }: Alta,
  operation: string,
  method: Method,
  path: readonly string[],
  json?: unknown,
): Promise<void> {
  const { body } = await http({
    operation,
    method,
    path: ["orgs", org, ...path],
    answer: "none",
    ...(json === undefined ? {} : { json }),
  });
  refuseInnerError(body, operation);
}

const cutShort = (operation: string) =>
  new VendorError("unexpected_response", `avigilon-alta ${operation}: the list cannot be read on`);

/** The place in a list: the vendor's cursor, or an offset with the last row seen. */
type Place = { readonly cursor: string } | { readonly offset: number; readonly lastId: number };

function placeOf(text: string): Place {
  if (text.startsWith("c:")) return { cursor: text.slice(2) };
  const [offset, lastId] = text.slice(2).split(":").map(Number);
  return { offset: offset ?? 0, lastId: lastId ?? -1 };
}

const rawId = (row: unknown): number | null =>
  typeof row === "object" && row !== null && "id" in row && typeof row.id === "number" ? row.id : null;

/**
 * One page, oldest first. Where the vendor gives no cursor the next page begins with the last row of this one, which has
 * to come again: if not, rows were deleted in between and others would be missed (`unavailable`: read anew). A list that
 * says it holds more than it gave is `unexpected_response`.
 */
async function list<T>(
  a: Alta,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
  filter: Readonly<Record<string, string>>,
  from: string | null,
): Promise<ListPage<T>> {
  const place = from === null ? null : placeOf(from);
  const overlap = place !== null && "offset" in place ? place : null;
  const body = await answer(a, operation, "GET", path, undefined, {
    limit: String(PAGE_ROWS),
    sort: "id",
    order: "asc",
    ...filter,
    ...(place !== null && "cursor" in place ? { cursor: place.cursor } : {}),
    ...(overlap ? { offset: String(overlap.offset - 1) } : {}),
  });
  const page = parseAnswer(listSchema, body, `avigilon-alta ${operation}`);
  if (overlap && rawId(page.data[0]) !== overlap.lastId)
    throw new VendorError("unavailable", `avigilon-alta ${operation}: the list moved while it was read`);
  const rows = overlap ? page.data.slice(1) : page.data;
  const seen = (overlap?.offset ?? 0) + rows.length;
  const total = page.filteredCount ?? page.totalCount ?? null;
  const parsed = parseRows(schema, rows);
  if (page.cursors) {
    const next = page.cursors.hasNextPage ? (page.cursors.nextCursor ?? "") : null;
    const isCut = next === null && from === null && total !== null && rows.length < total;
    if (next === "" || isCut || (place !== null && "cursor" in place && next === place.cursor))
      throw cutShort(operation);
    return { ...parsed, next: next === null ? null : `c:${next}` };
  }
  const isMore = total === null ? rows.length >= PAGE_ROWS : seen < total;
  if (!isMore) return { ...parsed, next: null };
  const lastId = rawId(rows.at(-1));
  if (lastId === null) throw cutShort(operation);
  return { ...parsed, next: `o:${seen}:${lastId}` };
}

/** A whole list. A row that does not parse makes the answer unusable here. */
async function whole<T>(
  a: Alta,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
): Promise<readonly T[]> {
  const rows: T[] = [];
  let from: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page: ListPage<T> = await list(a, schema, operation, path, {}, from);
    if (page.skipped > 0)
      throw new VendorError("unexpected_response", `avigilon-alta ${operation}: a row did not parse`);
    rows.push(...page.items);
    if (page.next === null) return rows;
    from = page.next;
  }
  throw cutShort(operation);
}

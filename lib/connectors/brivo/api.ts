import type { ZodType } from "zod";
import type { ConnectorDeps } from "../contract";
import { VendorError } from "../errors";
import { createHttp, type HttpClient, type HttpRequest } from "../http";
import { type ParsedRows, parseAnswer, parseRows } from "../parse";
import { addressesOf } from "./endpoints";
import { apiFailure } from "./failures";
import {
  adminSchema,
  allotmentSchema,
  credentialSchema,
  doorSchema,
  eventSchema,
  formatSchema,
  groupSchema,
  groupUserSchema,
  invitationSchema,
  listSchema,
  siteSchema,
  suspendedSchema,
  userSchema,
} from "./schemas";

/**
 * One function per endpoint used, from https://apidocs.brivo.com/access/references/ (the file is named at each), read
 * 2026-11-29. Request bodies are not published there: they come from public clients, see docs/vendors/brivo.md.
 */

const PAGE_ROWS = 100;
const WHOLE_PAGES_MAX = 100;

export type BrivoHttp = HttpClient;
/** `next` = the offset of the page after this one. */
export interface ListPage<T> extends ParsedRows<T> {
  readonly next: number | null;
}

export const brivoHttp = (deps: ConnectorDeps): BrivoHttp =>
  createHttp({
    vendor: "brivo",
    baseUrl: addressesOf(deps.operator, deps.settings).apiUrl,
    fetch: deps.fetch,
    clock: deps.clock,
    log: deps.log,
    timeoutMs: deps.timeoutMs,
    headers: { "api-key": deps.secrets.apiKey ?? "" },
    auth: { tokens: deps.tokens, headers: (token) => ({ authorization: `Bearer ${token}` }) },
    classify: (failure, operation) => apiFailure(failure, operation, deps.clock.now()),
  });

/** GET /administrators/whoami. administrator.yaml */
export const whoAmI = (http: BrivoHttp) => one(http, adminSchema, "who_am_i", ["administrators", "whoami"]);

/** GET /groups. group.yaml */
export const listGroups = (http: BrivoHttp, offset: number) =>
  list(http, groupSchema, "list_groups", ["groups"], offset);
/** GET /groups?pageSize=1: whether the administrator may see groups at all. group.yaml */
export const probeGroups = (http: BrivoHttp) =>
  http({ operation: "list_groups", method: "GET", path: ["groups"], query: { pageSize: "1" } });
/** GET /groups, whole. group.yaml */
export const allGroups = (http: BrivoHttp) => whole(http, groupSchema, "list_groups", ["groups"]);
/** GET /groups/{id}/users, whole; rows carry no addresses. group.yaml */
export const allGroupUsers = (http: BrivoHttp, groupId: string) =>
  whole(http, groupUserSchema, "list_group_users", ["groups", groupId, "users"]);
/** PUT and DELETE /groups/{id}/users/{id}: 204. UNVERIFIED: what a repeat answers. group.yaml */
export const putMember = (http: BrivoHttp, groupId: string, userId: string) =>
  http({
    operation: "put_member",
    method: "PUT",
    path: ["groups", groupId, "users", userId],
    answer: "none",
  });
export const deleteMember = (http: BrivoHttp, groupId: string, userId: string) =>
  http({
    operation: "delete_member",
    method: "DELETE",
    path: ["groups", groupId, "users", userId],
    answer: "none",
  });

/** GET /sites, whole. site.yaml */
export const allSites = (http: BrivoHttp) => whole(http, siteSchema, "list_sites", ["sites"]);
/** GET /sites/{id}/groups, whole. site.yaml */
export const allSiteGroups = (http: BrivoHttp, siteId: string) =>
  whole(http, groupSchema, "list_site_groups", ["sites", siteId, "groups"]);
/** GET /access-points or those of one site. access_point.yaml */
export const listDoors = (http: BrivoHttp, siteId: string | null, offset: number) =>
  siteId === null
    ? list(http, doorSchema, "list_doors", ["access-points"], offset)
    : list(http, doorSchema, "list_doors", ["sites", siteId, "access-points"], offset);

/** GET /users. There is no filter by e-mail or externalId. user.yaml */
export const listUsers = (http: BrivoHttp, offset: number) =>
  list(http, userSchema, "list_users", ["users"], offset);
/** GET /users/{id}. user.yaml */
export const getUser = (http: BrivoHttp, userId: string) =>
  one(http, userSchema, "get_user", ["users", userId]);
/** The same as it came, to be sent back whole. */
export const getRawUser = async (http: BrivoHttp, userId: string): Promise<unknown> =>
  (await http({ operation: "get_user", method: "GET", path: ["users", userId] })).body;
/** GET /users/{externalId}/external. UNVERIFIED: which one comes when several carry it. user.yaml */
export const getUserByExternalId = (http: BrivoHttp, externalId: string) =>
  one(http, userSchema, "get_user_external", ["users", externalId, "external"]);
/** POST /users; PATCH and PUT /users/{id}. PUT erases what is left out. user.yaml, bodies from clients */
export const createUser = (http: BrivoHttp, body: Readonly<Record<string, unknown>>) =>
  write(http, userSchema, { operation: "create_user", method: "POST", path: ["users"], json: body });
export const patchUser = (http: BrivoHttp, userId: string, body: Readonly<Record<string, unknown>>) =>
  write(http, userSchema, { operation: "patch_user", method: "PATCH", path: ["users", userId], json: body });
export const putUser = (http: BrivoHttp, userId: string, body: Readonly<Record<string, unknown>>) =>
  write(http, userSchema, { operation: "put_user", method: "PUT", path: ["users", userId], json: body });
/** DELETE /users/{id}: 204, for good. user.yaml */
export const deleteUser = (http: BrivoHttp, userId: string) =>
  http({ operation: "delete_user", method: "DELETE", path: ["users", userId], answer: "none" });
/** PUT /users/{id}/suspended. user.yaml, body from clients */
export const putSuspended = (http: BrivoHttp, userId: string, suspended: boolean) =>
  write(http, suspendedSchema, {
    operation: "put_suspended",
    method: "PUT",
    path: ["users", userId, "suspended"],
    json: { suspended },
  });
/** GET /users/{id}/groups, not paged. UNVERIFIED: whether groups the administrator cannot see are shown. user.yaml */
export const userGroups = (http: BrivoHttp, userId: string) =>
  unpaged(http, groupSchema, "list_user_groups", ["users", userId, "groups"]);

/** GET /users/{id}/credentials, not paged: cards, passes, and the PIN as a row of format 2. credential.yaml */
export const userCredentials = (http: BrivoHttp, userId: string) =>
  unpaged(http, credentialSchema, "list_user_credentials", ["users", userId, "credentials"]);
/** PUT (204, dates optional) and DELETE /users/{id}/credentials/{id}; the card stays in the bank. credential.yaml */
export const assignCredential = (
  http: BrivoHttp,
  userId: string,
  credentialId: string,
  dates: { readonly effectiveFrom: string },
) =>
  http({
    operation: "assign_credential",
    method: "PUT",
    path: ["users", userId, "credentials", credentialId],
    json: dates,
    answer: "none",
  });
export const unassignCredential = (http: BrivoHttp, userId: string, credentialId: string) =>
  http({
    operation: "unassign_credential",
    method: "DELETE",
    path: ["users", userId, "credentials", credentialId],
    answer: "none",
  });
/** GET /credentials by reference or facility; `eq` is "contains", so the caller compares again. credential.yaml */
export const findCredentials = (http: BrivoHttp, field: "reference_id" | "facility_code", value: string) =>
  whole(http, credentialSchema, "list_credentials", ["credentials"], { filter: `${field}__eq:${value}` });
/** GET /credentials/{id}/user: 404 while nobody holds it. credential.yaml */
export const credentialHolder = (http: BrivoHttp, credentialId: string) =>
  one(http, groupUserSchema, "get_credential_user", ["credentials", credentialId, "user"]);
/** POST /credentials: 201. credential.yaml, body as recorded by github.com/techspaceco/brivo */
export const createCredential = (http: BrivoHttp, body: Readonly<Record<string, unknown>>) =>
  write(http, credentialSchema, {
    operation: "create_credential",
    method: "POST",
    path: ["credentials"],
    json: body,
  });
/** GET /credentials/formats, not paged. credential.yaml */
export const cardFormats = (http: BrivoHttp) =>
  unpaged(http, formatSchema, "list_formats", ["credentials", "formats"]);

const invitationsOf = (userId: string) => ["users", userId, "credentials", "digital-invitations"];
/** GET, POST, DELETE /users/{id}/credentials/digital-invitations; flags are query parameters. digital_invitations.yaml */
export const listInvitations = (http: BrivoHttp, userId: string) =>
  whole(http, invitationSchema, "list_invitations", invitationsOf(userId), { filter: "status__eq:all" });
export const createInvitation = (
  http: BrivoHttp,
  userId: string,
  input: { readonly referenceId: string; readonly language: string },
) =>
  write(http, invitationSchema, {
    operation: "create_invitation",
    method: "POST",
    path: invitationsOf(userId),
    query: { sendInvitationEmail: "true", nfcEnabled: "false", language: input.language },
    json: { referenceId: input.referenceId },
  });
export const cancelInvitation = (http: BrivoHttp, userId: string) =>
  http({
    operation: "cancel_invitation",
    method: "DELETE",
    path: invitationsOf(userId),
    answer: "none",
  });
/** GET /credentials/digital/allotment. digital_credentials.yaml */
export const passAllotment = (http: BrivoHttp) =>
  one(http, allotmentSchema, "get_allotment", ["credentials", "digital", "allotment"]);

/** GET /events/access, newest first; `offset` is a date-time. events.yaml */
export async function listEvents(http: BrivoHttp, filter: string, offset: Date | null) {
  const query = {
    filter,
    pageSize: String(PAGE_ROWS),
    ...(offset === null ? {} : { offset: offset.toISOString() }),
  };
  const { body } = await http({
    operation: "list_events",
    method: "GET",
    path: ["events", "access"],
    query,
  });
  const { data } = parseAnswer(listSchema, body, "brivo list_events");
  return { ...parseRows(eventSchema, data), isLast: data.length < PAGE_ROWS };
}

async function one<T>(
  http: BrivoHttp,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
): Promise<T> {
  const { body } = await http({ operation, method: "GET", path });
  return parseAnswer(schema, body, `brivo ${operation}`);
}

async function write<T>(http: BrivoHttp, schema: ZodType<T>, request: HttpRequest): Promise<T> {
  const { body } = await http(request);
  return parseAnswer(schema, body, `brivo ${request.operation}`);
}

/**
 * One page by its offset. It is the last when it is empty, short, or reaches `count`; a list that changes meanwhile
 * may skip or repeat rows, which callers de-duplicate by id.
 */
async function list<T>(
  http: BrivoHttp,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
  offset: number,
  filter: Readonly<Record<string, string>> = {},
): Promise<ListPage<T>> {
  const query = { ...filter, pageSize: String(PAGE_ROWS), offset: String(offset) };
  const { body } = await http({ operation, method: "GET", path, query });
  const { data, count } = parseAnswer(listSchema, body, `brivo ${operation}`);
  const end = offset + data.length;
  const isLast = data.length < PAGE_ROWS || (count != null && end >= count);
  return { ...parseRows(schema, data), next: isLast ? null : end };
}

/** A whole list of pages. A row that does not parse makes the answer unusable here. */
async function whole<T extends { readonly id: string }>(
  http: BrivoHttp,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
  filter: Readonly<Record<string, string>> = {},
): Promise<readonly T[]> {
  const rows = new Map<string, T>();
  let offset: number | null = 0;
  for (let pages = 0; pages < WHOLE_PAGES_MAX; pages += 1) {
    const page: ListPage<T> = await list(http, schema, operation, path, offset, filter);
    for (const row of allOf(page, operation)) rows.set(row.id, row);
    if (page.next === null) return [...rows.values()];
    offset = page.next;
  }
  throw new VendorError("unexpected_response", `brivo ${operation}: more than ${WHOLE_PAGES_MAX} pages`);
}

async function unpaged<T>(
  http: BrivoHttp,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
): Promise<readonly T[]> {
  const { body } = await http({ operation, method: "GET", path });
  return allOf(parseRows(schema, parseAnswer(listSchema, body, `brivo ${operation}`).data), operation);
}

function allOf<T>({ items, skipped }: ParsedRows<T>, operation: string): readonly T[] {
  if (skipped > 0) throw new VendorError("unexpected_response", `brivo ${operation}: a row did not parse`);
  return items;
}

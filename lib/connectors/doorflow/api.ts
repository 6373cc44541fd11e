import type { ZodType } from "zod";
import type { ConnectorDeps } from "../contract";
import { VendorError } from "../errors";
import { createHttp, type HttpClient, type HttpRequest } from "../http";
import { type ParsedRows, parseAnswer, parseRows } from "../parse";
import { addressOf } from "./endpoints";
import { apiFailure } from "./failures";
import {
  accountSchema,
  channelSchema,
  credentialSchema,
  credentialTypeSchema,
  type DoorFlowPerson,
  eventSchema,
  groupSchema,
  listSchema,
  personSchema,
  reservationSchema,
  siteSchema,
} from "./schemas";

/**
 * One function per endpoint used, from the vendor's OpenAPI file "DoorFlow API 3.0" (D1 of docs/vendors/doorflow.md), read
 * 2026-11-29. Ids are sent as numbers, and any 2xx is taken: pages disagree between 200, 201 and 204 for the same call.
 */

const PEOPLE_ROWS = 100;
const WHOLE_ROWS = 500;
const WHOLE_PAGES_MAX = 100;
const EVENT_ROWS = 1_000;

export type DoorFlowHttp = HttpClient;
type Query = Readonly<Record<string, string>>;
/** `next` = the number of the page after this one. */
export interface ListPage<T> extends ParsedRows<T> {
  readonly next: number | null;
}

export const doorflowHttp = (deps: ConnectorDeps): DoorFlowHttp =>
  createHttp({
    vendor: "doorflow",
    baseUrl: `${addressOf(deps.operator, "apiUrl")}/api/3`,
    fetch: deps.fetch,
    clock: deps.clock,
    log: deps.log,
    timeoutMs: deps.timeoutMs,
    headers: { "user-agent": "Lintel" },
    auth: { tokens: deps.tokens, headers: (token) => ({ authorization: `Bearer ${token}` }) },
    classify: apiFailure,
  });

/** GET /account. */
export const getAccount = (http: DoorFlowHttp) => one(http, accountSchema, "get_account", ["account"]);
/** GET /groups: one answer, not paged. Which are filled by a directory is not told. */
export async function listGroups(http: DoorFlowHttp) {
  const { body } = await http({ operation: "list_groups", method: "GET", path: ["groups"] });
  return parseRows(groupSchema, parseAnswer(listSchema, body, "doorflow list_groups"));
}
/** GET /sites, whole. */
export const allSites = (http: DoorFlowHttp) => whole(http, siteSchema, "list_sites", ["sites"]);
/** GET /channels, whole, of one site or all. */
export const allChannels = (http: DoorFlowHttp, siteId: string | null) =>
  whole(http, channelSchema, "list_channels", ["channels"], siteId === null ? {} : { site_id: siteId });

/** GET /people, one page. `email` matches a part, in any case; `system_id` is compared again by the caller. */
export async function listPeople(
  http: DoorFlowHttp,
  page: number,
  filter: { readonly email?: string; readonly system_id?: string } = {},
): Promise<ListPage<DoorFlowPerson>> {
  const query = { ...filter, per_page: String(PEOPLE_ROWS), page: String(page) };
  const { rows, total, perPage } = await list(http, "list_people", ["people"], query);
  const size = perPage ?? PEOPLE_ROWS;
  const isLast = rows.length === 0 || (total === null ? rows.length < size : page * size >= total);
  return { ...parseRows(personSchema, rows), next: isLast ? null : page + 1 };
}
/** GET /people/{id}. Soft-deleted people are 404. */
export const getPerson = (http: DoorFlowHttp, id: string) =>
  one(http, personSchema, "get_person", ["people", id]);
/** POST /people, flat; both names are needed. */
export const createPerson = (http: DoorFlowHttp, body: Readonly<Record<string, unknown>>) =>
  write(http, personSchema, { operation: "create_person", method: "POST", path: ["people"], json: body });
/** PUT /people/{id} of the groups alone: replaces the whole list. What came of it is read again by the caller. */
export const putGroups = (http: DoorFlowHttp, id: string, groupIds: readonly string[]) =>
  http({
    operation: "put_person",
    method: "PUT",
    path: ["people", id],
    json: { group_ids: groupIds.map(Number) },
    answer: "none",
  });
/** DELETE /people/{id}: a soft delete. */
export const deletePerson = (http: DoorFlowHttp, id: string) => remove(http, "delete_person", ["people", id]);

/** GET /group_reservations, whole: present and future ones, of everybody; there is no filter by person. */
export const allReservations = (http: DoorFlowHttp) =>
  whole(http, reservationSchema, "list_group_reservations", ["group_reservations"]);
/** POST /group_reservations. The end must be in the future; there is no call to change one. */
export const createReservation = (
  http: DoorFlowHttp,
  of: { personId: string; groupIds: readonly string[]; from: Date; until: Date },
) =>
  write(http, reservationSchema, {
    operation: "create_group_reservation",
    method: "POST",
    path: ["group_reservations"],
    json: {
      group_reservation: {
        person_id: Number(of.personId),
        group_ids: of.groupIds.map(Number),
        start_time: of.from.toISOString(),
        end_time: of.until.toISOString(),
      },
    },
  });
/** DELETE /group_reservations/{id}: a pending one is gone for good, an active one ends and the person leaves its groups. */
export const deleteReservation = (http: DoorFlowHttp, id: string) =>
  remove(http, "delete_group_reservation", ["group_reservations", id]);

/** GET /credential_types, whole; ids and slugs differ between accounts. */
export const allCredentialTypes = (http: DoorFlowHttp) =>
  whole(http, credentialTypeSchema, "list_credential_types", ["credential_types"]);
const credentialsOf = (personId: string) => ["people", personId, "credentials"];
/** GET /people/{id}/credentials, whole. */
export const allCredentials = (http: DoorFlowHttp, personId: string) =>
  whole(http, credentialSchema, "list_credentials", credentialsOf(personId));
/** POST /people/{id}/credentials: one of a type; a second is 409 with the one there is. */
export const createCredential = (http: DoorFlowHttp, personId: string, typeId: string, value: string) =>
  http({
    operation: "create_credential",
    method: "POST",
    path: credentialsOf(personId),
    json: { person_credential: { credential_type_id: Number(typeId), value } },
    answer: "none",
  });
/** PUT /people/{id}/credentials/{id}: another value. */
export const putCredential = (http: DoorFlowHttp, personId: string, id: string, value: string) =>
  http({
    operation: "put_credential",
    method: "PUT",
    path: [...credentialsOf(personId), id],
    json: { person_credential: { value } },
    answer: "none",
  });
/** DELETE /people/{id}/credentials/{id}. */
export const deleteCredential = (http: DoorFlowHttp, personId: string, id: string) =>
  remove(http, "delete_credential", [...credentialsOf(personId), id]);

/** GET /events of these codes since an instant, oldest first, one page. */
export async function listEvents(
  http: DoorFlowHttp,
  ask: { readonly codes: string; readonly since: Date; readonly page: number },
) {
  const query = {
    event_codes: ask.codes,
    since: ask.since.toISOString(),
    sort: "ASC",
    n: String(EVENT_ROWS),
    page: String(ask.page),
  };
  const { rows, perPage } = await list(http, "list_events", ["events"], query);
  return { ...parseRows(eventSchema, rows), isLast: rows.length < (perPage ?? EVENT_ROWS) };
}

/** POST /sync: pushes changes to the doors; also fine when there are none. */
export const postSync = (http: DoorFlowHttp) =>
  http({ operation: "sync", method: "POST", path: ["sync"], json: {} });

async function one<T>(http: DoorFlowHttp, schema: ZodType<T>, operation: string, path: readonly string[]) {
  const { body } = await http({ operation, method: "GET", path });
  return parseAnswer(schema, single(body), `doorflow ${operation}`);
}

async function write<T>(http: DoorFlowHttp, schema: ZodType<T>, request: HttpRequest): Promise<T> {
  const { body } = await http(request);
  return parseAnswer(schema, single(body), `doorflow ${request.operation}`);
}

/** Text, JSON or nothing: each is documented somewhere. */
const remove = (http: DoorFlowHttp, operation: string, path: readonly string[]) =>
  http({ operation, method: "DELETE", path, answer: "text" });

/** Some pages show a single object as an array of one. */
const single = (body: unknown): unknown => (Array.isArray(body) && body.length === 1 ? body[0] : body);

/** Rows with what the headers tell; two families of them are documented, and perhaps neither comes. */
async function list(http: DoorFlowHttp, operation: string, path: readonly string[], query: Query) {
  const { body, headers } = await http({ operation, method: "GET", path, query });
  const count = (...names: readonly string[]): number | null => {
    const given = names.map((name) => headers.get(name)).find((value) => value !== null);
    return given !== undefined && /^\d+$/.test(given ?? "") ? Number(given) : null;
  };
  return {
    rows: parseAnswer(listSchema, body, `doorflow ${operation}`),
    total: count("total", "x-total-results"),
    perPage: count("per-page", "x-per-page") || null,
  };
}

/**
 * A whole list in one call where DoorFlow does so (`skip_pagination`), else page by page. A row that does not parse, or
 * fewer rows than the total told, make it unusable: the one looked for could be among them.
 */
async function whole<T extends { readonly id: string }>(
  http: DoorFlowHttp,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
  filter: Query = {},
): Promise<readonly T[]> {
  const found = new Map<string, T>();
  for (let page = 1; page <= WHOLE_PAGES_MAX; page += 1) {
    const paging: Query = page === 1 ? { skip_pagination: "true" } : {};
    const query = { ...filter, per_page: String(WHOLE_ROWS), page: String(page), ...paging };
    const { rows, total, perPage } = await list(http, operation, path, query);
    const { items, skipped } = parseRows(schema, rows);
    if (skipped > 0)
      throw new VendorError("unexpected_response", `doorflow ${operation}: a row did not parse`);
    for (const row of items) found.set(row.id, row);
    if (total !== null && found.size >= total) return [...found.values()];
    if (total === null && rows.length !== (perPage ?? WHOLE_ROWS)) return [...found.values()];
    if (rows.length > 0) continue;
    if (total === null) return [...found.values()];
    throw new VendorError("unavailable", `doorflow ${operation}: the list changed while it was read`);
  }
  throw new VendorError("unexpected_response", `doorflow ${operation}: more than ${WHOLE_PAGES_MAX} pages`);
}

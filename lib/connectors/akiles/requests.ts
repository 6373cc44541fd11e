import type { ZodType } from "zod";
import type { ConnectorDeps } from "../contract";
import { VendorError } from "../errors";
import { createHttp, type HttpClient } from "../http";
import { type ParsedRows, parseAnswer, parseRows } from "../parse";
import { API_URL } from "./endpoints";
import { listSchema } from "./schemas";

const PAGE_ROWS = "100";
const SUB_LIST_PAGES_MAX = 20;

/** UNVERIFIED beyond the first two: others exist and are not documented. The status decides, this only helps to read. */
const ERROR_TYPES = [
  "invalid_request",
  "hardware_offline",
  "not_found",
  "conflict",
  "unauthorized",
  "forbidden",
];

export type AkilesHttp = HttpClient;
interface ListPage<T> extends ParsedRows<T> {
  readonly next: string | null;
}

/** Error bodies are `{type, message, args}`; only `type` is ever looked at. */
export const akilesHttp = (deps: ConnectorDeps): AkilesHttp =>
  createHttp({
    vendor: "akiles",
    baseUrl: deps.operator.apiUrl ?? API_URL,
    fetch: deps.fetch,
    clock: deps.clock,
    log: deps.log,
    timeoutMs: deps.timeoutMs,
    auth: { tokens: deps.tokens, headers: (token) => ({ authorization: `Bearer ${token}` }) },
    codes: {
      of: (body) => (typeof body === "object" && body !== null && "type" in body ? body.type : undefined),
      known: ERROR_TYPES,
    },
  });

export async function one<T>(
  http: AkilesHttp,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
): Promise<T> {
  const { body } = await http({ operation, method: "GET", path });
  return parseAnswer(schema, body, `akiles ${operation}`);
}

export async function write<T>(
  http: AkilesHttp,
  schema: ZodType<T>,
  operation: string,
  method: "POST" | "PATCH",
  path: readonly string[],
  json: unknown,
): Promise<T> {
  const { body } = await http({ operation, method, path, json });
  return parseAnswer(schema, body, `akiles ${operation}`);
}

/** A DELETE answers 200 with the object, now `is_deleted`; an empty 204 is taken as well. */
export async function remove(http: AkilesHttp, operation: string, path: readonly string[]): Promise<void> {
  const { body } = await http({ operation, method: "DELETE", path, answer: "none" });
  if (typeof body === "object" && body !== null && "is_deleted" in body && body.is_deleted === false) {
    throw new VendorError("unexpected_response", `akiles ${operation}: the object is still there`);
  }
}

/**
 * One page. The page size is always sent, for its default is not documented. More rows announced without
 * a cursor, or the same cursor again, would cut the list short unseen: `unexpected_response`.
 */
export async function list<T>(
  http: AkilesHttp,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
  filter: Record<string, string>,
  cursor: string | null,
): Promise<ListPage<T>> {
  const query = { limit: PAGE_ROWS, ...filter, ...(cursor === null ? {} : { cursor }) };
  const { body } = await http({ operation, method: "GET", path, query });
  const page = parseAnswer(listSchema, body, `akiles ${operation}`);
  const next = page.has_next ? (page.cursor_next ?? "") : null;
  if (next === "" || (next !== null && next === cursor)) {
    throw new VendorError("unexpected_response", `akiles ${operation}: the list cannot be read on`);
  }
  return { ...parseRows(schema, page.data), next };
}

/** A whole short list, deleted rows dropped. A row that does not parse makes the answer unusable here. */
export async function whole<T extends { readonly is_deleted: boolean }>(
  http: AkilesHttp,
  schema: ZodType<T>,
  operation: string,
  path: readonly string[],
): Promise<readonly T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < SUB_LIST_PAGES_MAX; pages += 1) {
    const page: ListPage<T> = await list(http, schema, operation, path, {}, cursor);
    if (page.skipped > 0)
      throw new VendorError("unexpected_response", `akiles ${operation}: a row did not parse`);
    rows.push(...page.items.filter((item) => !item.is_deleted));
    if (page.next === null) return rows;
    cursor = page.next;
  }
  throw new VendorError("unexpected_response", `akiles ${operation}: more than ${SUB_LIST_PAGES_MAX} pages`);
}

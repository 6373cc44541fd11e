import { parseInstant } from "./fields";
import { type Clause, parseFilter } from "./filters";
import type { EventRow } from "./model";
import { pageSizeOf } from "./paging";
import { invalid } from "./problem";
import type { World } from "./world";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const hourOf = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS;
const isTime = ({ field }: Clause) => field === "occurred" || field === "processed";

function only(clauses: readonly Clause[], field: string): Clause | undefined {
  const found = clauses.filter((clause) => clause.field === field);
  if (found.length > 1) throw invalid("Invalid filter format");
  return found[0];
}

/** Which instant a list goes by, and the window asked for: bounds cut to the hour, a day at most. */
function windowOf(world: World, clauses: readonly Clause[]) {
  const times = clauses.filter(isTime);
  const [first] = times;
  if (times.some((clause) => clause.field !== first?.field))
    throw invalid("occurred and processed cannot be combined");
  const key = first?.field === "processed" ? ("processed" as const) : ("occurred" as const);
  const bound = (operator: string): number | null => {
    const found = times.filter((clause) => clause.operator === operator);
    if (found.length > 1 || (found[0]?.values.length ?? 1) !== 1) throw invalid("Invalid filter format");
    if (!found[0]) return null;
    const ms = parseInstant(found[0].values[0] ?? "");
    if (ms === null) throw invalid("Invalid date in filter");
    return hourOf(ms);
  };
  if (times.some(({ operator }) => operator !== "gt" && operator !== "lt"))
    throw invalid("occurred and processed take gt and lt");
  const now = world.nowMs();
  const [gt, lt] = [bound("gt"), bound("lt")];
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const from = gt ?? (lt === null ? today : lt - DAY_MS);
  const to = lt ?? Math.min(from + DAY_MS, hourOf(now) + HOUR_MS);
  if (to - from > DAY_MS) throw invalid("The time window must not exceed 24 hours");
  return { key, from, to };
}

function kindTest(clause: Clause | undefined): (event: EventRow) => boolean {
  if (!clause) return () => true;
  const kinds = ["non_exception", "exception", "camera"];
  if (clause.operator !== "eq" || clause.values.some((value) => !kinds.includes(value)))
    throw invalid("unknown event_type");
  return (event) => clause.values.includes(event.exception ? "exception" : "non_exception");
}

/** Events of a window, newest first, and the instant they go by. Errors: 400 for filters that exclude each other. */
function select(world: World, account: number, filter: string | null) {
  const clauses = parseFilter(filter);
  const known = ["occurred", "processed", "object", "site", "event_type"];
  const unknown = clauses.find(({ field }) => !known.includes(field));
  if (unknown) throw invalid(`Unknown filter field: ${unknown.field}`);
  const [object, site] = [only(clauses, "object"), only(clauses, "site")];
  if (object && site) throw invalid("object and site cannot be combined");
  const { key, from, to } = windowOf(world, clauses);
  const isKind = kindTest(only(clauses, "event_type"));
  const siteOf = (event: EventRow) => world.state.tables.doors[String(event.doorId)]?.siteId;
  const rows = world
    .rows("events", account)
    .filter((event) => event[key] > from && event[key] < to && isKind(event))
    .filter((event) => !object || object.values.includes(String(event.doorId)))
    .filter((event) => !site || site.values.includes(String(siteOf(event))))
    .sort((a, b) => b[key] - a[key] || b.id - a.id);
  return { rows, key };
}

/** `GET /events/access`: `offset` is a date-time, and there is no count. */
export function listEvents(
  world: World,
  account: number,
  params: URLSearchParams,
  toWire: (event: EventRow) => object,
): object {
  const { rows, key } = select(world, account, params.get("filter"));
  const pageSize = pageSizeOf(world, params);
  const text = params.get("offset");
  const offset = text === null ? null : parseInstant(text);
  if (text !== null && offset === null) throw invalid("offset must be a date-time");
  const takesEqual = world.switches.eventOffset === "at_or_before";
  const left =
    offset === null
      ? rows
      : rows.filter((event) => event[key] < offset || (takesEqual && event[key] === offset));
  return { data: left.slice(0, pageSize).map(toWire), pageSize };
}

export const countEvents = (world: World, account: number, params: URLSearchParams): object => ({
  count: select(world, account, params.get("filter")).rows.length,
});

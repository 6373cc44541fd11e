import type { EventRow } from "./model";
import { badRequest } from "./problem";
import type { World } from "./world";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const ADMITTED = [...range(10, 18), 70];
const REJECTED = [...range(20, 29), ...range(71, 73)];
const CHANNEL_STATUS = range(1, 3);
const KNOWN = [
  ...CHANNEL_STATUS,
  ...ADMITTED,
  ...REJECTED,
  ...range(30, 37),
  ...range(40, 42),
  ...range(50, 63),
  ...range(90, 91),
  ...range(100, 107),
  220,
  ...range(223, 225),
];

const ROWS_DEFAULT = 50;
const ROWS_MAX = 1_000;
const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;

const listOf = (text: string | undefined) => (text ?? "").split(",").filter((part) => part !== "");
const whole = (text: string | undefined, fallback: number) => {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : fallback;
};

export interface EventPage {
  readonly rows: EventRow[];
  readonly total: number;
  readonly perPage: number;
  readonly page: number;
}

/** GET /events: person events of the last 90 days, newest first, unless asked otherwise. Errors: 400 on bad codes. */
export function listEvents(
  world: World,
  accountId: string,
  ask: (name: string) => string | undefined,
): EventPage {
  const codes = listOf(ask("event_codes"));
  const bad = codes.filter((code) => !KNOWN.includes(Number(code)));
  if (bad.length > 0)
    throw badRequest(`The following event codes are not valid for this method: ${bad.join(", ")}`);
  const wanted = new Set(
    codes.length > 0
      ? codes.map(Number)
      : [...ADMITTED, ...REJECTED, ...(ask("level") === "debug" ? CHANNEL_STATUS : [])],
  );
  const since = Math.max(
    Number.isNaN(Date.parse(ask("since") ?? "")) ? 0 : Date.parse(ask("since") ?? ""),
    world.nowMs() - KEPT_DAYS * DAY_MS,
  );
  const byRecord = world.switches.eventsSince === "recorded";
  const channels = listOf(ask("channels") ?? ask("door_controllers"));
  const nameOf = (row: EventRow) => world.state.tables.people[row.person_id ?? ""];
  const like = (text: string | undefined, name: string | undefined) =>
    text === undefined || name?.toLowerCase() === text.toLowerCase();
  const sign = ask("sort")?.toUpperCase() === "ASC" ? 1 : -1;
  const rows = world
    .rows("events", accountId)
    .filter(
      (row) =>
        wanted.has(row.code) &&
        (byRecord ? row.created_at : row.occurred_at) >= since &&
        (channels.length === 0 || channels.includes(row.channel_id ?? "")) &&
        like(ask("first_name"), nameOf(row)?.first_name) &&
        like(ask("last_name"), nameOf(row)?.last_name),
    )
    .sort((a, b) => sign * (a.occurred_at - b.occurred_at || Number(a.id) - Number(b.id)));
  const perPage = Math.min(ROWS_MAX, whole(ask("n"), ROWS_DEFAULT));
  const page = whole(ask("page"), 1);
  return { rows: rows.slice((page - 1) * perPage, page * perPage), total: rows.length, perPage, page };
}

export type NewEvent = Pick<EventRow, "code" | "label" | "channel_id" | "person_id" | "credentials_number">;

/** An event as the platform is told of it now; `occurredAt` is earlier for late reports. */
export function logEvent(
  world: World,
  accountId: string,
  of: NewEvent,
  occurredAt = world.nowMs(),
): EventRow {
  const { code, label, channel_id, person_id, credentials_number } = of;
  const row = world.put("events", {
    ...world.base(accountId),
    code,
    label,
    channel_id,
    person_id,
    credentials_number,
    occurred_at: occurredAt,
  });
  world.onEvent(row);
  return row;
}

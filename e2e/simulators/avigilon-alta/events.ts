import { meta } from "./lists";
import type { EventRow, Model } from "./model";
import { ApiProblem, invalid } from "./problem";
import type { Wire } from "./wire";
import type { World } from "./world";

type Json = Record<string, unknown>;

const LIMIT_MAX = 30_000;
const DAY_S = 86_400;

/**
 * Writes what the cloud will tell of one act at a door: several rows with one request id when it opened, one when it
 * did not. While the door's controller is off the network they arrive later.
 */
export function recordOpening(
  world: World,
  act: {
    orgId: number;
    userId: number | null;
    entryId: number;
    model: Model | null;
    opened: boolean;
    reason: string;
  },
): void {
  const entry = world.get("entries", act.entryId);
  const now = world.nowMs();
  const requestId = world.secret(9);
  const names = act.opened
    ? ["entry.authenticated", "entry.authorized", "entry.unlocked"]
    : ["entry.authorized.failed"];
  for (const name of names) {
    const isOnline = entry?.isOnline !== false;
    const row = world.put("events", {
      id: world.nextId(),
      orgId: act.orgId,
      name,
      occurredAt: now,
      arrivedAt: isOnline ? now : null,
      requestId,
      userId: act.userId,
      entryId: act.entryId,
      model: act.model,
      result: name.endsWith(".failed") ? "Denied" : "Granted",
      deniedReason: name.endsWith(".failed") ? act.reason : null,
    });
    if (isOnline) world.onEvent(row);
  }
}

/** The controller of a door is back on the network and tells what happened meanwhile. */
export function deliverLate(world: World, entryId: number): void {
  for (const row of world.all("events")) {
    if (row.entryId !== entryId || row.arrivedAt !== null) continue;
    row.arrivedAt = world.nowMs();
    world.dirty = true;
    world.onEvent(row);
  }
}

function rangeOf(filter: string, nowS: number): { from: number; to: number; rest: string } {
  const range = /uiData\.time:\((\d+)-<(\d+)\)/.exec(filter);
  if (!range) return { from: nowS - DAY_S, to: nowS + 1, rest: filter };
  return { from: Number(range[1]), to: Number(range[2]), rest: filter.replace(range[0], "") };
}

function matches(row: EventRow, rest: string): boolean {
  const conditions = [...rest.matchAll(/uiData\.(\w+):\(([^()]*)\)/g)];
  const left = rest.replace(/uiData\.(\w+):\(([^()]*)\)/g, "").trim();
  if (left !== "") throw invalid('"filter" cannot be read');
  return conditions.every(([, field = "", values = ""]) =>
    values.split(",").includes(String(Reflect.get(row, field) ?? "null")),
  );
}

/** Rows in no useful order, as the vendor warns: the second half first. */
const shuffled = <T>(rows: readonly T[]): T[] => [
  ...rows.filter((_, at) => at % 2 === 1),
  ...rows.filter((_, at) => at % 2 === 0),
];

/** `GET .../reports/activity/events`. A cursor goes with its filter; a page may hold more than asked for. */
export function eventPage(world: World, wire: Wire, orgId: number, params: URLSearchParams): Json {
  const limit = Number(params.get("limit") ?? LIMIT_MAX);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) throw invalid('"limit" is invalid');
  const filter = params.get("filter") ?? "";
  const { from, to, rest } = rangeOf(filter, Math.floor(world.nowMs() / 1000));
  const all = shuffled(
    world
      .rows("events", orgId)
      .filter((e) => e.arrivedAt !== null && e.occurredAt >= from * 1000 && e.occurredAt < to * 1000)
      .filter((e) => matches(e, rest)),
  );
  const cursor = params.get("cursor");
  let offset = 0;
  if (cursor !== null) {
    const [at = "", of = ""] = cursor.split("~");
    if (of !== Buffer.from(filter).toString("base64url")) throw invalid('"cursor" does not fit "filter"');
    offset = Number(at);
  }
  const size = world.switches.oversizeEventPages ? limit + 1 : limit;
  const data = all.slice(offset, offset + size);
  const hasNextPage = offset + data.length < all.length;
  const isUiDataOnly = (params.get("options") ?? "").split(",").includes("uiDataOnly");
  return {
    data: data.map((row) => wire.event(row, isUiDataOnly)),
    totalCount: all.length,
    filteredCount: all.length,
    cursors: {
      nextCursor: hasNextPage ? `${offset + data.length}~${Buffer.from(filter).toString("base64url")}` : null,
      hasNextPage,
    },
    meta: meta(world),
  };
}

/** The older report, slow enough to be refused. */
export function oldReport(world: World, wire: Wire, orgId: number): Json {
  if (world.switches.slowReport) throw new ApiProblem(422, "The report took too long.");
  const data = world.rows("events", orgId).map((row) => wire.event(row, true));
  return { data, totalCount: data.length, filteredCount: data.length, meta: meta(world) };
}

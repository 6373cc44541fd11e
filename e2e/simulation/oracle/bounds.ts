import type { BoundRow, FaultKind } from "../types";
import type { Road } from "./history";

/** The table of bounds, in ms. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** An edge that was known ahead. */
export const EDGE_MS = 2 * SECOND;
/** What changed while it should hold already, by the road its news takes. */
export const CHANGE_MS: Readonly<Record<Road, { readonly ms: number; readonly row: BoundRow }>> = {
  webhook: { ms: 10 * SECOND, row: "changed" },
  silent: { ms: 6 * MINUTE, row: "no_webhook" },
  unseen: { ms: 65 * MINUTE, row: "deleted_unseen" },
  /** Beside the time that what is due takes. */
  console: { ms: 10 * SECOND, row: "mapping" },
};
/** News by webhook that did not come in time: the platform is asked. */
export const UNHEARD_MS = 6 * MINUTE;
/** The simulated admin looks every ten minutes who proposed people are; then what was asked for goes on. */
export const INTRODUCED_MS = 10 * MINUTE + 10 * SECOND;
/** Until a full check puts back what staff took away by hand. */
export const BY_HAND_MS = 65 * MINUTE;
/** How often it is put back within a day, for one human and group; after that it is held for an admin. */
export const PUT_BACK_MAX = 2;
export const PUT_BACK_WITHIN_MS = 24 * 60 * MINUTE;
/** A timer that was lost with the engine: the next sweep after the edge is 5 s overdue, and the time it takes. */
export const SWEEP_MS = 65 * SECOND + EDGE_MS;
/** Timers are set this long ahead. */
export const TIMERS_AHEAD_MS = 48 * 60 * MINUTE;

/** What a kind of fault bears on, and how long after its end it may still be felt. */
export interface Reach {
  readonly row: BoundRow;
  readonly ms: number;
  /** `news`: what changed at the platform. `doors`: every write at the vendor. `push`: webhooks alone. */
  readonly on: "news" | "push" | "doors" | "everything" | "withdrawals" | "nothing";
  /** Besides, what is due by then takes its time at the vendor's pace. */
  readonly isPaced: boolean;
}

const nexudus: Reach = { row: "nexudus", ms: 6 * MINUTE, on: "news", isPaced: false };
const push: Reach = { row: "no_webhook", ms: UNHEARD_MS, on: "push", isPaced: false };
const vendor: Reach = { row: "vendor", ms: 2 * MINUTE, on: "doors", isPaced: true };
const process: Reach = { row: "process", ms: 6 * MINUTE, on: "everything", isPaced: false };

export const REACH: Readonly<Record<FaultKind, Reach>> = {
  nexudus_down: nexudus,
  nexudus_slow_down: nexudus,
  nexudus_partial_pages: nexudus,
  nexudus_row_deleted_between_pages: nexudus,
  nexudus_unreadable_row: nexudus,
  nexudus_refused: nexudus,
  webhook_lost: push,
  webhook_late: push,
  webhook_reordered: push,
  // Hearing of it twice delays nothing.
  webhook_duplicated: { row: "changed", ms: 0, on: "nothing", isPaced: false },
  vendor_down: vendor,
  vendor_throttled: vendor,
  vendor_errors: vendor,
  vendor_timeout_after_commit: vendor,
  vendor_conflict: vendor,
  vendor_partial_pages: vendor,
  vendor_token_expired: vendor,
  vendor_token_lost: { row: "reconnection", ms: 2 * MINUTE, on: "doors", isPaced: false },
  runs_lost: process,
  process_crashed: process,
  process_suspended: process,
  mass_withdrawal: { row: "budget", ms: 10 * SECOND, on: "withdrawals", isPaced: true },
  // Devices learn the moment they are back.
  device_offline: { row: "device", ms: 0, on: "doors", isPaced: false },
};

/** Calls that a vendor permits: five a second. Akiles by its reference, section 9; of the others nothing is published. */
export const CALLS_PER_SECOND = 5;
/** Calls that something for somebody at one instant takes, at most. */
export interface Calls {
  /** For somebody who is there, in one group. */
  readonly again: number;
  /** For somebody who is not there yet. */
  readonly first: number;
  /** For each further group. */
  readonly more: number;
  /** Once, where nothing was asked for in the ten minutes before. */
  readonly opening: number;
  /** A write for somebody else that is under way, and that nobody breaks into. */
  readonly underWay: number;
}

/**
 * Akiles: look, person, window, PIN, card. The others: look, groups or roles, write, look again, PIN. Akiles can be given
 * windows, and people with them, ahead; elsewhere people are made when the first door opens: looked for by mark and by
 * address, made, looked at, put into the group, then given a PIN (and an address). At ACM everybody is looked through
 * where a filter finds nobody. Its sessions end in ten quiet minutes: four looks may be refused for that at once, then
 * a new one is opened by two calls. It takes one write at a time, which is a look, the write and a look.
 */
export const CALLS_AT: Readonly<Record<string, Calls>> = {
  akiles: { again: 5, first: 5, more: 1, opening: 0, underWay: 0 },
  brivo: { again: 5, first: 13, more: 2, opening: 0, underWay: 0 },
  "avigilon-alta": { again: 5, first: 12, more: 3, opening: 0, underWay: 0 },
  "avigilon-acm": { again: 5, first: 14, more: 3, opening: 6, underWay: 3 },
  doorflow: { again: 6, first: 12, more: 3, opening: 0, underWay: 0 },
};
/** How long a session that nothing was asked in lasts. */
export const SESSION_MS = 10 * MINUTE;

/** How long the doors of a vendor take, at most, to learn what its server was told; those left out learn at once. */
export const DEVICE_LAG_MS: Readonly<Record<string, number>> = {
  // Panels are told by their server; nobody says how soon.
  "avigilon-acm": 5 * SECOND,
  // Doors obey only after a sync: writes are gathered for 6 s, one sync in 30 s is taken, and it takes 2 s; with the calls.
  doorflow: 40 * SECOND,
};

/** Whose memberships are a bare link between person and group, without a mark: one cannot be told from another. */
export const WITHOUT_MARKS: ReadonlySet<string> = new Set([
  "brivo",
  "avigilon-alta",
  "avigilon-acm",
  "doorflow",
]);

/**
 * Who may enter as a visitor or as the guest of a booking, and what follows for their link (design E6). Pure: facts
 * and instants in, a window or a step out.
 */

/** A window that always has an end: a link without one is never made. UTC, half-open. */
export interface VisitWindow {
  readonly from: Date;
  readonly until: Date;
}

/** A visitor as stored. */
export interface VisitorFact {
  readonly arrivesAt: Date;
  /** The first change of the location's day after the arrival. */
  readonly dayEndsAt: Date;
  /** As Nexudus counts: 1 not required, 5 accepted and grant; null = not told. */
  readonly approval: number | null;
  /** When they left, or are to leave; null = not told. */
  readonly departsAt: Date | null;
  readonly state: "live" | "gone";
}

/** A guest's place in a booking, as stored. `booking: null` = not known. */
export interface GuestFact {
  readonly booking: {
    readonly from: Date;
    readonly until: Date;
    readonly tentative: boolean;
    readonly state: "live" | "cancelled" | "gone";
  } | null;
  readonly state: "live" | "gone";
}

/** "Not required" and "accepted and grant". Accepted and hold (4) means that somebody fetches them at the door. */
const LETS_IN: readonly (number | null)[] = [1, 5];
const MINUTE_MS = 60_000;

/**
 * When a visit opens the door; null = never.
 *
 * | visitor                    | guest of              | window                                        |
 * |----------------------------|-----------------------|-----------------------------------------------|
 * | gone, or approval not 1, 5 | any                   | none                                          |
 * | live and approved          | nobody                | arrival - lead until the location's day ends  |
 * | live and approved          | live, sure booking    | booking - lead until booking + lag            |
 * | live and approved          | any other booking     | none                                          |
 *
 * A departure ends either at that instant. Lead and lag in minutes.
 */
export function visitWindow(input: {
  readonly visitor: VisitorFact;
  /** Null = a visitor of their own, on no booking. */
  readonly guest: GuestFact | null;
  readonly leadMinutes: number;
  readonly lagMinutes: number;
}): VisitWindow | null {
  const { visitor, guest } = input;
  if (visitor.state !== "live" || !LETS_IN.includes(visitor.approval)) return null;
  const whole = guest === null ? dayOf(visitor, input.leadMinutes) : stayOf(guest, input);
  if (whole === null) return null;
  const { departsAt } = visitor;
  const until = departsAt !== null && departsAt < whole.until ? departsAt : whole.until;
  return whole.from < until ? { from: whole.from, until } : null;
}

const minutesFrom = (at: Date, minutes: number) => new Date(at.getTime() + minutes * MINUTE_MS);

const dayOf = (visitor: VisitorFact, leadMinutes: number): VisitWindow => ({
  from: minutesFrom(visitor.arrivesAt, -leadMinutes),
  until: visitor.dayEndsAt,
});

function stayOf(
  { booking, state }: GuestFact,
  { leadMinutes, lagMinutes }: { readonly leadMinutes: number; readonly lagMinutes: number },
): VisitWindow | null {
  if (state !== "live" || booking?.state !== "live" || booking.tentative) return null;
  if (booking.from >= booking.until) return null;
  return { from: minutesFrom(booking.from, -leadMinutes), until: minutesFrom(booking.until, lagMinutes) };
}

/** A link at the vendor by our books. `intended` = it was asked for, and nobody knows whether it was made. */
export interface VisitLink {
  readonly state: "intended" | "present";
  /** What the vendor was told: beyond its end it opens nothing. */
  readonly window: VisitWindow;
}

export type VisitStep =
  /** Makes the link, or replaces it: the connector looks for our mark first, so there is never a second one. */
  | { readonly do: "make"; readonly window: VisitWindow }
  /** `ended` = a known end is reached: it closes also while paused and without Nexudus. */
  | { readonly do: "remove"; readonly because: "ended" | "withdrawn" }
  /** Nothing now. `until` = when to look again; null = only when something changes. */
  | { readonly do: "wait"; readonly until: Date | null };

/** `paused` gives and withdraws nothing, known ends close. `leaving` takes everything back. */
export type VisitMode = "kept" | "paused" | "leaving";

/**
 * What is to be done about one visit's link at `now`. Links are made `pushAheadMs` before their window, since the
 * vendor keeps the window itself. A wanted end that came nearer replaces nothing: the link is removed at that instant.
 */
export function planVisit(input: {
  readonly now: Date;
  readonly wanted: VisitWindow | null;
  readonly link: VisitLink | null;
  readonly mode: VisitMode;
  /** An admin wants it back although the connection is paused (design S8). */
  readonly isAskedBack: boolean;
  readonly pushAheadMs: number;
}): VisitStep {
  const { now, wanted, link, mode, pushAheadMs } = input;
  if (link === null) {
    if (wanted === null || mode !== "kept" || now >= wanted.until) return { do: "wait", until: null };
    const due = new Date(wanted.from.getTime() - pushAheadMs);
    return due <= now ? { do: "make", window: wanted } : { do: "wait", until: due };
  }
  if (mode === "leaving") return { do: "remove", because: "withdrawn" };
  if (wanted !== null && now >= wanted.until) return { do: "remove", because: "ended" };
  if (mode === "paused") {
    if (input.isAskedBack) return { do: "remove", because: "withdrawn" };
    if (now >= link.window.until) return { do: "remove", because: "ended" };
    return { do: "wait", until: earlier(wanted?.until ?? link.window.until, link.window.until) };
  }
  if (wanted === null) return { do: "remove", because: "withdrawn" };
  if (link.state === "intended" || !fits(link.window, wanted, now)) return { do: "make", window: wanted };
  return { do: "wait", until: wanted.until };
}

const earlier = (a: Date, b: Date) => (a < b ? a : b);

/** Whether a link of this window, taken away at the wanted end, opens exactly when it should from `now` on. */
function fits(given: VisitWindow, wanted: VisitWindow, now: Date): boolean {
  if (wanted.until > given.until) return false;
  return given.from <= now ? wanted.from <= now : wanted.from.getTime() === given.from.getTime();
}

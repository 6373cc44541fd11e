import type { Window } from "./types";

/** What an admin chose for a door (design V1). */
export type DoorAction = "nothing" | "check_in" | "check_out";

/**
 * What holds for the door that was opened. `on_open` = any door checks in, once a day; `per_door` = each as chosen.
 * `since`: earlier openings are none of its business; null = nothing was ever chosen.
 */
export type DoorRule =
  | { readonly style: "on_open"; readonly since: Date | null }
  | { readonly style: "per_door"; readonly action: DoorAction; readonly since: Date | null };

/** One opening by one member, with all that decides what it does. */
export interface OpeningFact {
  readonly occurredAt: Date;
  readonly now: Date;
  readonly rule: DoorRule;
  /** The location's day that `now` lies in; null = the door belongs to no location that the connection covers. */
  readonly today: Window | null;
  /** Whether "check in on open" has had its opening of this member, at this location, on this day. */
  readonly hadFirst: boolean;
  /** The latest opening of this member at this location that checked in or out; null = none. */
  readonly lastActedAt: Date | null;
}

export type OpeningOutcome =
  | "check_in"
  | "check_out"
  /** The door does nothing. */
  | "no_action"
  /** Opened before anybody chose that it should do something. */
  | "before_switch"
  /** Nobody said where the door is. */
  | "no_location"
  /** Opened on an earlier day of the location, told only now (design V3). */
  | "late"
  /** Opened in the future, by a clock that is wrong. */
  | "ahead"
  | "not_first"
  /** A later opening has already checked in or out: this one comes too late to count. */
  | "overtaken";

/** Clocks of doors and of Lintel may differ this much. */
const AHEAD_MS = 5 * 60_000;

/**
 * What an opening does at Nexudus. The first row that fits decides:
 *
 * | the door                     | opened                                   | outcome         |
 * | ---------------------------- | ---------------------------------------- | --------------- |
 * | does nothing                 | at any time                              | `no_action`     |
 * | does something               | before that was chosen                   | `before_switch` |
 * | belongs to no location       | at any time                              | `no_location`   |
 * | checks in or out             | before the location's day                | `late`          |
 * |                              | more than 5 min from now                 | `ahead`         |
 * | checks in on open            | not as the first of the day              | `not_first`     |
 * | checks in or out by its rule | before one that was already acted on     | `overtaken`     |
 * |                              | today                                    | its action      |
 *
 * Whether somebody is checked in already is Nexudus' word, asked for right before anything is written there.
 */
export function decideOpening(fact: OpeningFact): OpeningOutcome {
  const { rule, occurredAt, now, today } = fact;
  const action = rule.style === "per_door" ? rule.action : rule.since === null ? "nothing" : "check_in";
  if (action === "nothing") return "no_action";
  if (rule.since === null || occurredAt.getTime() < rule.since.getTime()) return "before_switch";
  if (today === null) return "no_location";
  if (occurredAt.getTime() < today.from.getTime()) return "late";
  if (occurredAt.getTime() > now.getTime() + AHEAD_MS) return "ahead";
  if (rule.style === "on_open") return fact.hadFirst ? "not_first" : "check_in";
  if (fact.lastActedAt !== null && occurredAt.getTime() < fact.lastActedAt.getTime()) return "overtaken";
  return action;
}

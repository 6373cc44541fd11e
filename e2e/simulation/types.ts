/**
 * What a simulated stretch of time is made of, and what is told of it afterwards. Plain data: a script can be
 * written to a file, played again, cut down. Instants are ISO text in UTC with milliseconds unless said otherwise.
 * This file imports nothing, so that the oracle that judges shares no code with what it judges.
 */

/** A script has everything a run depends on: the same script gives the same run. */
export interface Script {
  /** What it came from, for the replay command: a seed, or the name of a written world. */
  readonly name: string;
  readonly seed: number;
  readonly startsAt: string;
  readonly days: number;
  readonly world: WorldPlan;
  /** In order of time. What a person at the desk, at the vendor or in the console does. */
  readonly actions: readonly Action[];
  readonly faults: readonly PlannedFault[];
}

/** Names are unique within their list; everything else refers to names, never to ids. */
export interface WorldPlan {
  readonly locations: readonly {
    readonly name: string;
    readonly zone: string;
    readonly dayChangeMinutes: number;
  }[];
  /** `email` may be shared: two customer profiles of one human. */
  readonly members: readonly {
    readonly name: string;
    readonly email: string | null;
    readonly human: string;
    readonly home: string;
    readonly pin: string | null;
    readonly cards: readonly string[];
  }[];
  /** Rooms, desks, offices, plans and kinds of pass that can be mapped. */
  readonly items: readonly PlannedItem[];
  readonly teams: readonly PlannedTeam[];
  readonly connections: readonly PlannedConnection[];
}

export interface PlannedItem {
  readonly name: string;
  readonly kind: "plan" | "pass" | "resource" | "desk";
  readonly location: string;
  /** Passes: minutes included (null = a day pass), where else it is good (null = anywhere), weekly slots. */
  readonly minutes?: number | null;
  readonly scope?: readonly string[] | null;
  readonly slots?: readonly { readonly day: number; readonly from: string; readonly to: string }[];
  /** Desks: part-time shares, each on its ticked weekdays (0 = Sunday). */
  readonly variants?: readonly { readonly name: string; readonly weekdays: readonly number[] }[];
}

export interface PlannedTeam {
  readonly name: string;
  readonly location: string;
  readonly members: readonly string[];
  readonly paying: string | null;
  readonly sharesPasses: boolean;
}

export interface PlannedConnection {
  readonly name: string;
  readonly vendor: string;
  readonly locations: readonly string[];
  /** Each group opens these doors. A door belongs to one connection. */
  readonly groups: readonly { readonly name: string; readonly doors: readonly string[] }[];
  readonly mapping: Mapping;
  readonly vendorWindows: boolean;
  readonly syncPin: boolean;
  readonly syncCards: boolean;
  /** PINs for those who have none, made by Lintel and written to the platform; absent = no. Asks for `syncPin`. */
  readonly randomPins?: boolean;
}

/** What holds for a connection since it was confirmed. */
export interface Mapping {
  readonly rows: readonly {
    readonly item: string;
    readonly groups: readonly string[];
    readonly leadMinutes?: number | null;
    readonly lagMinutes?: number | null;
    readonly keepsHours?: boolean;
  }[];
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  readonly teamDesks: boolean;
  readonly teamPlans: boolean;
  readonly teamPasses: boolean;
}

export type Action = { readonly at: string } & (
  | {
      readonly do: "book";
      readonly id: string;
      readonly member: string;
      readonly item: string;
      readonly from: string;
      readonly to: string;
      readonly tentative?: boolean;
    }
  | {
      readonly do: "move";
      readonly id: string;
      readonly from: string;
      readonly to: string;
      readonly item?: string;
    }
  | { readonly do: "confirm" | "cancel" | "delete_booking"; readonly id: string }
  | {
      readonly do: "contract";
      readonly id: string;
      readonly member: string;
      readonly plan: string;
      readonly from: string | null;
      readonly until?: string | null;
      readonly desks?: readonly string[];
      readonly variants?: readonly string[];
    }
  /** Changes what is named; `until: null` takes a cancellation back. */
  | {
      readonly do: "change_contract";
      readonly id: string;
      readonly from?: string;
      readonly until?: string | null;
      readonly plan?: string;
      readonly desks?: readonly string[];
    }
  | { readonly do: "delete_contract"; readonly id: string }
  | {
      readonly do: "freeze";
      readonly id: string;
      readonly contract: string;
      readonly from: string;
      readonly until: string | null;
    }
  | {
      readonly do: "change_freeze";
      readonly id: string;
      readonly from: string;
      readonly until: string | null;
    }
  | { readonly do: "delete_freeze"; readonly id: string }
  | {
      readonly do: "pass";
      readonly id: string;
      readonly member: string;
      readonly item: string;
      readonly expiresAt?: string | null;
      readonly contract?: string;
      readonly remaining?: number;
    }
  | { readonly do: "use_pass"; readonly id: string; readonly remaining?: number }
  | { readonly do: "delete_pass"; readonly id: string }
  | {
      readonly do: "team";
      readonly id: string;
      readonly members: readonly string[];
      readonly paying: string | null;
      readonly sharesPasses?: boolean;
    }
  | { readonly do: "suspend" | "restore" | "archive"; readonly member: string }
  | {
      readonly do: "change_credentials";
      readonly member: string;
      readonly pin?: string | null;
      readonly cards?: readonly string[];
      readonly email?: string | null;
    }
  | { readonly do: "map"; readonly connection: string; readonly mapping: Mapping }
  | { readonly do: "pause" | "resume" | "disconnect"; readonly connection: string }
  /** Staff at the vendor, by hand. `drop` takes out what Lintel gave; `add` puts a person in a group of their own accord. */
  | {
      readonly do: "staff_drop" | "staff_add";
      readonly connection: string;
      readonly member: string;
      readonly group: string;
    }
  | { readonly do: "staff_disable" | "staff_delete"; readonly connection: string; readonly member: string }
  /** The admin's answer to a latched revoke budget. */
  | { readonly do: "answer_budget"; readonly connection: string; readonly approve: boolean }
);

export const faultKinds = [
  "nexudus_down", // every call is dropped or answered with a 5xx
  "nexudus_slow_down", // 409 or 429
  "nexudus_partial_pages",
  "nexudus_row_deleted_between_pages",
  "nexudus_unreadable_row",
  "nexudus_refused", // 401
  "webhook_lost",
  "webhook_late",
  "webhook_duplicated",
  "webhook_reordered",
  "vendor_down",
  "vendor_throttled", // 429
  "vendor_errors", // single 5xx
  "vendor_timeout_after_commit",
  "vendor_conflict", // 409
  "vendor_partial_pages",
  "vendor_token_expired", // renewable
  "vendor_token_lost", // needs a person; the simulated admin reconnects at `until`
  "runs_lost", // everything the engine held is gone
  "process_crashed", // between two writes
  "process_suspended", // and resumed at `until`, lease or no lease
  "mass_withdrawal", // somebody empties much of what rights come from; the simulated admin answers within an hour
  "device_offline",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface PlannedFault {
  readonly kind: FaultKind;
  readonly at: string;
  /** When it ends; equal to `at` for what happens at one moment. */
  readonly until: string;
  /** Connection it hits, where it is a vendor's; else null. */
  readonly connection: string | null;
  /**
   * How many requests or deliveries; null = all of them until it ends. Of what happens at a boundary, how many are let
   * pass before it; null = left to chance.
   */
  readonly times: number | null;
}

/** What the oracle is given after a run: what the simulators say, and nothing of what the product says. */
export interface Told {
  readonly script: string;
  readonly seed: number;
  readonly from: string;
  readonly to: string;
  readonly world: WorldPlan;
  /** The platform simulator's own facts, with its ids; `ids` tells which name is which id. */
  readonly facts: readonly ToldFact[];
  readonly ids: {
    readonly members: Readonly<Record<string, string>>;
    readonly items: Readonly<Record<string, string>>;
    readonly locations: Readonly<Record<string, string>>;
    readonly variants: Readonly<Record<string, string>>;
  };
  /** What the admin had confirmed since when, per connection; and when it was paused, disconnected or waiting for a person. */
  readonly connections: readonly {
    readonly name: string;
    readonly mappings: readonly { readonly since: string; readonly mapping: Mapping }[];
    readonly states: readonly {
      readonly since: string;
      readonly state: "active" | "paused" | "disconnected";
    }[];
  }[];
  /** Effective access per human and door as intervals [from, until), merged over the vendor's people that stand for them. */
  readonly access: readonly ToldAccess[];
  /** What the simulators injected, when; never what the product claims. */
  readonly faults: readonly ToldFault[];
  /** Hand-made changes at the vendor and answers to a latched budget, as the script had them. */
  readonly staff: readonly Action[];
}

export interface ToldFact {
  readonly entity: string;
  readonly id: string;
  readonly versions: readonly {
    readonly from: string;
    readonly until: string | null;
    readonly values: Readonly<Record<string, unknown>>;
  }[];
  readonly ended: { readonly at: string; readonly how: "cancelled" | "deleted" } | null;
}

export interface ToldAccess {
  readonly human: string;
  readonly door: string;
  readonly connection: string;
  /** `credential` = asked with the PIN or card the vendor had accepted; else by membership alone. */
  readonly asked: "credential" | "membership";
  readonly intervals: readonly {
    readonly from: string;
    readonly until: string;
    /** Opened by something staff gave by hand, all the time; such seconds are nobody's to end. */
    readonly foreign: boolean;
  }[];
}

export interface ToldFault {
  readonly kind: FaultKind;
  /**
   * From its beginning until the last thing it hit was over; of a mass withdrawal, until the admin answered. Of one that
   * hits a number of requests and then no more, from the first of them to the last.
   */
  readonly from: string;
  readonly until: string;
  readonly connection: string | null;
  /** The one door of the connection that it bears on; null = all of them. */
  readonly door: string | null;
  /** Requests, deliveries or boundaries it really hit. One that hit nothing excuses nothing. */
  readonly hits: number;
}

/** The rows of the table of bounds, by which seconds may be excused. */
export const boundRows = [
  "known_ahead",
  "changed",
  "no_webhook",
  "deleted_unseen",
  "mapping",
  "process",
  "nexudus",
  "vendor",
  "reconnection",
  "by_hand",
  "budget",
  "device",
  // Edges of many at one instant: beyond the time of a single one, at the vendor's pace.
  "pace",
  // A further profile of somebody known: until the simulated admin has said who it is.
  "introduced",
  // No row of the table: what a pause keeps from happening until it is over.
  "paused",
] as const;
export type BoundRow = (typeof boundRows)[number];

export interface Verdict {
  /** Seconds asked about: humans x doors x span. */
  readonly askedSeconds: number;
  /** Of the excused: access a latched revoke budget held for the admin; the same as its row. */
  readonly heldSeconds: number;
  readonly wrongfulSeconds: number;
  readonly lockoutSeconds: number;
  /** Seconds in which the door was not as the facts had it, and a row excuses it. */
  readonly excusedSecondsByRow: Readonly<Record<BoundRow, number>>;
  /** Asked seconds that lie inside the reach of some fault. */
  readonly faultySeconds: number;
  readonly byMembershipSeconds: number;
  /** Instants at which what is rightful changes. */
  readonly edges: number;
  /** Each stretch that nothing excuses, worst first. */
  readonly breaches: readonly Breach[];
}

export interface Breach {
  readonly kind: "wrongful" | "lockout";
  readonly human: string;
  readonly door: string;
  readonly from: string;
  readonly until: string;
  /** What should have been, in a sentence of ids and instants. */
  readonly because: string;
}

/** One line of the report of a run or of many. */
export interface Report {
  readonly tenantDays: number;
  readonly members: number;
  readonly edges: number;
  readonly faultsByKind: Readonly<Partial<Record<FaultKind, number>>>;
  readonly askedSeconds: number;
  readonly excusedSecondsByRow: Readonly<Record<BoundRow, number>>;
  readonly heldSeconds: number;
  readonly wrongfulSeconds: number;
  readonly lockoutSeconds: number;
  readonly operations: number;
  readonly apiCallsBySystem: Readonly<Record<string, number>>;
}

import type { Faults } from "@/e2e/simulators/kit/faults";
import type { Clock } from "@/lib/clock";
import type { OutsideSystem } from "../direct/network";
import type { PlannedConnection } from "../types";

/** A stretch of a play, and a part of it in which a door opens; ms since the epoch, half-open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
export interface Piece {
  readonly from: number;
  readonly until: number;
}

/** A member as the vendor's staff knows them: by name, or by the customer's id where the vendor has room for it. */
export interface Known {
  readonly name: string;
  readonly customer: string;
}

/** What is asked of a door. */
export interface Question {
  /** The door's id at the vendor. */
  readonly door: string;
  readonly part: Span;
  /** With the person's own PIN or card, or by what they are a member of alone. */
  readonly asked: "credential" | "membership";
  /** `staff` = as if there were only the memberships that staff gave by hand. */
  readonly by: "anybody" | "staff";
}

/** What a vendor answers a request with that it does not carry out. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How trouble looks at this vendor. Paths are regular expressions over path and query. */
export interface Troubles {
  readonly rules: {
    readonly faults: Faults;
    setFaults(rules: Faults["rules"]): void;
  };
  /** Calls of the API, and calls with those of the sign-in. */
  readonly api: string;
  readonly everything: string;
  /** Writes whose object somebody else may have changed meanwhile. */
  readonly contested: string;
  readonly writes: readonly string[];
  /** The list of people, and how it looks when it breaks off. */
  readonly people: { readonly path: string; readonly cut: Answer };
  throttled(seconds: number): Answer;
  readonly failed: Answer;
  readonly conflict: Answer;
  /** What is signed in has to be renewed, which Lintel can do alone. */
  expire(): void;
  /** Nothing that Lintel has is taken any more: a person has to sign in again. */
  lose(): void;
  /** Calls since then that were refused for that. */
  refusedSince(at: string): number;
  /** Takes the device of a door off the network, or back; by the door's id. */
  setOnline(door: string, isOnline: boolean): void;
  /** Changes that should have reached the device of a door since it went off the network then, ms, and did not. */
  missed(door: string, since: number): number;
}

/** One account at a vendor, with its building as planned; in a simulator of its own. */
export interface VendorAccount {
  readonly plan: PlannedConnection;
  /** Ids by the plan's names; groups by the ids Lintel knows them by. */
  readonly groups: ReadonlyMap<string, string>;
  readonly doors: ReadonlyMap<string, string>;
  readonly system: OutsideSystem;
  /** What the admin enters to connect, as it is now; then chooses. */
  readonly form: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  /** Says yes at the vendor's own sign-in; where it sends back to. Of vendors that have one. */
  allow?(redirectTo: string): Promise<string>;
  /** Of vendors whose server is the admin's own: SHA-256 of the certificate it shows. */
  readonly certificate?: string;
  /** Changes that matter for doors, and calls that wrote something, so far. */
  readonly changes: number;
  readonly writes: number;
  /** Everybody who stands, or stood, for a member; oldest first. */
  people(member: Known): readonly string[];
  /** Of those the one who is there now; null = nobody. */
  present(member: Known): string | null;
  /** What the vendor's own staff does by hand. The group by its id in `groups`. */
  readonly staff: {
    drop(person: string, group: string): void;
    add(person: string, group: string): void;
    disable(person: string): void;
    delete(person: string): void;
  };
  /** When the vendor first held a PIN or card of theirs; null = never. */
  acceptedAt(person: string): number | null;
  intervals(person: string, question: Question): readonly Piece[];
  /** Everybody whose record carries Lintel's mark, and the customers it names where it does. */
  marked(): readonly { readonly id: string; readonly mark: string; readonly customers: readonly string[] }[];
  readonly troubles: Troubles;
  close(): Promise<void>;
}

/** A vendor in the plays. */
export interface PlayVendor {
  readonly id: string;
  /** What the deployment's environment says of it. */
  readonly env: Readonly<Record<string, string>>;
  open(of: {
    readonly plan: PlannedConnection;
    readonly zone: string;
    readonly clock: Clock;
    /** Differs from every other account of the play. */
    readonly key: string;
  }): Promise<VendorAccount>;
}

export const jsonHeaders = { "content-type": "application/json" } as const;

/** The doors of a plan, each once. */
export const doorsOf = (plan: PlannedConnection): string[] => [
  ...new Set(plan.groups.flatMap((group) => group.doors)),
];

/** The id a name stands for; throws on a name of nobody. */
export function idOf<T>(ids: ReadonlyMap<string, T>, name: string): T {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`the account has no ${name}`);
  return id;
}

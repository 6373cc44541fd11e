import type { Weekdays } from "../kit/weekly";
import type { Switches } from "./switches";

export const METHODS = ["card", "pin"] as const;
export type Method = (typeof METHODS)[number];

/** One LDAP entry. `seq` orders entries made in the same millisecond; instants are UTC milliseconds. */
export interface Entry {
  cn: string;
  seq: number;
  createdAt: number;
  modifiedAt: number;
}
export interface IdentityRow extends Entry {
  /** By their names with the prefix `plasec`; an empty one is absent. */
  attrs: Record<string, string>;
  /** Ids of roles, in the order they were given. */
  roles: string[];
}
export interface TokenRow extends Entry {
  /** Null: left behind by a deleted identity. */
  identity: string | null;
  attrs: Record<string, string>;
  issuedAt: number | null;
  activatesAt: number | null;
  deactivatesAt: number | null;
}
export interface RoleRow extends Entry {
  name: string;
  startsAt: number | null;
  stopsAt: number | null;
  installed: boolean;
  accessGroups: string[];
  delegations: string[];
}
export interface AccessGroupRow extends Entry {
  name: string;
  doors: string[];
  schedule: string | null;
}
export interface ScheduleRow extends Entry {
  name: string;
  weekdays: Weekdays;
}
export interface PanelRow extends Entry {
  name: string;
  online: boolean;
}
export type DoorMode = "card_or_pin" | "card_only" | "pin_only" | "card_and_pin";
export interface DoorRow extends Entry {
  name: string;
  panel: string;
  mode: DoorMode;
}
export interface DelegationRow extends Entry {
  name: string;
  /** Names of rights; `*` = all. */
  rights: string[];
}

export interface Tables {
  identities: IdentityRow;
  tokens: TokenRow;
  roles: RoleRow;
  accessGroups: AccessGroupRow;
  schedules: ScheduleRow;
  panels: PanelRow;
  doors: DoorRow;
  delegations: DelegationRow;
}
export type TableName = keyof Tables;

/** What an entry meant for the doors from `at` on. */
export type Snapshot =
  | { kind: "identity"; deleted: boolean; active: boolean; roles: string[] }
  | {
      kind: "token";
      deleted: boolean;
      /** Status 1, or 3 waiting for its day, and told to the panels. */
      active: boolean;
      number: string | null;
      pin: string | null;
      starts: number | null;
      ends: number | null;
    }
  | {
      kind: "role";
      deleted: boolean;
      name: string;
      installed: boolean;
      starts: number | null;
      stops: number | null;
      accessGroups: string[];
    }
  | { kind: "accessGroup"; name: string; doors: string[]; schedule: string | null }
  | { kind: "schedule"; weekdays: Weekdays }
  | { kind: "door"; mode: DoorMode }
  | { kind: "panel"; online: boolean }
  | { kind: "zone"; timezone: string };

/** One line of the append-only history from which access over time is told. `at` never runs backwards. */
export interface HistoryEntry {
  seq: number;
  at: number;
  /** How long a panel takes to learn of it. */
  lagMs: number;
  id: string;
  /** The identity it is about; null for what concerns everybody. */
  identity: string | null;
  cause: string;
  now: Snapshot;
}

export interface Attempt {
  id: string;
  at: string;
  identity: string;
  door: string;
  method: Method;
  opened: boolean;
  reason: string;
  text: string;
  /** UTC milliseconds the reason speaks of. */
  instant: number | null;
}

/** An opening or a refusal, as the event feed tells it. */
export interface DoorEvent {
  cn: string;
  /** When it happened at the panel, and when the server heard of it. */
  panelAt: number;
  recordedAt: number;
  valid: boolean;
  identity: string;
  door: string;
  number: string;
}

export interface Session {
  csrf: string;
  usedAt: number;
}

export interface AcmState {
  seq: number;
  timezone: string;
  tables: { [K in TableName]: Record<string, Tables[K]> };
  history: HistoryEntry[];
  attempts: Attempt[];
  events: DoorEvent[];
  /** Events of panels that are off the network. */
  unreported: { panel: string; event: DoorEvent }[];
  sessions: Record<string, Session>;
  /** The account of the API: how often a wrong password was tried, ever and in a row. */
  account: { wrongLogins: number; wrongInARow: number; mustChangePassword: boolean; password: string | null };
  /** Roles the account may hand out; null = all. */
  assignable: string[] | null;
  certificate: { key: string; cert: string } | null;
  switches: Switches;
}

export const emptyTables = (): AcmState["tables"] => ({
  identities: {},
  tokens: {},
  roles: {},
  accessGroups: {},
  schedules: {},
  panels: {},
  doors: {},
  delegations: {},
});

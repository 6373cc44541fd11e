import type { Switches } from "./switches";

export const WAYS = ["card", "pin", "mobile"] as const;
/** What one opens a door with. */
export type Way = (typeof WAYS)[number];

/** What every stored object has. Instants are UTC milliseconds. */
export interface Row {
  /** The id as text; most are whole numbers on the wire. */
  id: string;
  account_id: string;
  created_at: number;
  updated_at: number;
  deleted: boolean;
}
export interface AccountRow extends Row {
  name: string;
  timezone: string;
}
export interface SiteRow extends Row {
  name: string;
  timezone: string;
}
export interface ChannelRow extends Row {
  site_id: string;
  name: string;
  online: boolean;
  /** The newest change it should know and does not, because it was offline when a sync brought it. */
  missed: number | null;
  synced_at: number | null;
}
/** Seconds since local midnight; half-open. */
export interface Range {
  start: number;
  end: number;
}
export interface ShiftRow extends Row {
  name: string;
  /** Seven, Monday first. */
  weekdays: { ranges: Range[] }[];
}
export interface RoleRow extends Row {
  name: string;
  /** Null = at all hours. */
  shift_id: string | null;
  channel_ids: string[];
}
export interface GroupRow extends Row {
  name: string;
  notes: string | null;
  global_across_sites: boolean;
  role_ids: string[];
  /** Filled from a directory: what the API assigns does not last. */
  dynamic: boolean;
}
export interface PersonRow extends Row {
  first_name: string;
  last_name: string;
  email: string | null;
  system_id: string | null;
  enabled: boolean;
  valid_from: number | null;
  valid_to: number | null;
  /** The other text fields, by their names in the API. */
  texts: Record<string, string | null>;
  /** Groups held for good, not those of reservations. */
  groups: string[];
  roles: string[];
}
export interface CredentialTypeRow extends Row {
  label: string;
  slug: string;
  code: number | null;
  way: Way;
}
export interface CredentialRow extends Row {
  person_id: string;
  type_id: string;
  /** Null for mobile ones, which are invitations. */
  value: string | null;
  status: "invited" | "active" | "revoking" | null;
}
export interface GroupReservationRow extends Row {
  person_id: string;
  group_ids: string[];
  from: number;
  until: number;
  state: "pending" | "active" | "deactivated";
  /** Groups the person was taken out of although the reservation runs. */
  cut: string[];
}
export interface ReservationRow extends Row {
  person_id: string;
  channel_ids: string[];
  from: number;
  until: number;
}
export interface EventRow extends Row {
  code: number;
  label: string;
  channel_id: string | null;
  person_id: string | null;
  credentials_number: string | null;
  /** When it happened; `created_at` is when the platform was told. */
  occurred_at: number;
}

export interface Tables {
  accounts: AccountRow;
  sites: SiteRow;
  channels: ChannelRow;
  shifts: ShiftRow;
  roles: RoleRow;
  groups: GroupRow;
  people: PersonRow;
  credentialTypes: CredentialTypeRow;
  credentials: CredentialRow;
  groupReservations: GroupReservationRow;
  reservations: ReservationRow;
  events: EventRow;
}
export type TableName = keyof Tables;

/** What an object means for a door that knows of it. */
export type Snapshot =
  | {
      kind: "person";
      gone: boolean;
      enabled: boolean;
      from: number | null;
      until: number | null;
      groups: string[];
      roles: string[];
    }
  | { kind: "credential"; gone: boolean; opens: Way; usable: boolean }
  | {
      kind: "groupReservation";
      gone: boolean;
      groups: string[];
      from: number;
      until: number;
      active: boolean;
    }
  | { kind: "reservation"; gone: boolean; channels: string[]; from: number; until: number }
  | { kind: "group"; gone: boolean; name: string; roles: string[] }
  | { kind: "role"; gone: boolean; name: string; channels: string[]; shiftId: string | null }
  | { kind: "shift"; weekdays: { ranges: Range[] }[] }
  | { kind: "channel"; gone: boolean; siteId: string }
  | { kind: "site"; timezone: string };

/** One line of the append-only record of changes at the platform. `at` never runs backwards. */
export interface HistoryEntry {
  seq: number;
  at: number;
  accountId: string;
  id: string;
  /** Null for what concerns everybody. */
  personId: string | null;
  cause: string;
  now: Snapshot;
}

/** A push of everything up to `seq` to the doors. */
export interface SyncRow {
  accountId: string;
  at: number;
  doneAt: number;
  seq: number;
  done: boolean;
}

export interface Attempt {
  id: string;
  at: string;
  accountId: string;
  personId: string;
  channelId: string;
  way: Way;
  opened: boolean;
  reason: string;
  text: string;
  instant: number | null;
}

export interface Grant {
  accountId: string;
  scope: string;
}
export interface Code extends Grant {
  redirectUri: string;
  challenge: string | null;
  expiresAt: number;
  used: boolean;
}
export interface Token extends Grant {
  /** The pair it belongs to: access and refresh token die together. */
  pair: string;
  createdAt: number;
}

export interface DoorFlowState {
  seq: number;
  tables: { [K in TableName]: Record<string, Tables[K]> };
  history: HistoryEntry[];
  syncs: SyncRow[];
  /** By channel: from `at` on it knows every change up to `seq`. */
  known: Record<string, { at: number; seq: number }[]>;
  attempts: Attempt[];
  /** What an offline door has not told about yet. */
  unreported: EventRow[];
  oauth: {
    codes: Record<string, Code>;
    access: Record<string, Token>;
    refresh: Record<string, Token>;
  };
  switches: Switches;
}

export const emptyTables = (): DoorFlowState["tables"] => ({
  accounts: {},
  sites: {},
  channels: {},
  shifts: {},
  roles: {},
  groups: {},
  people: {},
  credentialTypes: {},
  credentials: {},
  groupReservations: {},
  reservations: {},
  events: {},
});

import type { Switches } from "./switches";

export const METHODS = ["online", "bluetooth", "mobile_nfc", "pin", "card"] as const;
export type Method = (typeof METHODS)[number];
export type Metadata = Record<string, string>;

/** What every stored object has. `seq` orders objects made in the same millisecond. */
export interface Row {
  id: string;
  organization_id: string;
  seq: number;
  created_at: string;
  is_deleted: boolean;
  metadata: Metadata;
}
/** Windows are UTC milliseconds, half-open, null = unbounded. */
export interface Windowed {
  starts_at: number | null;
  ends_at: number | null;
}
export interface OrganizationRow extends Row {
  name: string;
}
export interface SiteRow extends Row {
  name: string;
  timezone: string;
}
export interface DeviceRow extends Row {
  site_id: string;
  name: string;
  online: boolean;
}
export interface GadgetRow extends Row {
  site_id: string;
  device_id: string | null;
  name: string;
  actions: { id: string; name: string }[];
}
export interface Range {
  /** Seconds since local midnight; half-open. */
  start: number;
  end: number;
}
export interface ScheduleRow extends Row {
  name: string;
  /** Seven, Monday first. */
  weekdays: { ranges: Range[] }[];
}
export interface Rule {
  site_id: string | null;
  gadget_id: string | null;
  action_id: string | null;
  schedule_id: string | null;
  presence: "none" | "gps";
  /** Absent = every method; a method that is absent in it is refused. */
  access_methods?: Partial<Record<Method, boolean>>;
}
export interface GroupRow extends Row {
  name: string;
  permissions: Rule[];
}
export interface MemberRow extends Row, Windowed {
  name: string;
  language: string | null;
  /** When the end of the member, or the member itself, was last set: the clean-up counts from no earlier. */
  end_set_at: number;
}
export interface EmailRow extends Row {
  member_id: string;
  email: string;
}
export interface PinRow extends Row {
  member_id: string;
  pin: string;
}
export interface CardRow extends Row {
  name: string;
  uid: string | null;
  printed_code: string | null;
}
export interface MemberCardRow extends Row {
  member_id: string;
  card_id: string;
}
export interface AssociationRow extends Row, Windowed {
  member_id: string;
  member_group_id: string;
}
export interface LinkRow extends Row {
  member_id: string;
  secret: string;
}
export interface EventRow extends Row {
  subject: Record<string, string>;
  verb: string;
  object: Record<string, string>;
  occurred_at: string;
}
export interface WebhookRow extends Row {
  url: string;
  is_enabled: boolean;
  filter: Record<string, string>[];
  secret: string;
}

export interface Tables {
  organizations: OrganizationRow;
  sites: SiteRow;
  devices: DeviceRow;
  gadgets: GadgetRow;
  schedules: ScheduleRow;
  groups: GroupRow;
  members: MemberRow;
  emails: EmailRow;
  pins: PinRow;
  cards: CardRow;
  memberCards: MemberCardRow;
  associations: AssociationRow;
  magicLinks: LinkRow;
  tokens: LinkRow;
  events: EventRow;
  webhooks: WebhookRow;
}
export type TableName = keyof Tables;

/** What an object meant for the doors from `at` on. */
export type Snapshot =
  | { kind: "member"; deleted: boolean; starts: number | null; ends: number | null }
  | {
      kind: "association";
      deleted: boolean;
      starts: number | null;
      ends: number | null;
      groupId: string;
      ref: string | null;
    }
  | { kind: "group"; deleted: boolean; name: string; rules: Rule[] }
  | { kind: "schedule"; deleted: boolean; weekdays: { ranges: Range[] }[] }
  | { kind: "gadget"; deleted: boolean; siteId: string; deviceId: string | null }
  | { kind: "site"; timezone: string }
  | { kind: "device"; online: boolean }
  | { kind: "credential"; deleted: boolean; opens: "pin" | "card" | "app" };

/** One line of the append-only history from which access over time is told. `at` never runs backwards. */
export interface HistoryEntry {
  seq: number;
  at: number;
  organizationId: string;
  id: string;
  /** Null for what concerns everybody: groups, schedules, doors, devices. */
  memberId: string | null;
  cause: string;
  now: Snapshot;
}

export interface Attempt {
  id: string;
  at: string;
  organizationId: string;
  memberId: string | null;
  gadgetId: string;
  method: Method;
  opened: boolean;
  reason: string;
  text: string;
  /** UTC milliseconds the reason speaks of: when a window starts or ended. */
  instant: number | null;
}

export interface Code {
  organizationId: string;
  scope: string;
  redirectUri: string;
  expiresAt: number;
  used: boolean;
}
export interface AccessToken {
  organizationId: string;
  scope: string;
  expiresAt: number;
}
export interface RefreshToken {
  organizationId: string;
  scope: string;
  replacedAt: number | null;
}

export interface AkilesState {
  seq: number;
  tables: { [K in TableName]: Record<string, Tables[K]> };
  history: HistoryEntry[];
  attempts: Attempt[];
  /** Openings a device has not told about yet, because it is offline. */
  unreported: {
    deviceId: string;
    event: Pick<EventRow, "organization_id" | "subject" | "verb" | "object" | "occurred_at">;
  }[];
  oauth: {
    codes: Record<string, Code>;
    accessTokens: Record<string, AccessToken>;
    refreshTokens: Record<string, RefreshToken>;
  };
  switches: Switches;
}

export const emptyTables = (): AkilesState["tables"] => ({
  organizations: {},
  sites: {},
  devices: {},
  gadgets: {},
  schedules: {},
  groups: {},
  members: {},
  emails: {},
  pins: {},
  cards: {},
  memberCards: {},
  associations: {},
  magicLinks: {},
  tokens: {},
  events: {},
  webhooks: {},
});

import type { Weekdays } from "../kit/weekly";
import type { Switches } from "./switches";

export const METHODS = ["card", "pin", "mobile"] as const;
export type Method = (typeof METHODS)[number];

/** Instants are UTC milliseconds. */
export interface Row {
  id: number;
  account: number;
  created: number;
  updated: number;
}
/** Half-open, null = unbounded. */
export interface Dated {
  from: number | null;
  to: number | null;
}
export interface AccountRow extends Row {
  name: string;
  passesAllotted: number;
}
export interface AdminRow extends Row {
  username: string;
  firstName: string;
  lastName: string;
  email: string;
  /** "Account Config Tool Administrators": without it the calls about groups are refused. */
  configuresAccount: boolean;
}
export interface SiteRow extends Row {
  name: string;
  timeZone: string;
}
export interface PanelRow extends Row {
  name: string;
  online: boolean;
}
export interface DoorRow extends Row {
  name: string;
  siteId: number;
  panelId: number;
  activationEnabled: boolean;
}
export interface ScheduleRow extends Row {
  name: string;
  weekdays: Weekdays;
}
export interface GroupRow extends Row {
  name: string;
  permissions: { doorId: number; scheduleId: number | null }[];
  /** Not shown to the administrator of the API, and counted all the same. */
  hidden: boolean;
}
export interface MembershipRow extends Row {
  groupId: number;
  userId: number;
}
export interface Contact {
  value: string;
  type: string;
}
export interface UserRow extends Row, Dated {
  firstName: string;
  middleName: string | null;
  lastName: string;
  externalId: string | null;
  pin: string | null;
  /** The row among the user's credentials that stands for the PIN. */
  pinCredentialId: number | null;
  suspended: boolean;
  bleTwoFactorExempt: boolean | null;
  emails: Contact[];
  phoneNumbers: Contact[];
  customFields: Record<string, string>;
}
export interface CustomFieldRow extends Row {
  name: string;
  type: "TEXT" | "NUMBER" | "DATE";
}
export interface CredentialRow extends Row, Dated {
  formatId: number;
  referenceId: string;
  encodedCredential: string | null;
  fieldValues: { id: number; value: string }[];
  /** Who holds it; `from` and `to` belong to that assignment. */
  userId: number | null;
}
export type InvitationStatus = "PENDING" | "REDEEMED" | "EXPIRED" | "CANCELLED";
export interface InvitationRow extends Row {
  userId: number;
  referenceId: string;
  accessCode: string;
  credentialId: number;
  expiration: number;
  /** EXPIRED is told by the time, never stored. */
  status: InvitationStatus;
  cancelDate: number | null;
}
export interface EventRow extends Row {
  uuid: string;
  actionId: number;
  action: string;
  exception: boolean;
  actor: { id: number; name: string } | null;
  doorId: number;
  occurred: number;
  processed: number;
  credentialId: number | null;
}
export interface SubscriptionRow extends Row {
  name: string;
  url: string;
  errorEmail: string;
  criteria: { type: string; operation: string; value: string }[];
}

export interface Tables {
  accounts: AccountRow;
  admins: AdminRow;
  sites: SiteRow;
  panels: PanelRow;
  doors: DoorRow;
  schedules: ScheduleRow;
  groups: GroupRow;
  memberships: MembershipRow;
  users: UserRow;
  customFields: CustomFieldRow;
  credentials: CredentialRow;
  invitations: InvitationRow;
  events: EventRow;
  subscriptions: SubscriptionRow;
}
export type TableName = keyof Tables;

/** What an object meant for the doors from `at` on. */
export type Snapshot =
  | { kind: "user"; deleted: boolean; suspended: boolean; from: number | null; to: number | null }
  | { kind: "membership"; present: boolean; groupId: number }
  | { kind: "group"; deleted: boolean; name: string; permissions: GroupRow["permissions"] }
  | { kind: "schedule"; weekdays: Weekdays }
  | { kind: "door"; siteId: number; panelId: number }
  | { kind: "site"; timeZone: string }
  | { kind: "panel"; online: boolean }
  | { kind: "credential"; held: boolean; opens: Method; from: number | null; to: number | null };

/** One line of the append-only history from which access over time is told. `at` never runs backwards. */
export interface HistoryEntry {
  seq: number;
  at: number;
  /** Names the object within the view, e.g. `door:1201`. */
  key: string;
  /** Null for what concerns everybody: groups, schedules, doors, panels. */
  userId: number | null;
  cause: string;
  now: Snapshot;
}

export interface Attempt {
  id: string;
  at: string;
  account: number;
  userId: number;
  doorId: number;
  method: Method;
  opened: boolean;
  reason: string;
  text: string;
  /** UTC milliseconds the reason speaks of: when something starts or ended. */
  instant: number | null;
}

/** An e-mail that the vendor sent: to a person with a code, or to the address of failed notifications. */
export interface Mail {
  id: number;
  at: string;
  to: string;
  kind: "invitation" | "notification_failed";
  userId: number | null;
  invitationId: number | null;
  accessCode: string | null;
  language: string;
}

export interface BrivoState {
  seq: number;
  tables: { [K in TableName]: Record<string, Tables[K]> };
  history: HistoryEntry[];
  attempts: Attempt[];
  mails: Mail[];
  /** Events a panel has not told about yet, because it is offline. */
  unreported: { panelId: number; event: Omit<EventRow, "id" | "created" | "updated" | "processed"> }[];
  oauth: {
    codes: Record<string, { adminId: number; redirectUri: string; expiresAt: number; used: boolean }>;
    accessTokens: Record<string, { adminId: number; expiresAt: number }>;
    refreshTokens: Record<string, { adminId: number; replaced: boolean }>;
  };
  switches: Switches;
}

export const emptyTables = (): BrivoState["tables"] => ({
  accounts: {},
  admins: {},
  sites: {},
  panels: {},
  doors: {},
  schedules: {},
  groups: {},
  memberships: {},
  users: {},
  customFields: {},
  credentials: {},
  invitations: {},
  events: {},
  subscriptions: {},
});

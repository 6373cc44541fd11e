import type { Switches } from "./switches";

/** The vendor's status letters: active, suspended, inactive ("deleted" in the portal). */
export type Status = "A" | "S" | "I";
/** Two installations of the vendor that know nothing of each other. */
export type Region = "global" | "eu";
/** Bodies of credentials, by the property that carries them. */
export const MODELS = [
  "mobile",
  "card",
  "cardMifareCsn",
  "cardOpenpathDesfireEv1",
  "fobAllegion",
  "pincode",
  "cloudKey",
  "wallet",
] as const;
export type Model = (typeof MODELS)[number];
/** Ways to open a door. */
export const METHODS = ["card", "pin", "mobile", "cloud_key"] as const;
export type Method = (typeof METHODS)[number];

/** Instants are UTC milliseconds; null = none. */
interface Row {
  id: number;
}
export interface OrgRow extends Row {
  name: string;
  region: Region;
}
export interface NamespaceRow extends Row {
  nickname: string;
  region: Region;
  kind: "local" | "identityProvider";
}
export interface IdentityRow extends Row {
  namespaceId: number;
  email: string;
  firstName: string | null;
  lastName: string | null;
  mobilePhone: string | null;
  language: string;
  /** Null = this person cannot sign in with a password. */
  password: string | null;
  /** The code that a sign-in must carry; null = none is asked for. */
  totpCode: string | null;
  /** Wrong passwords in a row. */
  badLogins: number;
  lockedUntil: number | null;
}
export interface UserRow extends Row {
  opal: string;
  orgId: number;
  identityId: number;
  status: Status;
  externalId: string | null;
  startDate: number | null;
  endDate: number | null;
  startAndEndDateTimeZoneId: string | null;
  hasRemoteUnlock: boolean;
  isOverrideAllowed: boolean;
  title: string | null;
  department: string | null;
  personId: string | null;
  customFields: Record<string, string>;
  groupIds: number[];
  zoneUsers: { zoneId: number; scheduleId: number | null }[];
  siteIds: number[];
  /** What the API lets this account do, e.g. `user:w`; empty for people who only open doors. */
  scope: string[];
  createdAt: number;
  updatedAt: number;
  statusLastUpdatedAt: number;
  manuallyInactivatedAt: number | null;
}
export interface GroupRow extends Row {
  orgId: number;
  name: string;
  description: string | null;
  zoneIds: number[];
}
export interface SiteRow extends Row {
  orgId: number;
  name: string;
  timezone: string;
}
export interface ZoneRow extends Row {
  orgId: number;
  siteId: number;
  name: string;
}
export interface EntryRow extends Row {
  orgId: number;
  zoneId: number;
  name: string;
  isRemoteUnlockAllowed: boolean;
  /** False = its controller is off the network: doors still open, events come late, nothing remote works. */
  isOnline: boolean;
}
export interface CredentialTypeRow extends Row {
  name: string;
  modelName: Model;
}
export interface CardFormatRow extends Row {
  orgId: number;
  code: string;
  name: string;
  numBits: number;
  fields: string[];
}
export interface CredentialRow extends Row {
  orgId: number;
  userId: number;
  model: Model;
  startDate: number | null;
  endDate: number | null;
  data: Record<string, unknown>;
  createdAt: number;
}
export interface LinkRow extends Row {
  orgId: number;
  token: string;
  shortCode: string;
  credentialId: number;
  userId: number;
  entryIds: number[];
  notBefore: number | null;
  expires: number | null;
  description: string | null;
}
export interface SessionRow {
  token: string;
  identityId: number;
  region: Region;
  createdAt: number;
  expiresAt: number | null;
  isRevoked: boolean;
}
export interface EventRow extends Row {
  orgId: number;
  name: string;
  occurredAt: number;
  /** Null while the controller that saw it is off the network. */
  arrivedAt: number | null;
  requestId: string;
  userId: number | null;
  entryId: number;
  model: Model | null;
  result: "Granted" | "Denied";
  deniedReason: string | null;
}
export interface SubscriptionRow extends Row {
  orgId: number;
  hookEventName: string;
  targetUrl: string;
  name: string | null;
  isActive: boolean;
  failures: number;
}
export interface MailRow extends Row {
  orgId: number;
  userId: number;
  kind: "verify" | "setup_mobile" | "setup_wallet";
  credentialId: number | null;
  at: number;
}

export interface Tables {
  orgs: OrgRow;
  namespaces: NamespaceRow;
  identities: IdentityRow;
  users: UserRow;
  groups: GroupRow;
  sites: SiteRow;
  zones: ZoneRow;
  entries: EntryRow;
  credentialTypes: CredentialTypeRow;
  cardFormats: CardFormatRow;
  credentials: CredentialRow;
  links: LinkRow;
  events: EventRow;
  subscriptions: SubscriptionRow;
  mails: MailRow;
}
export type TableName = keyof Tables;

/** What an object meant for the doors from an instant on. */
export type Snapshot =
  | {
      kind: "user";
      status: Status;
      start: number | null;
      end: number | null;
      groupIds: number[];
      zoneIds: number[];
      siteIds: number[];
      hasRemoteUnlock: boolean;
    }
  | { kind: "group"; name: string; zoneIds: number[] }
  | { kind: "zone"; siteId: number; name: string }
  | { kind: "entry"; zoneId: number; isRemoteUnlockAllowed: boolean; isOnline: boolean }
  | { kind: "credential"; model: Model; start: number | null; end: number | null; isUsable: boolean }
  | {
      kind: "link";
      credentialId: number;
      userId: number;
      entryIds: number[];
      from: number | null;
      until: number | null;
    }
  | { kind: "gone" };

/** One line of the append-only history from which access over time is told. `at` never runs backwards. */
export interface HistoryEntry {
  seq: number;
  at: number;
  /** `user:9`, `group:71`, `credential:12`, ... */
  key: string;
  /** Null for what concerns everybody. */
  userId: number | null;
  cause: string;
  now: Snapshot;
}

export interface Attempt {
  id: string;
  at: string;
  orgId: number;
  userId: number | null;
  entryId: number;
  method: Method;
  opened: boolean;
  reason: string;
  text: string;
  instant: number | null;
}

export interface AltaState {
  seq: number;
  tables: { [K in TableName]: Record<string, Tables[K]> };
  sessions: Record<string, SessionRow>;
  history: HistoryEntry[];
  attempts: Attempt[];
  switches: Switches;
}

export const emptyTables = (): AltaState["tables"] => ({
  orgs: {},
  namespaces: {},
  identities: {},
  users: {},
  groups: {},
  sites: {},
  zones: {},
  entries: {},
  credentialTypes: {},
  cardFormats: {},
  credentials: {},
  links: {},
  events: {},
  subscriptions: {},
  mails: {},
});

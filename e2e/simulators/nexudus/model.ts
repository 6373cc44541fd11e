/** The simulator's nouns: rows, installs, deliveries, switches. All of it is one JSON value in the store. */

export const entityNames = [
  "Business",
  "SimpleTimeZone",
  "BusinessSetting",
  "WebHook",
  "AuditTrailEntry",
  "CoworkerAccessControlAudit",
  "FloorPlan",
  "FloorPlanDesk",
  "FloorPlanDeskVariant",
  "Coworker",
  "Resource",
  "ResourceType",
  "Booking",
  "CancelledBooking",
  "BookingVisitor",
  "Visitor",
  "Team",
  "Checkin",
  "FailedCheckin",
  "Tariff",
  "TariffTimePass",
  "TimePass",
  "TimePassTimeSlot",
  "CoworkerContract",
  "ContractPausedPeriod",
  "CoworkerTimePass",
  "InstalledApplication",
] as const;
export type EntityName = (typeof entityNames)[number];

/** One stored record. The common fields are typed; the others follow the entity's definition. */
export interface Row {
  Id: number;
  UniqueId: string;
  CreatedOn: string;
  UpdatedOn: string;
  UpdatedBy: string;
  SystemId: string | null;
  CustomFields: { readonly Data: readonly { readonly Name: string; readonly Value: string }[] } | null;
  [field: string]: unknown;
}

/** One install of the add-on. Its public half is the InstalledApplication row with the same id. */
export interface Install {
  readonly id: number;
  /** The per-install token `t`; stays the same for every launch. */
  readonly token: string;
  readonly businessId: number;
  readonly email: string;
  readonly installedAt: string;
  revoked: boolean;
  requiresApproval: boolean;
  /** Roles taken away, as `Booking-List`, or `Booking` for all five. */
  missingRoles: string[];
}

export interface DeliveryAttempt {
  readonly at: string;
  readonly status: number | null;
  readonly error: string | null;
}

export interface Delivery {
  readonly id: number;
  readonly hookId: number;
  readonly action: number;
  readonly businessId: number;
  readonly entity: EntityName;
  readonly entityId: number;
  readonly url: string;
  readonly body: string;
  readonly signature: string | null;
  readonly createdAt: string;
  /** `lost` = a switch swallowed it; `abandoned` = the hook was disabled or ran out of retries. */
  status: "pending" | "delivered" | "lost" | "abandoned";
  readonly attempts: DeliveryAttempt[];
}

export interface ApiSwitches {
  throttle: boolean;
  throttleSignal: "409" | "429";
  throttleLimits: "newer" | "older";
  /** Answer of get-one for an id that is not (or no longer) there. */
  missingIdStatus: 404 | 500;
  authMe: "service_user" | "unauthorized";
  rootInstallCoversChildren: boolean;
  /** `signed`: 1 ascending, -1 descending, 0 ascending. `zero_one`: 0 ascending, 1 descending. */
  dirDialect: "signed" | "zero_one";
  /** Whether the envelope also has the older PageNumber and PageSize. */
  pageFields: boolean;
  /** Lists also blank AccessCardId, TeamIds and CoworkerType. */
  listHidesCards: boolean;
  /** The longest page there is. */
  pageSizeMax: number;
  /** Lists of this path show only the first `keep` records of a page, with an untouched envelope. */
  partialPages: { path: string; keep: number } | null;
  /** Deletes this row for real after the next list page of its entity that has a following page. */
  deleteBetweenPages: { entity: EntityName; id: number } | null;
  /** Rows that show a value no client can read. The stored row stays whole. */
  unreadable: { entity: EntityName; id: number; field: string; value: unknown }[];
}

export interface WebhookSwitches {
  signature: "folded" | "raw" | "unsigned";
  /** Waits on the simulated clock before attempt 2, 3, ... 11. */
  retryDelaysMs: number[];
  /** Wait on the simulated clock before the first attempt. */
  delayMs: number;
  /** How many times each delivery is sent. */
  copies: number;
  /** Collects this many deliveries and sends them last first; 0 = off. */
  reorder: number;
  /** Swallows this many deliveries; null = all of them. */
  lose: number | null;
  /** A hook on the network root also fires for its locations. */
  rootCoversChildren: boolean;
  /** Whether AccessControlUpdate (61) fires beside the domain events. */
  accessControl: boolean;
}

/** What a fact about one row was, and from when until when it was the truth. */
export interface FactVersion {
  readonly from: string;
  until: string | null;
  readonly values: Readonly<Record<string, unknown>>;
}
export interface Fact {
  readonly id: number;
  readonly entity: EntityName;
  readonly versions: FactVersion[];
  /** When and how it ended, null while it exists. */
  ended: { readonly at: string; readonly how: "cancelled" | "deleted" } | null;
}

export interface SimState {
  tables: Partial<Record<EntityName, Record<string, Row>>>;
  nextId: number;
  stamp: number;
  installs: Install[];
  deliveries: Delivery[];
  facts: Record<string, Fact>;
  switches: ApiSwitches;
  webhookSwitches: WebhookSwitches;
}

export const defaultSwitches = (): ApiSwitches => ({
  throttle: true,
  throttleSignal: "409",
  throttleLimits: "newer",
  missingIdStatus: 404,
  authMe: "service_user",
  rootInstallCoversChildren: true,
  dirDialect: "signed",
  pageFields: true,
  pageSizeMax: 1_000,
  listHidesCards: false,
  partialPages: null,
  deleteBetweenPages: null,
  unreadable: [],
});

export const defaultWebhookSwitches = (): WebhookSwitches => ({
  signature: "folded",
  retryDelaysMs: [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000],
  delayMs: 0,
  copies: 1,
  reorder: 0,
  lose: 0,
  rootCoversChildren: false,
  accessControl: true,
});

export const emptyState = (): SimState => ({
  tables: {},
  nextId: 1_410_000_001,
  stamp: 0,
  installs: [],
  deliveries: [],
  facts: {},
  switches: defaultSwitches(),
  webhookSwitches: defaultWebhookSwitches(),
});

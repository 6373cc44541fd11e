import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { AccessGroupId, ConnectionId, LocationId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, sealed, updatedAt } from "./columns";
import { installations } from "./installations";
import { locations } from "./locations";

export const connectionStates = [
  "draft",
  "connected",
  "active",
  "paused",
  "needs_attention",
  "disconnected",
] as const;

export const rightsEnds = ["keep", "suspend", "remove"] as const;

/** One vendor account (and site) linked to an installation. */
export const connections = pgTable(
  "connections",
  {
    id: uuid("id").$type<ConnectionId>().primaryKey(),
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    vendor: text("vendor").notNull(),
    state: text("state", { enum: connectionStates }).notNull(),
    /** Why it needs somebody, in the console's words, and who must act. */
    stateReason: text("state_reason"),
    /** The account as the vendor names it, shown as "is this yours?". */
    accountId: text("account_id"),
    accountLabel: text("account_label"),
    accountConfirmedAt: instant("account_confirmed_at"),
    /** What the admin chose, by the definition's own keys. Nothing secret. */
    settings: jsonb("settings").$type<Record<string, string>>().notNull(),
    accessTokenSealed: sealed("access_token_sealed"),
    refreshTokenSealed: sealed("refresh_token_sealed"),
    tokenExpiresAt: instant("token_expires_at"),
    /** The secret inputs of the connect form, a JSON object. */
    secretsSealed: sealed("secrets_sealed"),
    /** Set when the vendor refused a sign-in with these inputs: it is not tried again until an admin acts. */
    signInRefusedAt: instant("sign_in_refused_at"),
    /** What may be chosen for the settings that the vendor lists itself, as last read. */
    vendorOptions: jsonb("vendor_options")
      .$type<Record<string, readonly { readonly value: string; readonly label: string }[]>>()
      .notNull()
      .default({}),
    leadMinutes: integer("lead_minutes").notNull(),
    lagMinutes: integer("lag_minutes").notNull(),
    syncEmail: boolean("sync_email").notNull(),
    syncPin: boolean("sync_pin").notNull().default(false),
    syncCards: boolean("sync_cards").notNull().default(false),
    /** Makes a PIN for members who have none and writes it back to Nexudus. Needs PIN sync. */
    randomPins: boolean("random_pins").notNull().default(false),
    /** Why PINs are not written back to Nexudus any more, in words; null = they may be. */
    pinWriteBackOff: text("pin_write_back_off"),
    /** Revoke budget (design S2): the share of people, and the number of people, both to be exceeded before it latches. */
    revokeSharePercent: integer("revoke_share_percent").notNull().default(20),
    revokePeopleMin: integer("revoke_people_min").notNull().default(10),
    /** E5: whether a team reaches what its paying member holds, and each other's passes. */
    teamDesks: boolean("team_desks").notNull().default(false),
    teamPlans: boolean("team_plans").notNull().default(false),
    teamPasses: boolean("team_passes").notNull().default(false),
    /** What becomes at the vendor of people made by Lintel once their last right has ended. */
    whenRightsEnd: text("when_rights_end", { enum: rightsEnds }).notNull().default("keep"),
    /** Whether windows are handed to a vendor that can enforce them; off = timers only. */
    vendorWindows: boolean("vendor_windows").notNull(),
    /** Set when the vendor refused a second grant to one group: one window per group from then on. */
    singleGrant: boolean("single_grant").notNull(),
    activatedAt: instant("activated_at"),
    /** Set while everything Lintel gave is being taken back, before the secrets are deleted; null = not under way. */
    disconnectingSince: instant("disconnecting_since"),
    /** Whether people made by Lintel are removed too. */
    removePeople: boolean("remove_people").notNull().default(false),
    disconnectedAt: instant("disconnected_at"),
    lastVerifiedAt: instant("last_verified_at"),
    lastErrorKind: text("last_error_kind"),
    lastErrorAt: instant("last_error_at"),
    lastReconcileAt: instant("last_reconcile_at"),
    lastReconcileComplete: boolean("last_reconcile_complete"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("connections_tenant").on(t.installationId, t.id),
    oneOf("connections_state", t.state, connectionStates),
    oneOf("connections_rights_end", t.whenRightsEnd, rightsEnds),
    check("connections_lead", sql`${t.leadMinutes} between 0 and 120`),
    check("connections_lag", sql`${t.lagMinutes} between 0 and 120`),
    check("connections_revoke_share", sql`${t.revokeSharePercent} between 1 and 100`),
    check("connections_revoke_people", sql`${t.revokePeopleMin} between 0 and 100000`),
  ],
);

/** Which locations a connection covers. A location is covered by at most one connection of a vendor account. */
export const connectionLocations = pgTable(
  "connection_locations",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    locationId: text("location_id").$type<LocationId>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.locationId] }),
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.installationId, t.locationId],
      foreignColumns: [locations.installationId, locations.id],
    }).onDelete("cascade"),
  ],
);

/** An OAuth round trip under way. Single use, ten minutes, bound to one browser. */
export const oauthStates = pgTable(
  "oauth_states",
  {
    stateHash: text("state_hash").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    vendor: text("vendor").notNull(),
    /** Keyed hash of the browser's own cookie. */
    browserHash: text("browser_hash").notNull(),
    /** The PKCE verifier, where the vendor offers it. */
    verifierSealed: sealed("verifier_sealed"),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
  ],
);

/** What the vendor lets one grant, as last listed. A vanished one stays, flagged. */
export const accessGroups = pgTable(
  "access_groups",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    id: text("id").$type<AccessGroupId>().notNull(),
    name: text("name").notNull(),
    siteLabel: text("site_label"),
    hint: text("hint"),
    seenAt: instant("seen_at").notNull(),
    vanishedAt: instant("vanished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.id] }),
    unique("access_groups_tenant").on(t.installationId, t.connectionId, t.id),
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    index("access_groups_installation").on(t.installationId),
  ],
);

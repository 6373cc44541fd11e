import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { InstallationId, LocationId } from "@/lib/access/types";
import { createdAt, installationId, instant } from "./columns";
import { installations } from "./installations";

/** Who is working on something right now. A second holder after expiry has a higher fence. */
export const leases = pgTable("leases", {
  /** `person:<id>` or `token:<connection id>`. */
  resource: text("resource").primaryKey(),
  installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
  owner: text("owner").notNull(),
  fence: bigint("fence", { mode: "number" }).notNull(),
  expiresAt: instant("expires_at").notNull(),
});

/** A webhook Lintel keeps at Nexudus, per location and action. */
export const webhookRegistrations = pgTable(
  "webhook_registrations",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    locationId: text("location_id").$type<LocationId>().notNull(),
    action: integer("action").notNull(),
    /** Nexudus id; null = could not be created. */
    hookId: text("hook_id"),
    active: boolean("active").notNull(),
    problem: text("problem"),
    /** When a signed delivery first came: unsigned ones are refused from then on. */
    signedSince: instant("signed_since"),
    checkedAt: instant("checked_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.locationId, t.action] })],
);

/** A webhook as received, without its body. Kept 14 days. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    locationId: text("location_id").notNull(),
    action: integer("action").notNull(),
    recordIds: jsonb("record_ids").$type<readonly string[]>().notNull(),
    memberIds: jsonb("member_ids").$type<readonly string[]>().notNull(),
    /** SHA-256 of the body: only tells equal deliveries apart within seconds. */
    digest: text("digest").notNull(),
    signed: boolean("signed").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [index("webhook_deliveries_recent").on(t.installationId, t.receivedAt)],
);

/** What was done, by whom. Outlives its subjects, so it has no foreign keys; ids and numbers only. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: uuid("id").primaryKey(),
    installationId: uuid("installation_id").$type<InstallationId>().notNull(),
    at: createdAt(),
    /** operator, system job or webhook, with the session or run. */
    actor: text("actor").notNull(),
    /** noun.verb */
    action: text("action").notNull(),
    subject: text("subject"),
    details: jsonb("details").$type<Record<string, string | number | boolean | null>>().notNull(),
  },
  (t) => [index("audit_log_recent").on(t.installationId, t.at)],
);

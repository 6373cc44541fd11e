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
  uuid,
} from "drizzle-orm/pg-core";
import type { AccessGroupId, ConnectionId, ItemKind, LocationId, MemberId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf } from "./columns";
import { accessGroups, connections } from "./connections";
import { installations } from "./installations";
import { locations } from "./locations";

export const itemKinds = ["plan", "pass", "resource", "desk"] as const satisfies readonly ItemKind[];

/** A mappable Nexudus thing, as last read. A vanished one stays, flagged. */
export const items = pgTable(
  "items",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: itemKinds }).notNull(),
    /** Nexudus id. */
    id: text("id").notNull(),
    locationId: text("location_id").$type<LocationId>(),
    name: text("name").notNull(),
    archived: boolean("archived").notNull(),
    /** What kind of desk or room it is, in words; null = not told. */
    detail: text("detail"),
    /** Who sits there by the floor plan. No right by itself: without a contract it is shown. */
    occupantId: text("occupant_id").$type<MemberId>(),
    /** Groups in Nexudus' own access fields, offered for import (M7). */
    nativeGroupIds: jsonb("native_group_ids").$type<readonly string[]>().notNull().default([]),
    seenAt: instant("seen_at").notNull(),
    vanishedAt: instant("vanished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.kind, t.id] }),
    foreignKey({
      columns: [t.installationId, t.locationId],
      foreignColumns: [locations.installationId, locations.id],
    }),
    oneOf("items_kind", t.kind, itemKinds),
  ],
);

/** Item -> access group, as confirmed. No row = "Not controlled by Lintel". */
export const mappings = pgTable(
  "mappings",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    itemKind: text("item_kind", { enum: itemKinds }).notNull(),
    itemId: text("item_id").notNull(),
    groupId: text("group_id").$type<AccessGroupId>().notNull(),
    /** Minutes; null = the connection's. */
    leadMinutes: integer("lead_minutes"),
    lagMinutes: integer("lag_minutes"),
    /** "Also keep the pass's hours" (E4). */
    keepsHours: boolean("keeps_hours").notNull().default(false),
    confirmedAt: instant("confirmed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.itemKind, t.itemId, t.groupId] }),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.groupId],
      foreignColumns: [accessGroups.installationId, accessGroups.connectionId, accessGroups.id],
    }),
    foreignKey({
      columns: [t.installationId, t.itemKind, t.itemId],
      foreignColumns: [items.installationId, items.kind, items.id],
    }),
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    check("mappings_lead", sql`${t.leadMinutes} between 0 and 120`),
    check("mappings_lag", sql`${t.lagMinutes} between 0 and 120`),
  ],
);

export const previewStates = ["open", "confirmed", "superseded"] as const;

/** A change that was worked out and shown, waiting for the admin's word. Nothing is applied before. */
export const previews = pgTable(
  "previews",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    state: text("state", { enum: previewStates }).notNull(),
    /** What is proposed: the mapping and settings after the change. */
    change: jsonb("change").$type<unknown>().notNull(),
    /** SHA-256 of the operations the change causes. */
    digest: text("digest").notNull(),
    createdAt: createdAt(),
    confirmedAt: instant("confirmed_at"),
  },
  (t) => [
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    oneOf("previews_state", t.state, previewStates),
    index("previews_connection").on(t.connectionId, t.createdAt),
  ],
);

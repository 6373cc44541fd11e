import { sql } from "drizzle-orm";
import {
  bigint,
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
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { AccessGroupId, ConnectionId, PersonId, Source } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, updatedAt } from "./columns";
import { persons } from "./persons";

/** The ledger: one row per person and access group that Lintel has dealt with. */
export const grants = pgTable(
  "grants",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    groupId: text("group_id").$type<AccessGroupId>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("grants_key").on(t.connectionId, t.personId, t.groupId),
    unique("grants_tenant").on(t.installationId, t.id),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
  ],
);

export const vendorGrantStates = ["intended", "present", "gone"] as const;

/** One object at the vendor that carries a grant, or a window of it. Written before the vendor is called. */
export const vendorGrants = pgTable(
  "vendor_grants",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    grantId: uuid("grant_id").notNull(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    /** Null while intended. */
    vendorGrantId: text("vendor_grant_id"),
    state: text("state", { enum: vendorGrantStates }).notNull(),
    origin: text("origin", { enum: ["made", "adopted"] }).notNull(),
    /** The period it stands for; `timed` says whether the vendor was given it. */
    fromAt: instant("from_at").notNull(),
    untilAt: instant("until_at"),
    timed: boolean("timed").notNull(),
    sources: jsonb("sources").$type<readonly Source[]>().notNull(),
    /** The fence under which it was last written. */
    fence: bigint("fence", { mode: "number" }).notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    goneAt: instant("gone_at"),
  },
  (t) => [
    foreignKey({
      columns: [t.installationId, t.grantId],
      foreignColumns: [grants.installationId, grants.id],
    }).onDelete("cascade"),
    uniqueIndex("vendor_grants_object")
      .on(t.connectionId, t.vendorGrantId)
      .where(sql`${t.vendorGrantId} is not null and ${t.state} <> 'gone'`),
    index("vendor_grants_open").on(t.connectionId, t.state),
    index("vendor_grants_grant").on(t.grantId),
    oneOf("vendor_grants_state", t.state, vendorGrantStates),
    check("vendor_grants_window", sql`${t.untilAt} is null or ${t.untilAt} > ${t.fromAt}`),
    check("vendor_grants_present", sql`${t.state} <> 'present' or ${t.vendorGrantId} is not null`),
  ],
);

export const edgeStates = ["pending", "armed", "done", "dropped"] as const;

/** An instant at which what a person should hold changes. The timer's truth; Inngest is the alarm clock. */
export const edges = pgTable(
  "edges",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    at: instant("at").notNull(),
    /** A window ends here: of edges at one instant these go first. */
    ends: boolean("ends").notNull().default(false),
    state: text("state", { enum: edgeStates }).notNull(),
    /** The person's revision when the edge was last written. */
    revision: integer("revision").notNull(),
    armCount: integer("arm_count").notNull(),
    armedAt: instant("armed_at"),
    doneAt: instant("done_at"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("edges_key").on(t.connectionId, t.personId, t.at),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
    index("edges_due").on(t.state, t.at),
    oneOf("edges_state", t.state, edgeStates),
  ],
);

export const operationStates = ["intended", "done", "failed", "superseded"] as const;

/** Every attempted write at a vendor: written as intended before the call, then its outcome. Kept 90 days. */
export const operations = pgTable(
  "operations",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    verb: text("verb").notNull(),
    groupId: text("group_id").$type<AccessGroupId>(),
    vendorGrantRow: uuid("vendor_grant_row"),
    fromAt: instant("from_at"),
    untilAt: instant("until_at"),
    /** window_ended, withdrawn or unseen, for revokes. */
    basis: text("basis"),
    /** What led to it: edge, refresh, full check, preview, retry. */
    cause: text("cause").notNull(),
    state: text("state", { enum: operationStates }).notNull(),
    attempts: integer("attempts").notNull(),
    errorKind: text("error_kind"),
    errorText: text("error_text"),
    nextTryAt: instant("next_try_at"),
    fence: bigint("fence", { mode: "number" }).notNull(),
    createdAt: createdAt(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
    index("operations_due").on(t.state, t.nextTryAt),
    index("operations_person").on(t.personId, t.createdAt),
    oneOf("operations_state", t.state, operationStates),
  ],
);

/** What a person holds at the vendor that Lintel did not make, as last observed. Shown, never changed. */
export const foreignGrants = pgTable(
  "foreign_grants",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    vendorGrantId: text("vendor_grant_id").notNull(),
    groupId: text("group_id").$type<AccessGroupId>().notNull(),
    fromAt: instant("from_at"),
    untilAt: instant("until_at"),
    seenAt: instant("seen_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.personId, t.vendorGrantId] }),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
  ],
);

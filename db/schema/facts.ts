import { boolean, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { MemberId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, updatedAt } from "./columns";
import { installations } from "./installations";

export const memberStates = ["live", "gone"] as const;

/** A Nexudus coworker who holds, or may hold, a right. */
export const members = pgTable(
  "members",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    /** Nexudus coworker id. */
    id: text("id").$type<MemberId>().notNull(),
    fullName: text("full_name").notNull(),
    /** Lower case; null = Nexudus has none. */
    email: text("email"),
    active: boolean("active").notNull(),
    archived: boolean("archived").notNull(),
    homeLocationId: text("home_location_id"),
    state: text("state", { enum: memberStates }).notNull(),
    updatedOn: instant("updated_on"),
    /** When the record itself was last read by id. */
    readAt: instant("read_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.id] }), oneOf("members_state", t.state, memberStates)],
);

/** Somebody whose facts were read anew and whose rights are not worked out from them yet. */
export const touchedMembers = pgTable(
  "touched_members",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    /** Not a foreign key: a record may name a coworker that was never read. */
    memberId: text("member_id").$type<MemberId>().notNull(),
    touchedAt: instant("touched_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.memberId] })],
);

export const factStates = ["live", "cancelled", "gone"] as const;

/** A Nexudus booking as last read. */
export const bookings = pgTable(
  "bookings",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    /** Nexudus booking id. */
    id: text("id").notNull(),
    /** Not a foreign key: a booking may be read before its coworker. */
    memberId: text("member_id").$type<MemberId>(),
    resourceId: text("resource_id"),
    deskId: text("desk_id"),
    fromAt: instant("from_at").notNull(),
    untilAt: instant("until_at").notNull(),
    tentative: boolean("tentative").notNull(),
    state: text("state", { enum: factStates }).notNull(),
    updatedOn: instant("updated_on"),
    /** The read that last listed it. */
    seenInRead: uuid("seen_in_read"),
    /** Missing from a complete read since, and not yet proven gone. */
    missingSince: instant("missing_since"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.id] }),
    index("bookings_member").on(t.installationId, t.memberId, t.untilAt),
    index("bookings_resource").on(t.installationId, t.resourceId),
    oneOf("bookings_state", t.state, factStates),
  ],
);

/** One read of one entity: what was asked, whether it saw everything, what it cost. Kept 30 days. */
export const platformReads = pgTable(
  "platform_reads",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["full", "changes", "member"] }).notNull(),
    entity: text("entity").notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at").notNull(),
    complete: boolean("complete").notNull(),
    reason: text("reason"),
    rows: integer("rows").notNull(),
    calls: integer("calls").notNull(),
  },
  (t) => [index("platform_reads_latest").on(t.installationId, t.entity, t.startedAt)],
);

/** Up to where changes of an entity have been read. */
export const readCursors = pgTable(
  "read_cursors",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    entity: text("entity").notNull(),
    readUpTo: instant("read_up_to").notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.entity] })],
);

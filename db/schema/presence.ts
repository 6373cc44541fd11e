import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { ConnectionId, LocationId, MemberId, PersonId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf } from "./columns";
import { connections } from "./connections";
import { members } from "./facts";
import { locations } from "./locations";
import { persons } from "./persons";

export const doorActions = ["nothing", "check_in", "check_out"] as const;

/** A door as the vendor lists it, with what opening it does at Nexudus (design V1). A vanished one stays, flagged. */
export const vendorDoors = pgTable(
  "vendor_doors",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    /** The vendor's id. */
    id: text("id").notNull(),
    name: text("name").notNull(),
    siteId: text("site_id"),
    siteLabel: text("site_label"),
    action: text("action", { enum: doorActions }).notNull(),
    /** Earlier openings are none of the action's business; null = nobody chose one yet. */
    actionSince: instant("action_since"),
    /** Where its check-ins are recorded; null = nobody said, which one covered location answers by itself. */
    locationId: text("location_id").$type<LocationId>(),
    seenAt: instant("seen_at").notNull(),
    vanishedAt: instant("vanished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.id] }),
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.installationId, t.locationId],
      foreignColumns: [locations.installationId, locations.id],
    }).onDelete("cascade"),
    index("vendor_doors_installation").on(t.installationId),
    oneOf("vendor_doors_action", t.action, doorActions),
  ],
);

/** How openings are read on one connection: the switch, the mark up to which they were, and how it went. */
export const presence = pgTable(
  "presence",
  {
    connectionId: uuid("connection_id").$type<ConnectionId>().primaryKey(),
    installationId: installationId(),
    /** "Check in on open": since when; null = off. Where doors have actions of their own it stays null. */
    onOpenSince: instant("on_open_since"),
    /** Since when anything is switched on: nothing older is read. Null = openings are not read. */
    readingSince: instant("reading_since"),
    /** The newest event read, as the connector names it. */
    mark: text("mark"),
    lastReadAt: instant("last_read_at"),
    /** False: some openings could not be read, or were too many. */
    lastReadComplete: boolean("last_read_complete"),
    lastErrorKind: text("last_error_kind"),
    doorsListedAt: instant("doors_listed_at"),
    /** The vendor's id of the webhook that tells of openings; null = none is kept. */
    hookId: text("hook_id"),
    hookCheckedAt: instant("hook_checked_at"),
    /** When a webhook last came. Its body is not kept. */
    lastHintAt: instant("last_hint_at"),
  },
  (t) => [
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    unique("presence_tenant").on(t.installationId, t.connectionId),
    index("presence_reading").on(t.lastReadAt).where(sql`${t.readingSince} is not null`),
  ],
);

/** What became of an opening; see `decideOpening` in `lib/access/presence.ts`. */
export const openingOutcomes = [
  "check_in",
  "check_out",
  "no_action",
  "before_switch",
  "no_location",
  "late",
  "ahead",
  "not_first",
  "overtaken",
] as const;

/** A door opened by a member, by the vendor's event id: once, however often it is told. Kept eight days. */
export const openings = pgTable(
  "openings",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    eventId: text("event_id").notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    /** No foreign key: a door may be opened before it was listed. */
    doorId: text("door_id").notNull(),
    occurredAt: instant("occurred_at").notNull(),
    /** When the vendor heard of it, which may be much later. */
    recordedAt: instant("recorded_at").notNull(),
    readAt: instant("read_at").notNull(),
    outcome: text("outcome", { enum: openingOutcomes }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.eventId] }),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
    index("openings_recent").on(t.installationId, t.readAt),
    index("openings_person").on(t.personId),
    oneOf("openings_outcome", t.outcome, openingOutcomes),
  ],
);

export const checkInKinds = ["check_in", "check_out"] as const;
/** `already` = Nexudus had it so: somebody checked in, or nobody to check out. */
export const checkInStates = ["intended", "done", "already", "failed", "given_up"] as const;

/** A check-in or check-out at Nexudus that an opening asks for: intended before the call. Kept 30 days. */
export const checkIns = pgTable(
  "check_ins",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    /** The opening. No foreign key: openings are kept for a shorter time. */
    eventId: text("event_id").notNull(),
    memberId: text("member_id").$type<MemberId>().notNull(),
    locationId: text("location_id").$type<LocationId>().notNull(),
    kind: text("kind", { enum: checkInKinds }).notNull(),
    /** The location's day, `YYYY-MM-DD`: nothing is written after it. */
    day: text("day").notNull(),
    /** When the door was opened. */
    at: instant("at").notNull(),
    /** By "check in on open": at most one per member, location and day. */
    daily: boolean("daily").notNull(),
    state: text("state", { enum: checkInStates }).notNull(),
    attempts: integer("attempts").notNull(),
    /** When the first attempt began; what Nexudus recorded since then may be its answer. */
    attemptedAt: instant("attempted_at"),
    lastAttemptAt: instant("last_attempt_at"),
    /** Null once it is settled. */
    nextTryAt: instant("next_try_at"),
    /** Why it is not done: a closed code. */
    problem: text("problem"),
    /** Nexudus id of the check-in, or of the failed one. */
    recordId: text("record_id"),
    /** Why it failed, in Nexudus' own words. */
    description: text("description"),
    createdAt: createdAt(),
    settledAt: instant("settled_at"),
  },
  (t) => [
    unique("check_ins_event").on(t.connectionId, t.eventId),
    uniqueIndex("check_ins_daily")
      .on(t.installationId, t.memberId, t.locationId, t.day)
      .where(sql`${t.daily}`),
    index("check_ins_due").on(t.installationId, t.nextTryAt).where(sql`${t.state} = 'intended'`),
    index("check_ins_recent").on(t.installationId, t.at),
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.installationId, t.memberId],
      foreignColumns: [members.installationId, members.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.installationId, t.locationId],
      foreignColumns: [locations.installationId, locations.id],
    }).onDelete("cascade"),
    oneOf("check_ins_kind", t.kind, checkInKinds),
    oneOf("check_ins_state", t.state, checkInStates),
    check("check_ins_settled", sql`(${t.state} = 'intended') = (${t.nextTryAt} is not null)`),
  ],
);

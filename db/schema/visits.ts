import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { ConnectionId, LocationId, MemberId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, sealed, updatedAt } from "./columns";
import { connections } from "./connections";
import { installations } from "./installations";
import { rightStates } from "./rights";

/** Somebody expected at a location, as last read. Only while a connection makes links for visitors. */
export const visitors = pgTable(
  "visitors",
  {
    /** What the sealed address is bound to. */
    id: uuid("id").primaryKey(),
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    /** Nexudus visitor id. */
    visitorId: text("visitor_id").notNull(),
    locationId: text("location_id").$type<LocationId>().notNull(),
    /** Whom they visit. Not a foreign key: a visitor may be read before their host. */
    hostId: text("host_id").$type<MemberId>(),
    fullName: text("full_name").notNull(),
    /** Where the link is sent; null = Nexudus has none. */
    emailSealed: sealed("email_sealed"),
    arrivesAt: instant("arrives_at").notNull(),
    departsAt: instant("departs_at"),
    /** The host's word as Nexudus counts it: 1 and 5 let them in. Null = not told. */
    approval: integer("approval"),
    state: text("state", { enum: rightStates }).notNull(),
    updatedOn: instant("updated_on"),
    /** The read that last listed it. */
    seenInRead: uuid("seen_in_read"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("visitors_key").on(t.installationId, t.visitorId),
    index("visitors_arrival").on(t.installationId, t.arrivesAt),
    oneOf("visitors_state", t.state, rightStates),
  ],
);

/** A visitor who is a guest of a booking, as last read. Ids only. */
export const bookingGuests = pgTable(
  "booking_guests",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    /** Nexudus id of the row. */
    id: text("id").notNull(),
    /** Neither is a foreign key: a guest may be read before the booking, or before the visitor. */
    bookingId: text("booking_id").notNull(),
    visitorId: text("visitor_id").notNull(),
    state: text("state", { enum: rightStates }).notNull(),
    updatedOn: instant("updated_on"),
    seenInRead: uuid("seen_in_read"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.id] }),
    index("booking_guests_visitor").on(t.installationId, t.visitorId),
    index("booking_guests_booking").on(t.installationId, t.bookingId),
    oneOf("booking_guests_state", t.state, rightStates),
  ],
);

export const visitLinkStates = ["none", "intended", "present", "gone"] as const;
export const visitMailStates = ["none", "due", "sending", "sent", "unknown", "failed", "no_address"] as const;

/** One visit on one connection: when it should open the door, the link the vendor made for it, and its mail. */
export const visitKeys = pgTable(
  "visit_keys",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    /** `visitor:<Nexudus id>` or `guest:<Nexudus id>`. */
    visit: text("visit").notNull(),
    visitorId: text("visitor_id").notNull(),
    locationId: text("location_id").$type<LocationId>().notNull(),
    /** From facts; both null = no right (any more). */
    wantedFrom: instant("wanted_from"),
    wantedUntil: instant("wanted_until"),
    state: text("state", { enum: visitLinkStates }).notNull(),
    /** What the vendor was, or is being, told. Null before the first link. */
    givenFrom: instant("given_from"),
    givenUntil: instant("given_until"),
    /** The vendor's id of the link; null while intended. */
    linkId: text("link_id"),
    /** What the visitor opens the door with. Emptied with the link. */
    urlSealed: sealed("url_sealed"),
    /** The fence under which it was last written. */
    fence: bigint("fence", { mode: "number" }).notNull(),
    /** An admin paused the connection and wants it back before it begins; null = not asked for. */
    askedBackAt: instant("asked_back_at"),
    /** When to look again: the timer's truth, an end or the next try. Null = only when something changes. */
    nextAt: instant("next_at"),
    armCount: integer("arm_count").notNull(),
    /** When a timer, or a look, was last asked for. */
    askedAt: instant("asked_at"),
    failures: integer("failures").notNull(),
    errorKind: text("error_kind"),
    mail: text("mail", { enum: visitMailStates }).notNull(),
    mailedAt: instant("mailed_at"),
    mailFailures: integer("mail_failures").notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("visit_keys_key").on(t.connectionId, t.visit),
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    index("visit_keys_due").on(t.nextAt),
    index("visit_keys_installation").on(t.installationId, t.wantedFrom),
    oneOf("visit_keys_state", t.state, visitLinkStates),
    oneOf("visit_keys_mail", t.mail, visitMailStates),
    check("visit_keys_wanted", sql`(${t.wantedFrom} is null) = (${t.wantedUntil} is null)`),
    check("visit_keys_window", sql`${t.wantedUntil} is null or ${t.wantedUntil} > ${t.wantedFrom}`),
    check(
      "visit_keys_given",
      sql`${t.state} not in ('intended', 'present') or ${t.givenUntil} > ${t.givenFrom}`,
    ),
    check("visit_keys_present", sql`${t.state} <> 'present' or ${t.linkId} is not null`),
  ],
);

import {
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { ConnectionId, MemberId, PersonId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, updatedAt } from "./columns";
import { connections } from "./connections";
import { members } from "./facts";

export const personLinks = ["ready", "unconfirmed", "ambiguous"] as const;
export const personOrigins = ["made", "linked"] as const;

/**
 * `suspending`, `removing` = begun, and no outcome known. `suspended` stands also once staff let the person in again: it
 * is done once for every end of rights. `refused` = the vendor would not; not asked again for this end.
 */
export const putAways = ["suspending", "suspended", "removing", "refused"] as const;

/** One human on one connection. Several members may be the same person. */
export const persons = pgTable(
  "persons",
  {
    id: uuid("id").$type<PersonId>().primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    /** Null until found or made at the vendor. */
    vendorPersonId: text("vendor_person_id"),
    origin: text("origin", { enum: personOrigins }),
    link: text("link", { enum: personLinks }).notNull(),
    /** Keyed hash of the e-mail last written to the vendor; null = none of ours is there. */
    emailHash: text("email_hash"),
    /** The same for the PIN and the cards last written. */
    pinHash: text("pin_hash"),
    cardsHash: text("cards_hash"),
    /** Somebody else disabled or deleted the person at the vendor; a click is needed to go on. */
    disabledSince: instant("disabled_since"),
    /** How Lintel put the person away after the last right ended, written before the call; null = it has not, or a right is there. */
    putAway: text("put_away", { enum: putAways }),
    /** SHA-256 of what the person should hold as last projected: tells whether anything changed. */
    desiredDigest: text("desired_digest"),
    /** Raised whenever the person is asked to be applied for what it should hold; edges and events carry it. */
    revision: integer("revision").notNull(),
    lastErrorKind: text("last_error_kind"),
    lastErrorAt: instant("last_error_at"),
    lastAppliedAt: instant("last_applied_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("persons_tenant").on(t.installationId, t.id),
    unique("persons_of_connection").on(t.installationId, t.connectionId, t.id),
    unique("persons_vendor_id").on(t.connectionId, t.vendorPersonId),
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    oneOf("persons_link", t.link, personLinks),
    oneOf("persons_put_away", t.putAway, putAways),
  ],
);

/** Which person a member is on a connection. */
export const personMembers = pgTable(
  "person_members",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    memberId: text("member_id").$type<MemberId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    /** Credentials come from the member linked first. */
    linkedAt: instant("linked_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.memberId] }),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.installationId, t.memberId],
      foreignColumns: [members.installationId, members.id],
    }).onDelete("cascade"),
    index("person_members_person").on(t.personId),
  ],
);

/** A person at the vendor that has a member's e-mail: a proposal an admin confirms or turns down. */
export const personProposals = pgTable(
  "person_proposals",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    vendorPersonId: text("vendor_person_id").notNull(),
    /** The name at the vendor, by which the admin confirms. */
    vendorName: text("vendor_name").notNull(),
    /** Holds groups that no item is mapped to: never part of a bulk confirmation. */
    holdsForeignGroups: boolean("holds_foreign_groups").notNull(),
    /** Runs the vendor's account: never part of a bulk confirmation either. */
    isOperator: boolean("is_operator").notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.personId, t.vendorPersonId] }),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
  ],
);

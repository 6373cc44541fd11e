import {
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
import type { ConnectionId, MemberId, PersonId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, sealed, updatedAt } from "./columns";
import { members } from "./facts";
import { persons } from "./persons";

/** What a member opens doors with, as last read by id: lists leave it out. */
export const memberCredentials = pgTable(
  "member_credentials",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    memberId: text("member_id").$type<MemberId>().notNull(),
    /** Digits as Nexudus has them, leading zeros kept; null = none. */
    pinSealed: sealed("pin_sealed"),
    pinHash: text("pin_hash"),
    /** JSON array of the values of "Access Card ID"; null = none. */
    cardsSealed: sealed("cards_sealed"),
    /** Keyed hash of the values in order. */
    cardsHash: text("cards_hash"),
    /** When the record itself was last read. */
    readAt: instant("read_at").notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("member_credentials_member").on(t.installationId, t.memberId),
    index("member_credentials_read").on(t.installationId, t.readAt),
    foreignKey({
      columns: [t.installationId, t.memberId],
      foreignColumns: [members.installationId, members.id],
    }).onDelete("cascade"),
  ],
);

export const pinWriteStates = ["intended", "written", "verified", "restored", "stopped"] as const;

/** A PIN that Lintel made and writes to Nexudus, once (design P2). Kept as the record of what was ours. */
export const pinWrites = pgTable(
  "pin_writes",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    memberId: text("member_id").$type<MemberId>().notNull(),
    state: text("state", { enum: pinWriteStates }).notNull(),
    pinSealed: sealed("pin_sealed").notNull(),
    pinHash: text("pin_hash").notNull(),
    /** Keyed hash of every field of the record as it was before, by field name: tells what a write changed besides. */
    fieldsBefore: jsonb("fields_before").$type<Readonly<Record<string, string>>>().notNull(),
    /** UpdatedOn of the record right after our write: a change of that instant is our own. */
    writtenUpdatedOn: instant("written_updated_on"),
    /** Names of fields that differed besides; no values. */
    differing: jsonb("differing").$type<readonly string[]>().notNull().default([]),
    createdAt: createdAt(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("pin_writes_member").on(t.installationId, t.memberId),
    foreignKey({
      columns: [t.installationId, t.memberId],
      foreignColumns: [members.installationId, members.id],
    }).onDelete("cascade"),
    oneOf("pin_writes_state", t.state, pinWriteStates),
  ],
);

export const credentialKinds = ["email", "pin", "card"] as const;

/** One credential that the vendor, or its rule, refuses. Holds up nothing else (design P4). */
export const credentialProblems = pgTable(
  "credential_problems",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    kind: text("kind", { enum: credentialKinds }).notNull(),
    /** Which of several cards, from 0; 0 for the others. */
    position: integer("position").notNull(),
    /** A word of a closed list in the service, e.g. `unknown_card`. Never the value. */
    reason: text("reason").notNull(),
    since: instant("since").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.personId, t.kind, t.position] }),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
    index("credential_problems_connection").on(t.installationId, t.connectionId),
    oneOf("credential_problems_kind", t.kind, credentialKinds),
  ],
);

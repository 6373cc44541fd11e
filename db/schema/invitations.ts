import { foreignKey, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import type { ConnectionId, PersonId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, updatedAt } from "./columns";
import { persons } from "./persons";

export const invitationStates = [
  "due",
  "intended",
  "sent",
  "pending",
  "redeemed",
  "lapsed",
  "no_address",
  "failed",
] as const;

/** The invitation to a mobile pass at one opening of one person: one row per window, so that none is sent twice. */
export const passInvitations = pgTable(
  "pass_invitations",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    /** When the window opened; an admin's click for one that is sent again. */
    windowFrom: instant("window_from").notNull(),
    /** Until when it is worth sending; null = open-ended. */
    windowUntil: instant("window_until"),
    state: text("state", { enum: invitationStates }).notNull(),
    /** The vendor's id; null = not sent, or not told. */
    invitationId: text("invitation_id"),
    expiresAt: instant("expires_at"),
    /** When the vendor was asked to send it. */
    askedAt: instant("asked_at"),
    /** When to look again; null = over. */
    nextAt: instant("next_at"),
    failures: integer("failures").notNull(),
    errorKind: text("error_kind"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("pass_invitations_key").on(t.connectionId, t.personId, t.windowFrom),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
    index("pass_invitations_due").on(t.nextAt),
    index("pass_invitations_person").on(t.personId, t.windowFrom),
    oneOf("pass_invitations_state", t.state, invitationStates),
  ],
);

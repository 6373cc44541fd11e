import { sql } from "drizzle-orm";
import {
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
import type { AccessGroupId, ConnectionId, MemberId, PersonId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, updatedAt } from "./columns";
import { accessGroups, connections } from "./connections";
import { installations } from "./installations";
import { persons } from "./persons";

/** Somebody whose access is taken, counted in the rolling hour. */
export interface Reserved {
  readonly personId: PersonId;
  /** ISO instant. */
  readonly at: string;
}

/** One row per connection, changed as one: who has lost access within the last hour in ways that count (design S2). */
export const revokeBudgets = pgTable(
  "revoke_budgets",
  {
    connectionId: uuid("connection_id").$type<ConnectionId>().primaryKey(),
    installationId: installationId(),
    reserved: jsonb("reserved").$type<readonly Reserved[]>().notNull(),
    /** Since when nothing that counts is taken until an admin answers; null = not latched. */
    latchedAt: instant("latched_at"),
    updatedAt: updatedAt(),
  },
  (t) => [
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
  ],
);

export const approvalStates = ["open", "approved", "dismissed"] as const;
export const approvalCauses = ["unseen", "change", "one_read"] as const;

/** A question to the admin: may all these people lose access? One open per connection. */
export const revokeApprovals = pgTable(
  "revoke_approvals",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    state: text("state", { enum: approvalStates }).notNull(),
    cause: text("cause", { enum: approvalCauses }).notNull(),
    createdAt: createdAt(),
    decidedAt: instant("decided_at"),
    /** Who decided, as in the audit log. */
    decidedBy: text("decided_by"),
  },
  (t) => [
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
    unique("revoke_approvals_tenant").on(t.installationId, t.id),
    index("revoke_approvals_connection").on(t.connectionId, t.createdAt),
    uniqueIndex("revoke_approvals_open").on(t.connectionId).where(sql`${t.state} = 'open'`),
    oneOf("revoke_approvals_state", t.state, approvalStates),
    oneOf("revoke_approvals_cause", t.cause, approvalCauses),
  ],
);

/** Whom a question is about, and which of their groups. */
export const revokeApprovalPeople = pgTable(
  "revoke_approval_people",
  {
    approvalId: uuid("approval_id").notNull(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    groupIds: jsonb("group_ids").$type<readonly AccessGroupId[]>().notNull(),
    addedAt: instant("added_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.approvalId, t.personId] }),
    foreignKey({
      columns: [t.installationId, t.approvalId],
      foreignColumns: [revokeApprovals.installationId, revokeApprovals.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
    index("revoke_approval_people_person").on(t.personId),
  ],
);

/** A membership that somebody at the vendor took out and Lintel put back (design S3). Kept two days. */
export const driftRepairs = pgTable(
  "drift_repairs",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    personId: uuid("person_id").$type<PersonId>().notNull(),
    groupId: text("group_id").$type<AccessGroupId>().notNull(),
    at: instant("at").notNull(),
  },
  (t) => [
    foreignKey({
      columns: [t.installationId, t.connectionId, t.personId],
      foreignColumns: [persons.installationId, persons.connectionId, persons.id],
    }).onDelete("cascade"),
    index("drift_repairs_grant").on(t.personId, t.groupId, t.at),
  ],
);

export const adoptionDecisions = ["adopt", "leave"] as const;

/** What the admin said of memberships found in a group at first activation (design M7). */
export const adoptions = pgTable(
  "adoptions",
  {
    installationId: installationId(),
    connectionId: uuid("connection_id").$type<ConnectionId>().notNull(),
    groupId: text("group_id").$type<AccessGroupId>().notNull(),
    decision: text("decision", { enum: adoptionDecisions }).notNull(),
    heldAndDue: integer("held_and_due").notNull(),
    heldNotDue: integer("held_not_due").notNull(),
    decidedAt: instant("decided_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.groupId] }),
    foreignKey({
      columns: [t.installationId, t.connectionId, t.groupId],
      foreignColumns: [accessGroups.installationId, accessGroups.connectionId, accessGroups.id],
    }).onDelete("cascade"),
    oneOf("adoptions_decision", t.decision, adoptionDecisions),
  ],
);

/** A problem told to Nexudus in its own access log: one row there per problem (design S7). */
export const platformNotices = pgTable(
  "platform_notices",
  {
    id: uuid("id").primaryKey(),
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    memberId: text("member_id").$type<MemberId>().notNull(),
    /** Which problem: `person:<id>:<what>`. */
    problem: text("problem").notNull(),
    /** Nexudus id of the row; null = not written yet. */
    noticeId: text("notice_id"),
    attempts: integer("attempts").notNull(),
    nextTryAt: instant("next_try_at"),
    createdAt: createdAt(),
    /** The problem is over. */
    closedAt: instant("closed_at"),
  },
  (t) => [
    uniqueIndex("platform_notices_open").on(t.installationId, t.problem).where(sql`${t.closedAt} is null`),
    index("platform_notices_due").on(t.nextTryAt),
  ],
);

import {
  and,
  asc,
  desc,
  eq,
  exists,
  inArray,
  isNotNull,
  isNull,
  ne,
  notExists,
  type SQL,
  sql,
} from "drizzle-orm";
import type { ConnectionId, InstallationId, PersonId, Source } from "@/lib/access/types";
import type { Db } from "../client";
import { adoptions, auditLog, connections, foreignGrants, grants, persons, vendorGrants } from "../schema";

export type AdoptionRow = typeof adoptions.$inferSelect;
export type ForeignRow = typeof foreignGrants.$inferSelect;
type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

/** What the admin decided of each group, before the connection's first activation. */
export function listAdoptions(db: Db, key: Key): Promise<AdoptionRow[]> {
  return db
    .select()
    .from(adoptions)
    .where(
      and(eq(adoptions.installationId, key.installationId), eq(adoptions.connectionId, key.connectionId)),
    )
    .orderBy(asc(adoptions.groupId));
}

/** Stores the admin's decisions; a later one of the same group replaces it. Others stay. */
export async function saveAdoptions(
  db: Db,
  key: Key & { readonly now: Date },
  rows: readonly Pick<AdoptionRow, "groupId" | "decision" | "heldAndDue" | "heldNotDue">[],
): Promise<void> {
  if (rows.length === 0) return;
  const { installationId, connectionId, now } = key;
  await db
    .insert(adoptions)
    .values(rows.map((row) => ({ ...row, installationId, connectionId, decidedAt: now })))
    .onConflictDoUpdate({
      target: [adoptions.connectionId, adoptions.groupId],
      set: {
        decision: sql`excluded.decision`,
        heldAndDue: sql`excluded.held_and_due`,
        heldNotDue: sql`excluded.held_not_due`,
        decidedAt: now,
      },
      setWhere: eq(adoptions.installationId, installationId),
    });
}

/**
 * What people who are surely the member hold without Lintel, as last seen. What another connection of the
 * installation gave or adopted at the same account is its own, and nobody's by hand.
 */
export function listHeldForeign(
  db: Db,
  key: Key & { readonly personIds?: readonly PersonId[] },
): Promise<ForeignRow[]> {
  return db
    .select({
      installationId: foreignGrants.installationId,
      connectionId: foreignGrants.connectionId,
      personId: foreignGrants.personId,
      vendorGrantId: foreignGrants.vendorGrantId,
      groupId: foreignGrants.groupId,
      fromAt: foreignGrants.fromAt,
      untilAt: foreignGrants.untilAt,
      seenAt: foreignGrants.seenAt,
    })
    .from(foreignGrants)
    .innerJoin(
      persons,
      and(eq(persons.installationId, foreignGrants.installationId), eq(persons.id, foreignGrants.personId)),
    )
    .where(
      and(
        eq(foreignGrants.installationId, key.installationId),
        eq(foreignGrants.connectionId, key.connectionId),
        eq(persons.link, "ready"),
        isNotNull(persons.vendorPersonId),
        key.personIds === undefined ? undefined : inArray(foreignGrants.personId, [...key.personIds]),
        notExists(
          db
            .select({ id: vendorGrants.id })
            .from(vendorGrants)
            .where(
              and(
                eq(vendorGrants.installationId, foreignGrants.installationId),
                ne(vendorGrants.connectionId, foreignGrants.connectionId),
                eq(vendorGrants.vendorGrantId, foreignGrants.vendorGrantId),
                ne(vendorGrants.state, "gone"),
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(foreignGrants.groupId), asc(foreignGrants.vendorGrantId));
}

/** By whose word an object is adopted: of its whole group before the first activation, or of one person, as audited. */
export type AdoptionWord = { readonly of: "group" } | { readonly of: "person"; readonly auditId: string };

/** What `writeAudit` calls the word about one person. */
export const PERSON_ADOPTED = "person.adopted";

interface Adopted extends Key {
  readonly personId: PersonId;
  readonly vendorGrantId: string;
  readonly word: AdoptionWord;
}

/** True only for an object of this person that was shown, and that an admin has said may be adopted. */
function mayBeAdopted(db: Db, key: Adopted): SQL | undefined {
  const { installationId, connectionId, personId, word } = key;
  const ofPerson = and(
    eq(foreignGrants.installationId, installationId),
    eq(foreignGrants.connectionId, connectionId),
    eq(foreignGrants.personId, personId),
    eq(foreignGrants.vendorGrantId, key.vendorGrantId),
    eq(persons.link, "ready"),
  );
  if (word.of === "person")
    return and(
      ofPerson,
      exists(
        db
          .select({ id: auditLog.id })
          .from(auditLog)
          .where(
            and(
              eq(auditLog.installationId, installationId),
              eq(auditLog.id, word.auditId),
              eq(auditLog.action, PERSON_ADOPTED),
              eq(auditLog.subject, personId),
            ),
          ),
      ),
    );
  return and(
    ofPerson,
    exists(
      db
        .select({ id: connections.id })
        .from(connections)
        .innerJoin(
          adoptions,
          and(
            eq(adoptions.installationId, connections.installationId),
            eq(adoptions.connectionId, connections.id),
          ),
        )
        .where(
          and(
            eq(connections.installationId, installationId),
            eq(connections.id, connectionId),
            isNull(connections.activatedAt),
            eq(adoptions.groupId, foreignGrants.groupId),
            eq(adoptions.decision, "adopt"),
          ),
        ),
    ),
  );
}

/** No limit at the vendor: since ever. */
const SINCE_EVER = new Date(0);

/**
 * Writes one object that others made into the ledger, so that it ends like any of Lintel's. Nothing is adopted
 * silently: without the admin's word on record (`word`), or when the object is not there, ours already, or not this
 * person's, nothing is written and the answer is false. Call within the transaction that the word is part of.
 */
export async function adoptGrant(
  db: Db,
  input: Adopted & {
    readonly ledgerId: string;
    readonly grantRowId: string;
    readonly fence: number;
    readonly now: Date;
  },
): Promise<boolean> {
  const { installationId, connectionId, personId, now } = input;
  const [row] = await db
    .select({
      groupId: foreignGrants.groupId,
      fromAt: foreignGrants.fromAt,
      untilAt: foreignGrants.untilAt,
    })
    .from(foreignGrants)
    .innerJoin(
      persons,
      and(eq(persons.installationId, foreignGrants.installationId), eq(persons.id, foreignGrants.personId)),
    )
    .where(mayBeAdopted(db, input));
  if (!row) return false;
  const { groupId } = row;
  await db
    .insert(grants)
    .values({ id: input.grantRowId, installationId, connectionId, personId, groupId, createdAt: now })
    .onConflictDoNothing();
  const [grant] = await db
    .select({ id: grants.id })
    .from(grants)
    .where(
      and(
        eq(grants.installationId, installationId),
        eq(grants.connectionId, connectionId),
        eq(grants.personId, personId),
        eq(grants.groupId, groupId),
      ),
    );
  if (!grant) throw new Error("grant row vanished while it was being written");
  const sources: readonly Source[] = [{ kind: "adoption", id: input.ledgerId }];
  const written = await db
    .insert(vendorGrants)
    .values({
      id: input.ledgerId,
      installationId,
      grantId: grant.id,
      connectionId,
      vendorGrantId: input.vendorGrantId,
      state: "present",
      origin: "adopted",
      fromAt: row.fromAt ?? SINCE_EVER,
      untilAt: row.untilAt,
      timed: row.fromAt !== null || row.untilAt !== null,
      sources,
      fence: input.fence,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: vendorGrants.id });
  if (written.length === 0) return false;
  await db
    .delete(foreignGrants)
    .where(
      and(
        eq(foreignGrants.installationId, installationId),
        eq(foreignGrants.personId, personId),
        eq(foreignGrants.vendorGrantId, input.vendorGrantId),
      ),
    );
  return true;
}

/** When somebody last looked who is at the vendor, and what was told of it. */
export async function lastLook(
  db: Db,
  key: Key & { readonly action: string },
): Promise<Pick<typeof auditLog.$inferSelect, "at" | "details"> | null> {
  const [row] = await db
    .select({ at: auditLog.at, details: auditLog.details })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.installationId, key.installationId),
        eq(auditLog.action, key.action),
        eq(auditLog.subject, key.connectionId),
      ),
    )
    .orderBy(desc(auditLog.at))
    .limit(1);
  return row ?? null;
}

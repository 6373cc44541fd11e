import { and, asc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId, MemberId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { given, prepared } from "../prepared";
import { members, personMembers, personProposals, persons } from "../schema";

export type PersonRow = typeof persons.$inferSelect;
type PersonLinkRow = typeof personMembers.$inferSelect;
type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };
type PersonKey = { readonly installationId: InstallationId; readonly personId: PersonId };

const isPerson = (key: PersonKey) =>
  and(eq(persons.installationId, key.installationId), eq(persons.id, key.personId));

const everybody = prepared((db) =>
  db
    .select()
    .from(persons)
    .where(
      and(eq(persons.installationId, given.installationId), eq(persons.connectionId, given.connectionId)),
    ),
);
const everyLink = prepared((db) =>
  db
    .select()
    .from(personMembers)
    .where(
      and(
        eq(personMembers.installationId, given.installationId),
        eq(personMembers.connectionId, given.connectionId),
      ),
    )
    .orderBy(asc(personMembers.linkedAt), asc(personMembers.memberId)),
);

export async function getPerson(db: Db, key: PersonKey): Promise<PersonRow | null> {
  const [row] = await db.select().from(persons).where(isPerson(key));
  return row ?? null;
}

export function listPersons(db: Db, key: Key & { readonly ids?: readonly PersonId[] }): Promise<PersonRow[]> {
  if (key.ids === undefined) return everybody(db).execute(key);
  return db
    .select()
    .from(persons)
    .where(
      and(
        eq(persons.installationId, key.installationId),
        eq(persons.connectionId, key.connectionId),
        inArray(persons.id, [...key.ids]),
      ),
    );
}

/** Who is who on a connection, the member linked first coming first. */
export function listLinks(
  db: Db,
  key: Key & { readonly personIds?: readonly PersonId[]; readonly memberIds?: readonly MemberId[] },
): Promise<PersonLinkRow[]> {
  if (key.personIds === undefined && key.memberIds === undefined) return everyLink(db).execute(key);
  return db
    .select()
    .from(personMembers)
    .where(
      and(
        eq(personMembers.installationId, key.installationId),
        eq(personMembers.connectionId, key.connectionId),
        key.personIds === undefined ? undefined : inArray(personMembers.personId, [...key.personIds]),
        key.memberIds === undefined ? undefined : inArray(personMembers.memberId, [...key.memberIds]),
      ),
    )
    .orderBy(asc(personMembers.linkedAt), asc(personMembers.memberId));
}

/** Makes the person of a member, once: a second caller finds the first one's link and gets its person. */
export async function createPerson(
  db: Db,
  key: Key & { readonly memberId: MemberId; readonly personId: PersonId; readonly now: Date },
): Promise<PersonId> {
  const { installationId, connectionId, memberId, personId, now } = key;
  return db.transaction(async (tx) => {
    await tx.insert(persons).values({
      id: personId,
      installationId,
      connectionId,
      link: "ready",
      revision: 0,
      createdAt: now,
      updatedAt: now,
    });
    const made = await tx
      .insert(personMembers)
      .values({ installationId, connectionId, memberId, personId, linkedAt: now })
      .onConflictDoNothing()
      .returning({ personId: personMembers.personId });
    if (made.length === 1) return personId;
    await tx.delete(persons).where(isPerson({ installationId, personId }));
    const [other] = await tx
      .select({ personId: personMembers.personId })
      .from(personMembers)
      .where(and(eq(personMembers.connectionId, connectionId), eq(personMembers.memberId, memberId)));
    return other?.personId ?? personId;
  });
}

export async function updatePerson(
  db: Db,
  key: PersonKey,
  change: Partial<Omit<typeof persons.$inferInsert, "id" | "installationId" | "connectionId">>,
): Promise<void> {
  await db.update(persons).set(change).where(isPerson(key));
}

/**
 * Notes what the person should hold, as a digest, and gives the revision this is: higher than that of whoever noted
 * anything before, also at the same moment. Null for an unknown person.
 */
export async function raiseRevision(
  db: Db,
  key: PersonKey & { readonly desiredDigest: string; readonly now: Date },
): Promise<number | null> {
  const [row] = await db
    .update(persons)
    .set({
      desiredDigest: key.desiredDigest,
      revision: sql`${persons.revision} + 1`,
      updatedAt: key.now,
    })
    .where(isPerson(key))
    .returning({ revision: persons.revision });
  return row?.revision ?? null;
}

/** The person of this connection that has a vendor id, if any. */
export async function personByVendorId(
  db: Db,
  key: Key & { readonly vendorPersonId: string },
): Promise<PersonRow | null> {
  const [row] = await db
    .select()
    .from(persons)
    .where(
      and(
        eq(persons.installationId, key.installationId),
        eq(persons.connectionId, key.connectionId),
        eq(persons.vendorPersonId, key.vendorPersonId),
      ),
    );
  return row ?? null;
}

/**
 * Several members are one human, by an admin's word: moves the members of `from` to `into`, after those it has, and
 * removes the empty person. Credentials stay those of the member linked first.
 */
export async function mergePerson(
  db: Db,
  key: {
    readonly installationId: InstallationId;
    readonly from: PersonId;
    readonly into: PersonId;
    readonly now: Date;
  },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(personMembers)
      .set({ personId: key.into, linkedAt: key.now })
      .where(and(eq(personMembers.installationId, key.installationId), eq(personMembers.personId, key.from)));
    await tx.delete(persons).where(isPerson({ installationId: key.installationId, personId: key.from }));
  });
}

/** Takes people out who were never served: a question about them has become moot. */
export async function deletePersons(db: Db, key: Key & { readonly ids: readonly PersonId[] }): Promise<void> {
  if (key.ids.length === 0) return;
  await db
    .delete(persons)
    .where(
      and(
        eq(persons.installationId, key.installationId),
        eq(persons.connectionId, key.connectionId),
        inArray(persons.id, [...key.ids]),
        isNull(persons.vendorPersonId),
        isNull(persons.lastAppliedAt),
      ),
    );
}

/** Puts a member of `from` on a new person of its own. False when the member is not, or no longer, one of `from`. */
export async function splitPerson(
  db: Db,
  key: Key & {
    readonly from: PersonId;
    readonly memberId: MemberId;
    readonly personId: PersonId;
    readonly now: Date;
  },
): Promise<boolean> {
  const { installationId, connectionId, from, memberId, personId, now } = key;
  return db.transaction(async (tx) => {
    await tx.insert(persons).values({
      id: personId,
      installationId,
      connectionId,
      link: "ready",
      // Said by an admin to be nobody who is there already: nobody is looked for by e-mail.
      origin: "made",
      revision: 0,
      createdAt: now,
      updatedAt: now,
    });
    const moved = await tx
      .update(personMembers)
      .set({ personId, linkedAt: now })
      .where(
        and(
          eq(personMembers.installationId, installationId),
          eq(personMembers.connectionId, connectionId),
          eq(personMembers.personId, from),
          eq(personMembers.memberId, memberId),
        ),
      )
      .returning({ memberId: personMembers.memberId });
    if (moved.length === 1) return true;
    await tx.delete(persons).where(isPerson({ installationId, personId }));
    return false;
  });
}

/** Other people of a connection with a living member who has this e-mail (as stored: lower case), linked first first. */
export function peopleWithEmail(
  db: Db,
  key: Key & { readonly email: string; readonly except: PersonId },
): Promise<{ readonly personId: PersonId; readonly vendorPersonId: string | null }[]> {
  return db
    .select({ personId: persons.id, vendorPersonId: persons.vendorPersonId })
    .from(personMembers)
    .innerJoin(
      members,
      and(
        eq(members.installationId, personMembers.installationId),
        eq(members.id, personMembers.memberId),
        eq(members.email, key.email),
        eq(members.state, "live"),
      ),
    )
    .innerJoin(
      persons,
      and(eq(persons.installationId, personMembers.installationId), eq(persons.id, personMembers.personId)),
    )
    .where(
      and(
        eq(personMembers.installationId, key.installationId),
        eq(personMembers.connectionId, key.connectionId),
        ne(personMembers.personId, key.except),
      ),
    )
    .orderBy(asc(personMembers.linkedAt), asc(personMembers.memberId));
}

export function listProposals(db: Db, key: { readonly installationId: InstallationId }) {
  return db.select().from(personProposals).where(eq(personProposals.installationId, key.installationId));
}

export async function replaceProposals(
  db: Db,
  key: PersonKey,
  rows: readonly (typeof personProposals.$inferInsert)[],
): Promise<void> {
  await db
    .delete(personProposals)
    .where(
      and(eq(personProposals.installationId, key.installationId), eq(personProposals.personId, key.personId)),
    );
  if (rows.length > 0) await db.insert(personProposals).values([...rows]);
}

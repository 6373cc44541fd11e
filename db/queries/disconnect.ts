import { and, asc, eq, inArray, isNotNull, isNull, lte, ne, or, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import {
  accessGroups,
  connections,
  edges,
  grants,
  members,
  oauthStates,
  operations,
  personMembers,
  persons,
  previews,
  vendorGrants,
} from "../schema";
import { forgetVisitLinks } from "./visit-keys";

type Tenant = { readonly installationId: InstallationId };
type Key = Tenant & { readonly connectionId: ConnectionId };

const ofConnection = (key: Key) =>
  and(eq(connections.installationId, key.installationId), eq(connections.id, key.connectionId));

/**
 * Begins taking back what was given on connections that are not disconnected yet (null = on all of them). Their
 * timers and open previews go with it. Repeat: only `removePeople` may be added. Returns those newly begun.
 */
export async function markDisconnecting(
  db: Db,
  key: Tenant & {
    readonly connectionId: ConnectionId | null;
    readonly removePeople: boolean;
    readonly now: Date;
  },
): Promise<ConnectionId[]> {
  const { installationId, connectionId, removePeople, now } = key;
  const which = and(
    eq(connections.installationId, installationId),
    connectionId === null ? undefined : eq(connections.id, connectionId),
    ne(connections.state, "disconnected"),
  );
  if (removePeople) await db.update(connections).set({ removePeople: true, updatedAt: now }).where(which);
  const begun = await db
    .update(connections)
    .set({ disconnectingSince: now, lastErrorKind: null, lastErrorAt: null, updatedAt: now })
    .where(and(which, isNull(connections.disconnectingSince)))
    .returning({ id: connections.id });
  const ids = begun.map((row) => row.id);
  if (ids.length === 0) return [];
  await db
    .update(edges)
    .set({ state: "dropped" })
    .where(
      and(
        eq(edges.installationId, installationId),
        inArray(edges.connectionId, ids),
        inArray(edges.state, ["pending", "armed"]),
      ),
    );
  await db
    .update(previews)
    .set({ state: "superseded" })
    .where(
      and(
        eq(previews.installationId, installationId),
        inArray(previews.connectionId, ids),
        eq(previews.state, "open"),
      ),
    );
  return ids;
}

/** Open ledger rows of a person, for use beside the row of `persons`. */
const openRowsOf = (db: Db) =>
  db
    .select({ id: vendorGrants.id })
    .from(vendorGrants)
    .innerJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .where(
      and(
        eq(grants.installationId, persons.installationId),
        eq(grants.personId, persons.id),
        ne(vendorGrants.state, "gone"),
      ),
    );

/** Somebody was asked to be given something, holds something, or has our e-mail, PIN or cards: not let go yet. */
const isNotLetGo = (db: Db) =>
  or(
    isNotNull(persons.desiredDigest),
    isNotNull(persons.emailHash),
    isNotNull(persons.pinHash),
    isNotNull(persons.cardsHash),
    sql`exists ${openRowsOf(db)}`,
  );

/**
 * People of a connection who are not let go, those who can enter now or soonest first. One that failed since
 * `triedSince` is left out, so that it holds nobody up.
 */
export async function peopleToLetGo(
  db: Db,
  key: Key & { readonly triedSince: Date; readonly limit: number },
): Promise<PersonId[]> {
  const soonest = sql`(select min(${vendorGrants.fromAt}) from ${vendorGrants} inner join ${grants} on ${grants.id} = ${vendorGrants.grantId} where ${grants.personId} = ${persons.id} and ${vendorGrants.state} <> 'gone')`;
  const rows = await db
    .select({ id: persons.id })
    .from(persons)
    .where(
      and(
        eq(persons.installationId, key.installationId),
        eq(persons.connectionId, key.connectionId),
        isNotLetGo(db),
        or(isNull(persons.lastErrorAt), lte(persons.lastErrorAt, key.triedSince)),
      ),
    )
    .orderBy(sql`${soonest} asc nulls last`, asc(persons.id))
    .limit(key.limit);
  return rows.map((row) => row.id);
}

/** How many people of a connection are not let go, and how many of those failed at their last try. */
export async function countNotLetGo(
  db: Db,
  key: Key,
): Promise<{ readonly people: number; readonly failed: number }> {
  const [row] = await db
    .select({
      people: sql<number>`count(*)::int`,
      failed: sql<number>`(count(*) filter (where ${persons.lastErrorAt} is not null))::int`,
    })
    .from(persons)
    .where(
      and(
        eq(persons.installationId, key.installationId),
        eq(persons.connectionId, key.connectionId),
        isNotLetGo(db),
      ),
    );
  return row ?? { people: 0, failed: 0 };
}

/** Grants still in the ledger of each connection under way or to be, and those gone since it began. */
export function countTakenBack(db: Db, key: Tenant) {
  return db
    .select({
      connectionId: connections.id,
      open: sql<number>`(count(*) filter (where ${vendorGrants.state} <> 'gone'))::int`,
      people: sql<number>`(count(distinct ${grants.personId}) filter (where ${vendorGrants.state} <> 'gone'))::int`,
      taken: sql<number>`(count(*) filter (where ${vendorGrants.goneAt} >= ${connections.disconnectingSince}))::int`,
    })
    .from(connections)
    .leftJoin(
      vendorGrants,
      and(
        eq(vendorGrants.installationId, connections.installationId),
        eq(vendorGrants.connectionId, connections.id),
      ),
    )
    .leftJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .where(eq(connections.installationId, key.installationId))
    .groupBy(connections.id);
}

/** What is still in the ledger of a connection, with whose it is and why the last try failed. Soonest first. */
export function listLeftovers(db: Db, key: Key & { readonly limit: number }) {
  const name = sql<string | null>`(select ${members.fullName} from ${personMembers}
    inner join ${members} on ${members.installationId} = ${personMembers.installationId} and ${members.id} = ${personMembers.memberId}
    where ${personMembers.personId} = ${persons.id} order by ${personMembers.linkedAt}, ${personMembers.memberId} limit 1)`;
  return db
    .select({
      id: vendorGrants.id,
      name,
      groupId: grants.groupId,
      groupName: accessGroups.name,
      fromAt: vendorGrants.fromAt,
      untilAt: vendorGrants.untilAt,
      timed: vendorGrants.timed,
      errorKind: persons.lastErrorKind,
    })
    .from(vendorGrants)
    .innerJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .innerJoin(
      persons,
      and(eq(persons.installationId, grants.installationId), eq(persons.id, grants.personId)),
    )
    .leftJoin(
      accessGroups,
      and(
        eq(accessGroups.installationId, grants.installationId),
        eq(accessGroups.connectionId, grants.connectionId),
        eq(accessGroups.id, grants.groupId),
      ),
    )
    .where(
      and(
        eq(vendorGrants.installationId, key.installationId),
        eq(vendorGrants.connectionId, key.connectionId),
        ne(vendorGrants.state, "gone"),
      ),
    )
    .orderBy(asc(vendorGrants.fromAt), asc(vendorGrants.id))
    .limit(key.limit);
}

/**
 * The last act: no secret of the vendor is kept, no sign-in under way can bring one back, nothing is tried again.
 * False when it was not being disconnected. Call under the token's lease, which keeps renewals out.
 */
export async function endConnection(db: Db, key: Key & { readonly now: Date }): Promise<boolean> {
  const rows = await db
    .update(connections)
    .set({
      state: "disconnected",
      stateReason: null,
      accessTokenSealed: null,
      refreshTokenSealed: null,
      tokenExpiresAt: null,
      secretsSealed: null,
      signInRefusedAt: null,
      disconnectingSince: null,
      disconnectedAt: key.now,
      updatedAt: key.now,
    })
    .where(and(ofConnection(key), isNotNull(connections.disconnectingSince)))
    .returning({ id: connections.id });
  if (rows.length === 0) return false;
  await db
    .delete(oauthStates)
    .where(
      and(eq(oauthStates.installationId, key.installationId), eq(oauthStates.connectionId, key.connectionId)),
    );
  await forgetVisitLinks(db, key);
  await db
    .update(operations)
    .set({ state: "superseded", finishedAt: key.now, nextTryAt: null })
    .where(
      and(
        eq(operations.installationId, key.installationId),
        eq(operations.connectionId, key.connectionId),
        inArray(operations.state, ["failed", "intended"]),
      ),
    );
  return true;
}

import {
  and,
  asc,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  ne,
  notExists,
  notInArray,
  or,
  sql,
} from "drizzle-orm";
import type { ConnectionId, InstallationId, MemberId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import {
  accessGroups,
  auditLog,
  connectionLocations,
  edges,
  foreignGrants,
  grants,
  members,
  operations,
  personMembers,
  personProposals,
  persons,
  vendorGrants,
} from "../schema";

type Tenant = { readonly installationId: InstallationId };
type Key = Tenant & { readonly connectionId: ConnectionId };

/** Kinds of errors that trying again does not mend: somebody has to do something. */
const LASTING_ERRORS = ["invalid_request", "unexpected_response", "unsupported"];

/** Who is who on every connection of an installation (null = all members), the member linked first coming first. */
export function listAllLinks(db: Db, key: Tenant & { readonly memberIds: readonly MemberId[] | null }) {
  return db
    .select()
    .from(personMembers)
    .where(
      and(
        eq(personMembers.installationId, key.installationId),
        key.memberIds === null ? undefined : inArray(personMembers.memberId, [...key.memberIds]),
      ),
    )
    .orderBy(asc(personMembers.linkedAt), asc(personMembers.memberId));
}

/** People of every connection (null = all). */
export function listAllPersons(db: Db, key: Tenant & { readonly ids: readonly PersonId[] | null }) {
  return db
    .select()
    .from(persons)
    .where(
      and(
        eq(persons.installationId, key.installationId),
        key.ids === null ? undefined : inArray(persons.id, [...key.ids]),
      ),
    );
}

/** Ledger rows of every connection that are not gone (null = of everybody). */
export function listOpenLedger(db: Db, key: Tenant & { readonly personIds: readonly PersonId[] | null }) {
  return db
    .select({
      id: vendorGrants.id,
      connectionId: vendorGrants.connectionId,
      personId: grants.personId,
      groupId: grants.groupId,
      state: vendorGrants.state,
      fromAt: vendorGrants.fromAt,
      untilAt: vendorGrants.untilAt,
      timed: vendorGrants.timed,
    })
    .from(vendorGrants)
    .innerJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .where(
      and(
        eq(vendorGrants.installationId, key.installationId),
        ne(vendorGrants.state, "gone"),
        key.personIds === null ? undefined : inArray(grants.personId, [...key.personIds]),
      ),
    )
    .orderBy(asc(vendorGrants.fromAt));
}

/** The vendor's groups of every connection, by name. */
export function listAllGroups(db: Db, key: Tenant) {
  return db
    .select()
    .from(accessGroups)
    .where(eq(accessGroups.installationId, key.installationId))
    .orderBy(asc(accessGroups.name), asc(accessGroups.id));
}

/** Failed or unfinished operations: what waits to be tried again, or for somebody (null = of everybody). */
export function listOpenOperations(db: Db, key: Tenant & { readonly personIds: readonly PersonId[] | null }) {
  return db
    .select()
    .from(operations)
    .where(
      and(
        eq(operations.installationId, key.installationId),
        inArray(operations.state, ["failed", "intended"]),
        key.personIds === null ? undefined : inArray(operations.personId, [...key.personIds]),
      ),
    )
    .orderBy(desc(operations.createdAt))
    .limit(5_000);
}

/** Covered locations of every connection. */
export function listAllCoverage(db: Db, key: Tenant) {
  return db
    .select()
    .from(connectionLocations)
    .where(eq(connectionLocations.installationId, key.installationId));
}

/** People per connection that exist at the vendor. */
export function countPeople(db: Db, key: Tenant) {
  return db
    .select({ connectionId: persons.connectionId, people: sql<number>`count(*)::int` })
    .from(persons)
    .where(and(eq(persons.installationId, key.installationId), isNotNull(persons.vendorPersonId)))
    .groupBy(persons.connectionId);
}

/** People whom Lintel made on a connection and who hold nothing there, of ours or by hand, with nothing ahead. */
export async function countWithoutRight(db: Db, key: Key): Promise<number> {
  const held = db
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
  const ahead = db
    .select({ id: edges.id })
    .from(edges)
    .where(
      and(
        eq(edges.installationId, persons.installationId),
        eq(edges.connectionId, persons.connectionId),
        eq(edges.personId, persons.id),
        inArray(edges.state, ["pending", "armed"]),
      ),
    );
  const byHand = db
    .select({ id: foreignGrants.personId })
    .from(foreignGrants)
    .where(
      and(eq(foreignGrants.installationId, persons.installationId), eq(foreignGrants.personId, persons.id)),
    );
  const rows = await db
    .select({ people: sql<number>`count(*)::int` })
    .from(persons)
    .where(
      and(
        eq(persons.installationId, key.installationId),
        eq(persons.connectionId, key.connectionId),
        eq(persons.origin, "made"),
        eq(persons.link, "ready"),
        isNotNull(persons.vendorPersonId),
        isNull(persons.disabledSince),
        notExists(held),
        notExists(ahead),
        notExists(byHand),
      ),
    );
  return rows[0]?.people ?? 0;
}

/**
 * Of the people whose rights a projection changed at `askedAt`, how many need nothing more: applied since, waiting
 * for an admin, or refused for good. People it did not change were never asked for and do not count.
 */
export async function countAsked(db: Db, key: Key & { readonly askedAt: Date }) {
  const isFinished = or(
    notInArray(edges.state, ["pending", "armed"]),
    ne(persons.link, "ready"),
    and(gte(persons.lastErrorAt, key.askedAt), inArray(persons.lastErrorKind, [...LASTING_ERRORS])),
  );
  const [row] = await db
    .select({
      all: sql<number>`count(*)::int`,
      done: sql<number>`(count(*) filter (where ${isFinished}))::int`,
    })
    .from(edges)
    .innerJoin(persons, and(eq(persons.installationId, edges.installationId), eq(persons.id, edges.personId)))
    .where(
      and(
        eq(edges.installationId, key.installationId),
        eq(edges.connectionId, key.connectionId),
        eq(edges.at, key.askedAt),
      ),
    );
  return { all: row?.all ?? 0, done: row?.done ?? 0 };
}

export function listProposalsOf(db: Db, key: Tenant & { readonly personIds: readonly PersonId[] }) {
  if (key.personIds.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(personProposals)
    .where(
      and(
        eq(personProposals.installationId, key.installationId),
        inArray(personProposals.personId, [...key.personIds]),
      ),
    )
    .orderBy(asc(personProposals.vendorName));
}

/** Names of members by id. */
export async function memberNames(
  db: Db,
  key: Tenant & { readonly ids: readonly MemberId[] | null },
): Promise<ReadonlyMap<MemberId, string>> {
  if (key.ids !== null && key.ids.length === 0) return new Map();
  const rows = await db
    .select({ id: members.id, name: members.fullName })
    .from(members)
    .where(
      and(
        eq(members.installationId, key.installationId),
        key.ids === null ? undefined : inArray(members.id, [...key.ids]),
      ),
    );
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The newest rows of the audit log. */
export function listAudit(db: Db, key: Tenant & { readonly limit: number }) {
  return db
    .select()
    .from(auditLog)
    .where(eq(auditLog.installationId, key.installationId))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(key.limit);
}

/** The newest operations at vendors. */
export function listOperations(db: Db, key: Tenant & { readonly limit: number }) {
  return db
    .select()
    .from(operations)
    .where(and(eq(operations.installationId, key.installationId), ne(operations.state, "superseded")))
    .orderBy(desc(operations.createdAt), desc(operations.id))
    .limit(key.limit);
}

/** Foreign grants of some people. */
export function listForeign(db: Db, key: Tenant & { readonly personIds: readonly PersonId[] }) {
  if (key.personIds.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(foreignGrants)
    .where(
      and(
        eq(foreignGrants.installationId, key.installationId),
        inArray(foreignGrants.personId, [...key.personIds]),
      ),
    );
}

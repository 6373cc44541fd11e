import { and, eq, gt, is, lte, sql } from "drizzle-orm";
import { PgTransaction } from "drizzle-orm/pg-core";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { leases } from "../schema";

/** Proof of having taken a resource. Every later taker's `fence` is higher. */
export interface Lease {
  readonly installationId: InstallationId;
  readonly resource: string;
  readonly owner: string;
  readonly fence: number;
  readonly expiresAt: Date;
}

/** The resource to take before one person's plan is applied, a connection's token is renewed, or people are made. */
export const leaseResource = {
  person: (id: PersonId) => `person:${id}`,
  /** Before a PIN that Lintel made is written to Nexudus. */
  pinWrite: (id: string) => `pin:${id}`,
  /** Before the link of one visit is made or taken away, or its mail is sent. */
  visit: (id: string) => `visit:${id}`,
  /** Before anybody is checked in or out at Nexudus: one after the other, looking first. */
  checkIns: (id: InstallationId) => `check-ins:${id}`,
  /** Before a person is invited to a mobile pass. */
  pass: (id: PersonId) => `pass:${id}`,
  token: (id: ConnectionId) => `token:${id}`,
  /** People of one e-mail, named by the one whose id comes first: found or made one after the other. */
  namesakes: (first: PersonId) => `namesakes:${first}`,
} as const;

/** Before every instant: a released lease is free for machines whose clocks are behind, too. */
const RELEASED = new Date(0);

/**
 * Takes `resource` for `ttlMs` from `now` when it is free or its holder's time is over; otherwise gives null.
 * One statement compares and swaps, so of any number of callers at one time exactly one gets it.
 *
 * Repeat: null while held, also for the same owner; an owner is one run, which renews instead.
 * Errors: `RangeError` for a `ttlMs` that is not above zero; `TypeError` inside a transaction, which would keep every
 * other caller waiting until it ends.
 */
export async function acquireLease(
  db: Db,
  input: {
    readonly installationId: InstallationId;
    readonly resource: string;
    /** Names one run; two runs never share it. */
    readonly owner: string;
    readonly ttlMs: number;
    readonly now: Date;
  },
): Promise<Lease | null> {
  refuseTransaction(db);
  const { installationId, resource, owner, now } = input;
  const expiresAt = expiryOf(input);
  const [taken] = await db
    .insert(leases)
    .values({ installationId, resource, owner, fence: 1, expiresAt })
    .onConflictDoUpdate({
      target: leases.resource,
      set: { owner, fence: sql`${leases.fence} + 1`, expiresAt },
      setWhere: sql`${eq(leases.installationId, installationId)} and ${lte(leases.expiresAt, now)}`,
    })
    .returning();
  return taken ?? null;
}

/**
 * Extends a lease to `ttlMs` from `now`. Gives null when somebody else has taken it since: stop, write nothing more.
 * One that ran out and was not taken is extended, since nobody can have acted in between.
 *
 * Repeat: extends again. Errors: as `acquireLease`.
 */
export async function renewLease(
  db: Db,
  lease: Lease,
  input: { readonly ttlMs: number; readonly now: Date },
): Promise<Lease | null> {
  refuseTransaction(db);
  const [renewed] = await db
    .update(leases)
    .set({ expiresAt: expiryOf(input) })
    .where(heldBy(lease))
    .returning();
  return renewed ?? null;
}

/**
 * Gives a lease back. The row stays, because the next fence must be higher than this one.
 * Repeat, and a lease somebody else has taken since: false, nothing changed.
 */
export async function releaseLease(db: Db, lease: Lease): Promise<boolean> {
  refuseTransaction(db);
  const released = await db
    .update(leases)
    .set({ expiresAt: RELEASED })
    .where(and(heldBy(lease), gt(leases.expiresAt, RELEASED)))
    .returning({ resource: leases.resource });
  return released.length > 0;
}

/** The row of this very taking: same tenant, resource, owner and fence. */
export function heldBy(lease: Lease) {
  return and(
    eq(leases.installationId, lease.installationId),
    eq(leases.resource, lease.resource),
    eq(leases.owner, lease.owner),
    eq(leases.fence, lease.fence),
  );
}

function expiryOf(input: { readonly ttlMs: number; readonly now: Date }): Date {
  if (!(input.ttlMs > 0)) throw new RangeError("A lease needs a duration above zero.");
  return new Date(input.now.getTime() + input.ttlMs);
}

function refuseTransaction(db: Db): void {
  if (is(db, PgTransaction))
    throw new TypeError("A lease is taken, renewed and released outside of transactions.");
}

import { exists, type SQL } from "drizzle-orm";
import type { Db } from "../client";
import { leases } from "../schema";
import { heldBy, type Lease } from "./leases";

/** Somebody else has taken the lease: what was about to be written is not, and the run ends. Holds ids only. */
export class FenceLostError extends Error {
  override readonly name = "FenceLostError";
  constructor(
    readonly resource: string,
    readonly fence: number,
  ) {
    super("The lease was taken by another run.");
  }
}

/**
 * A condition for `where`: true while nobody has taken the lease since. Add it to updates and deletes of the ledger
 * and of operations, and look at how many rows they wrote.
 *
 * It locks the lease row until the writing transaction ends, so that a taker either comes after the write or
 * makes the condition false; there is no moment between. A lease that merely ran out still holds.
 */
export function fenceHolds(db: Db, lease: Lease): SQL {
  return exists(db.select({ fence: leases.fence }).from(leases).where(heldBy(lease)).for("share"));
}

/**
 * Runs `write` in one transaction, and only while the lease is held: for inserts and for several writes at once.
 * `write` uses the transaction it is given and never calls a vendor.
 *
 * Errors: `FenceLostError`, nothing written; what `write` throws, nothing written.
 */
export async function underFence<T>(db: Db, lease: Lease, write: (tx: Db) => Promise<T>): Promise<T> {
  return await db.transaction(async (tx) => {
    const held = await tx.select({ fence: leases.fence }).from(leases).where(heldBy(lease)).for("share");
    if (held.length === 0) throw new FenceLostError(lease.resource, lease.fence);
    return await write(tx);
  });
}

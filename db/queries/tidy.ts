import { and, eq, inArray, isNull, lt } from "drizzle-orm";
import type { Db } from "../client";
import {
  bookings,
  driftRepairs,
  edges,
  installLinks,
  oauthStates,
  operations,
  passInvitations,
  pendingInstalls,
  platformNotices,
  platformReads,
  rateCounters,
  revokeApprovals,
  sessions,
  signInAttempts,
  vendorGrants,
  webhookDeliveries,
} from "../schema";
import { deleteOldVisits } from "./old-visits";

/** Up to when rows of each kind may go. `realNow` is for what expires by real time. */
export interface Periods {
  readonly realNow: Date;
  readonly reads: Date;
  readonly deliveries: Date;
  readonly history: Date;
  readonly repairs: Date;
  readonly visits: Date;
  /** Guests of bookings that are not known: they may lie beyond the lookahead. */
  readonly guests: Date;
  /** By real time. */
  readonly counters: Date;
}

/**
 * Deletes, of all installations, what is older than its period: it decides nothing any more. Open edges,
 * operations without an outcome and grants that still stand are never old. Returns how many rows went.
 */
export async function deleteOld(db: Db, before: Periods): Promise<number> {
  const gone = [
    await db.delete(installLinks).where(lt(installLinks.expiresAt, before.realNow)),
    await db.delete(oauthStates).where(lt(oauthStates.expiresAt, before.realNow)),
    await db.delete(sessions).where(lt(sessions.expiresAt, before.realNow)),
    await db.delete(pendingInstalls).where(lt(pendingInstalls.expiresAt, before.realNow)),
    await db.delete(rateCounters).where(lt(rateCounters.windowStart, before.counters)),
    await db.delete(signInAttempts).where(lt(signInAttempts.lastFailedAt, before.counters)),
    await db.delete(platformReads).where(lt(platformReads.finishedAt, before.reads)),
    await db.delete(webhookDeliveries).where(lt(webhookDeliveries.receivedAt, before.deliveries)),
    await db.delete(edges).where(and(inArray(edges.state, ["done", "dropped"]), lt(edges.at, before.reads))),
    await db
      .delete(operations)
      .where(
        and(inArray(operations.state, ["done", "superseded"]), lt(operations.createdAt, before.history)),
      ),
    await db
      .delete(vendorGrants)
      .where(and(eq(vendorGrants.state, "gone"), lt(vendorGrants.goneAt, before.history))),
    await db.delete(driftRepairs).where(lt(driftRepairs.at, before.repairs)),
    await db.delete(platformNotices).where(lt(platformNotices.closedAt, before.history)),
    // What an admin keeps stays until it is over: without the row they would be asked again.
    await db
      .delete(revokeApprovals)
      .where(and(eq(revokeApprovals.state, "approved"), lt(revokeApprovals.decidedAt, before.history))),
    ...(await deleteOldVisits(db, before)),
    await db
      .delete(passInvitations)
      .where(and(isNull(passInvitations.nextAt), lt(passInvitations.windowUntil, before.history))),
    await db.delete(bookings).where(lt(bookings.untilAt, before.history)),
  ];
  return gone.reduce((sum, result) => sum + (result.rowCount ?? 0), 0);
}

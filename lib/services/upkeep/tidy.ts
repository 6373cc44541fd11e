import { deleteOldPresence } from "@/db/queries/check-ins";
import { deleteRemoved } from "@/db/queries/lifecycle";
import { deleteOld } from "@/db/queries/tidy";
import type { Services } from "../context";

const DAY_MS = 24 * 3_600_000;
const READS_DAYS = 30;
const DELIVERIES_DAYS = 14;
const HISTORY_DAYS = 90;
/** Counted over one day (design S3). */
const REPAIRS_DAYS = 2;
/** Names and addresses of visitors, after their visit. */
const VISITS_DAYS = 14;
const UNKNOWN_GUESTS_DAYS = 400;
/** A day longer than events are read back: one told again would count again. */
const OPENINGS_DAYS = 8;
const CHECK_INS_DAYS = 30;
/** After "Remove Lintel", or after the end of the grace (design section 13). */
const REMOVED_DAYS = 30;

/** Deletes what is kept for a time only (docs/data.md). Repeat: nothing more goes. The audit log stays. */
export async function tidy(services: Services): Promise<{ readonly deleted: number }> {
  const now = services.clock.now().getTime();
  const ago = (days: number) => new Date(now - days * DAY_MS);
  const deleted = await deleteOld(services.db, {
    realNow: services.realClock.now(),
    reads: ago(READS_DAYS),
    deliveries: ago(DELIVERIES_DAYS),
    history: ago(HISTORY_DAYS),
    repairs: ago(REPAIRS_DAYS),
    visits: ago(VISITS_DAYS),
    guests: ago(UNKNOWN_GUESTS_DAYS),
    counters: new Date(services.realClock.now().getTime() - DAY_MS),
  });
  const present = await deleteOldPresence(services.db, {
    openings: ago(OPENINGS_DAYS),
    checkIns: ago(CHECK_INS_DAYS),
  });
  const removed = await deleteRemoved(services.db, { removedBefore: ago(REMOVED_DAYS) });
  return { deleted: deleted + present + removed };
}

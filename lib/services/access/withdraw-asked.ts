import { closeWithdrawals, deferWithdrawals, openWithdrawals } from "@/db/queries/withdrawals";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { perform } from "./perform";
import type { PersonRun } from "./person-run";

/** What led to it, in operation records: a window taken back because an admin paused the connection. */
export const PAUSE = "pause";

/**
 * Takes back those windows of one person that an admin asked for when the connection was paused (design S8), each
 * through the ledger like any other revoke. They are the windows that had not begun then: one that has since, because
 * the vendor was down, goes all the same. Does nothing on a connection that is not paused (any more).
 *
 * Returns how many the vendor refused. Errors: as `perform`; what is left stays asked for. Repeat: looks only at what
 * is still there.
 */
export async function withdrawAsked(run: PersonRun): Promise<number> {
  const { services, connection, person } = run;
  if (connection.state !== "paused" || person.vendorPersonId === null) return 0;
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const close = (id: string) =>
    closeWithdrawals(services.db, { ...key, ids: [id], now: services.clock.now() });
  let refused = 0;
  for (const asked of await openWithdrawals(services.db, { ...key, personId: person.id })) {
    const { id, ledgerId, vendorGrantId, groupId } = asked;
    if (asked.isGone) {
      await close(id);
      continue;
    }
    // Whether the vendor made it is not known yet: the next look at the person tells.
    if (vendorGrantId === null) continue;
    const grant = { connectionId: connection.id, personId: person.id, groupId };
    try {
      await perform(
        { ...run, cause: PAUSE },
        { verb: "revoke", key: grant, ledgerId, vendorGrantId, basis: "withdrawn" },
      );
      await close(id);
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      // The failed call has a time of its own for the next try, and with that look this is seen again.
      await deferWithdrawals(services.db, { ...key, ids: [id] });
      if (dispositionOf(error).do !== "record") throw error;
      refused += 1;
    }
  }
  return refused;
}

import type { ConnectionRow } from "@/db/queries/connections";
import { type Loss, lossesOf } from "@/lib/access";
import type { DesiredGrant, PersonId } from "@/lib/access/types";
import { loadDesired, loadStandings } from "../access/desired";
import { loadLedger } from "../access/load-ledger";
import type { Services } from "../context";

/** What is lost later than this counts only with what the same person loses sooner (design S2). */
export const SOON_MS = 24 * 3_600_000;

/**
 * What these people (null = everybody) hold by the ledger and should not by stored facts at `now`, and nobody has
 * taken yet. `desired` = what they should hold, where that is known already. No platform and no vendor call.
 */
export async function pendingLosses(
  services: Services,
  connection: ConnectionRow,
  input: {
    readonly personIds: readonly PersonId[] | null;
    readonly now: Date;
    readonly desired?: readonly DesiredGrant[];
  },
): Promise<Loss[]> {
  if (input.personIds?.length === 0) return [];
  const ledger = await loadLedger(services, connection, input.personIds);
  if (ledger.length === 0) return [];
  const [desired, standings] = await Promise.all([
    input.desired ?? loadDesired(services, connection, input).then((state) => state.desired),
    loadStandings(
      services,
      connection,
      ledger.flatMap((row) => row.sources),
    ),
  ]);
  return lossesOf({ now: input.now, soonMs: SOON_MS, desired, ledger, standings });
}

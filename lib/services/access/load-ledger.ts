import type { ConnectionRow } from "@/db/queries/connections";
import { openLedger } from "@/db/queries/ledger";
import type { LedgerGrant, PersonId } from "@/lib/access/types";
import type { Services } from "../context";

/** Open ledger rows of some people (null = all) as the core wants them. */
export async function loadLedger(
  services: Services,
  connection: Pick<ConnectionRow, "id" | "installationId">,
  personIds: readonly PersonId[] | null,
): Promise<LedgerGrant[]> {
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const rows = await openLedger(services.db, personIds === null ? key : { ...key, personIds });
  return rows.map((row) => ({
    id: row.id,
    key: { connectionId: connection.id, personId: row.personId, groupId: row.groupId },
    vendorGrantId: row.vendorGrantId,
    window: { from: row.fromAt, until: row.untilAt },
    state: row.state === "present" ? "present" : "intended",
    sources: row.sources,
  }));
}

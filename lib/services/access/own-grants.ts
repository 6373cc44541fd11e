import type { ConnectionRow } from "@/db/queries/connections";
import { unansweredGrants } from "@/db/queries/operations";
import type { LedgerGrant } from "@/lib/access/types";
import type { ConnectorDefinition } from "@/lib/connectors/contract";
import type { Services } from "../context";

/** What at the vendor is Lintel's although it carries no mark. */
export interface OwnGrants {
  /** By the vendor's id: in the ledger. */
  readonly ids: ReadonlySet<string>;
  /**
   * By person and group (`cellOf`): a grant was begun there and its outcome is not known, at a vendor whose grants have
   * room for no mark and of which there is one a group. It was not there when it was begun, or it would not have been.
   */
  readonly begun: ReadonlySet<string>;
}

export const cellOf = (of: { readonly personId: string; readonly groupId: string }): string =>
  `${of.personId} ${of.groupId}`;

/** Reads which grants of these ledger rows are ours. A refused create made nothing, and claims nothing. */
export async function ownGrants(
  services: Services,
  connection: Pick<ConnectionRow, "installationId">,
  { capabilities }: Pick<ConnectorDefinition, "capabilities">,
  ledger: readonly LedgerGrant[],
): Promise<OwnGrants> {
  const ids = new Set(ledger.flatMap((row) => row.vendorGrantId ?? []));
  const { grantMarker, ownershipMarker, grantsPerGroup } = capabilities;
  const isMarked = (grantMarker ?? ownershipMarker).value === "yes";
  const unfinished = ledger.filter((row) => row.vendorGrantId === null);
  if (isMarked || grantsPerGroup.value !== "one" || unfinished.length === 0) return { ids, begun: new Set() };
  const { installationId } = connection;
  const open = await unansweredGrants(services.db, {
    installationId,
    rowIds: unfinished.map((row) => row.id),
  });
  return { ids, begun: new Set(unfinished.filter((row) => open.has(row.id)).map((row) => cellOf(row.key))) };
}

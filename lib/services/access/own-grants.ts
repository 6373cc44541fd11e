import type { ConnectionRow } from "@/db/queries/connections";
import { unansweredGrants } from "@/db/queries/operations";
import { sameWindow } from "@/lib/access";
import type { LedgerGrant } from "@/lib/access/types";
import type { ConnectorDefinition, VendorGrant } from "@/lib/connectors/contract";
import type { Services } from "../context";

/** What at the vendor is Lintel's although it carries no mark. */
export interface OwnGrants {
  /** By the vendor's id: in the ledger. */
  readonly ids: ReadonlySet<string>;
  /**
   * By person: a grant was begun there and its outcome is not known, at a vendor whose grants have room for no mark. It
   * was not there when it was begun, or it would not have been.
   */
  readonly begun: ReadonlyMap<string, readonly LedgerGrant[]>;
  /** Whether a grant in the same group is what that row would have made. */
  readonly isMade: (row: LedgerGrant, grant: VendorGrant) => boolean;
}

type Connection = Pick<ConnectionRow, "installationId" | "vendorWindows" | "singleGrant">;

/** Reads which grants of these ledger rows are ours. A refused create made nothing, and claims nothing. */
export async function ownGrants(
  services: Services,
  connection: Connection,
  { capabilities }: Pick<ConnectorDefinition, "capabilities">,
  ledger: readonly LedgerGrant[],
): Promise<OwnGrants> {
  const ids = new Set(ledger.flatMap((row) => row.vendorGrantId ?? []));
  const { grantMarker, ownershipMarker, grantsPerGroup } = capabilities;
  const isMarked = (grantMarker ?? ownershipMarker).value === "yes";
  const isOne = connection.singleGrant || grantsPerGroup.value === "one";
  const isMade = (row: LedgerGrant, { window }: VendorGrant) => {
    // Where there is one a group, it can be no other.
    if (isOne) return true;
    if (window !== null) return sameWindow(window, row.window);
    return !connection.vendorWindows || row.window.until === null;
  };
  const begun = new Map<string, LedgerGrant[]>();
  const unfinished = isMarked ? [] : ledger.filter((row) => row.vendorGrantId === null);
  if (unfinished.length === 0) return { ids, begun, isMade };
  const { installationId } = connection;
  const open = await unansweredGrants(services.db, {
    installationId,
    rowIds: unfinished.map((row) => row.id),
  });
  for (const row of unfinished) {
    if (open.has(row.id)) begun.set(row.key.personId, [...(begun.get(row.key.personId) ?? []), row]);
  }
  return { ids, begun, isMade };
}

/** Which of one person's grants were begun by us without an outcome: each row made one at most. */
export function begunAmong(
  grants: readonly VendorGrant[],
  personId: string,
  { ids, begun, isMade }: OwnGrants,
): ReadonlySet<VendorGrant> {
  const found = new Set<VendorGrant>();
  for (const row of begun.get(personId) ?? []) {
    const made = grants.find(
      (grant) =>
        grant.groupId === row.key.groupId &&
        !ids.has(grant.vendorGrantId) &&
        !found.has(grant) &&
        isMade(row, grant),
    );
    if (made) found.add(made);
  }
  return found;
}

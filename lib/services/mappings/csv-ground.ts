import { type ConnectionRow, getConnection, listGroups } from "@/db/queries/connections";
import { listLocations } from "@/db/queries/installations";
import { listItems, openPreview } from "@/db/queries/mappings";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import { assignmentsOf } from "./assignments";
import { currentState, storedChange } from "./change";
import { loadCoverage } from "./coverage";
import type { CsvGround } from "./csv-rows";

/** Items that get no row of their own may be named in a file all the same. */
interface Ground extends CsvGround {
  readonly items: readonly (CsvGround["items"][number] & { readonly isWritten: boolean })[];
}

/**
 * What a mapping file is written from and held against: the mapping as the page shows it, that is with a change
 * that waits for its preview. Items that are gone or archived count only while they are mapped.
 * Errors: `not_found`.
 */
export async function loadCsvGround(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<Ground> {
  const connection: ConnectionRow | null = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  const [items, groups, locations, preview, { isCovered }] = await Promise.all([
    listItems(services.db, key),
    listGroups(services.db, key),
    listLocations(services.db, key),
    openPreview(services.db, key),
    loadCoverage(services, key),
  ]);
  const shown = preview
    ? storedChange.parse(preview.change).proposal
    : await currentState(services, connection);
  const assignment = assignmentsOf(shown.mappings);
  const names = new Map<string, string>(locations.map((row) => [row.id, row.name]));
  return {
    assignment,
    groups: groups.map(({ id, name, vanishedAt }) => ({ id, name, isGone: vanishedAt !== null })),
    items: items.flatMap((item) => {
      const itemKey = `${item.kind}:${item.id}`;
      const isAway = item.archived || item.vanishedAt !== null;
      const isMapped = assignment(itemKey).groupIds.length > 0;
      if (isAway && !isMapped) return [];
      return [
        {
          key: itemKey,
          kind: item.kind,
          id: item.id,
          name: item.name,
          business: names.get(item.locationId ?? "") ?? "",
          isWritten: isMapped || isCovered(item),
        },
      ];
    }),
  };
}

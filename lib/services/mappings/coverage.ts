import { coveredLocations } from "@/db/queries/connections";
import type { ItemRow } from "@/db/queries/mappings";
import { passKindsById } from "@/db/queries/rights-read";
import type { ConnectionId, InstallationId, LocationId } from "@/lib/access/types";
import type { Services } from "../context";

export type PassKinds = ReadonlyMap<string, Awaited<ReturnType<typeof passKindsById>>[number]>;

/** What of an account a connection can be asked to open for, and its kinds of pass by id. */
export async function loadCoverage(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<{ readonly kinds: PassKinds; readonly isCovered: (item: ItemRow) => boolean }> {
  const [rows, covered] = await Promise.all([
    passKindsById(services.db, key),
    coveredLocations(services.db, key),
  ]);
  const kinds = new Map(rows.map((row) => [row.id, row]));
  return { kinds, isCovered: coverage(covered, kinds) };
}

/** Whether an item belongs to a location of the connection; a pass also where it is good at one. No location = everywhere. */
function coverage(covered: readonly LocationId[], kinds: PassKinds): (item: ItemRow) => boolean {
  const places = new Set(covered);
  return (item) => {
    if (places.size === 0 || item.locationId === null || places.has(item.locationId)) return true;
    const scope = item.kind === "pass" ? (kinds.get(item.id)?.scope ?? []) : [];
    return scope.some((id) => places.has(id));
  };
}

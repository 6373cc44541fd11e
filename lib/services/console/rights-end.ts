import type { ConnectionRow } from "@/db/queries/connections";
import type { ConnectorDefinition } from "@/lib/connectors/contract";
import type { RightsEndView } from "../connection-views";
import { rightsEndsOf } from "../connections/rights-ends";

/** The choice of what becomes of people whose last right has ended; null = the vendor leaves none. */
export function rightsEndView(
  definition: ConnectorDefinition | null,
  row: Pick<ConnectionRow, "whenRightsEnd">,
): RightsEndView | null {
  const ways = definition ? rightsEndsOf(definition) : [];
  if (!definition || ways.length < 2) return null;
  const labels = {
    keep: "Keep them, without access",
    suspend: "Suspend them, and let them in again with the next right",
    remove: "Delete them, and make them anew with the next right",
  };
  return {
    value: row.whenRightsEnd,
    options: ways.map((value) => ({ value, label: labels[value] })),
    help: `Only for people that Lintel made at ${definition.name} and who hold nothing given by hand there; also for those whose rights ended before. Whoever is deleted loses PIN, cards and mobile pass there too.`,
  };
}

import type { ConnectionRow } from "@/db/queries/connections";
import type { ConnectorDefinition } from "@/lib/connectors/contract";
import type { RightsEndView } from "../connection-views";
import { rightsEndsOf } from "../connections/rights-ends";

/**
 * The choice of what becomes of people whose last right has ended; null = the vendor leaves none. `concerned` = people
 * it would be carried out on at once.
 */
export function rightsEndView(
  definition: ConnectorDefinition | null,
  row: Pick<ConnectionRow, "whenRightsEnd">,
  concerned: number,
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
    help: `Only for people that Lintel made at ${definition.name} and who hold nothing given by hand there; also for those whose rights ended before: ${nowWords(concerned)}. Whoever is deleted loses PIN, cards and mobile pass there too.`,
  };
}

const nowWords = (people: number): string =>
  people === 0 ? "nobody at present" : people === 1 ? "one person at present" : `${people} people at present`;

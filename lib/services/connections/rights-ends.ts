import { rightsEnds } from "@/db/schema/connections";
import type { ConnectorDefinition } from "@/lib/connectors/contract";

/** What becomes at the vendor of people made by Lintel once their last right has ended. */
type RightsEnd = (typeof rightsEnds)[number];

/** What may be chosen of it: what the vendor can. */
export const rightsEndsOf = ({
  capabilities,
}: Pick<ConnectorDefinition, "capabilities">): readonly RightsEnd[] =>
  rightsEnds.filter((way) => way === "keep" || capabilities[way]?.value === "yes");

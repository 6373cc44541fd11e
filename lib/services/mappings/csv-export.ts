import type { ConnectionId, InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import { GROUP_SEPARATOR, KIND_ORDER } from "./csv-columns";
import { writeCsv } from "./csv-file";
import { loadCsvGround } from "./csv-ground";
import { groupWriter } from "./csv-rows";

/**
 * The mapping of a connection as a file: each item that it covers, or that is mapped on it, is a row. Reading it in again
 * changes nothing. Errors: `not_found`.
 */
export async function writeMappingFile(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<string> {
  const ground = await loadCsvGround(services, key);
  const groupText = groupWriter(ground.groups);
  const minutes = (value: number | null) => (value === null ? "" : String(value));
  const written = ground.items.filter(({ isWritten }) => isWritten);
  const rows = written.map((item) => {
    const { groupIds, options } = ground.assignment(item.key);
    return {
      kind: item.kind,
      id: item.id,
      business: item.business,
      name: item.name,
      "access groups": groupIds.map(groupText).join(` ${GROUP_SEPARATOR} `),
      "open before": minutes(options.leadMinutes),
      "close after": minutes(options.lagMinutes),
      "keep pass hours": item.kind === "pass" ? (options.keepsHours ? "yes" : "no") : "",
    };
  });
  return writeCsv(rows.sort((a, b) => KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind)));
}

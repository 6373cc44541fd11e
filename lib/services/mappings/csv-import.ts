import type { ConnectionId, InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import type { MappingFileAnswer } from "../mapping-views";
import { readCsv } from "./csv-file";
import { loadCsvGround } from "./csv-ground";
import { readRows } from "./csv-rows";

/** Problems shown; the rest is counted. */
const SHOWN_MAX = 100;

/**
 * Reads a mapping file against a connection: every change it asks for, or everything that is wrong, line by line.
 * Stores nothing; what comes back is edited, saved and previewed like any other change. Errors: `not_found`.
 */
export async function readMappingFile(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly text: string;
  },
): Promise<MappingFileAnswer> {
  const ground = await loadCsvGround(services, input);
  const read = readCsv(input.text);
  const { changes, problems } =
    "problems" in read ? { changes: [], problems: read.problems } : readRows(read.rows, ground);
  if (problems.length === 0) return { changes };
  return { problems: problems.slice(0, SHOWN_MAX), moreProblems: Math.max(0, problems.length - SHOWN_MAX) };
}

import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A data folder of a run that is thrown away. Open to the database's user, so that all of it lies here. */
export function temporaryDataDir(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), `lintel-${name}-`));
  chmodSync(dir, 0o755);
  return dir;
}

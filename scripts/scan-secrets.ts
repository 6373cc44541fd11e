import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "../db/embedded/start";
import { realClock } from "../lib/clock";
import { createLogger } from "../lib/logger";
import { scanAfterJourney } from "./scan/after-journey";
import { ROOT } from "./stack/stack";

/**
 * `npm run scan:secrets`: plays a journey on a stack of its own, then looks for every secret and personal value of it
 * in all it left behind. `-- --attach http://127.0.0.1:3000 --data .data` looks through a demo that runs instead: there is
 * no browser then, and the exchange between app and engine was not taken down. The last line is `N findings`.
 */
const { values } = parseArgs({
  options: { attach: { type: "string" }, data: { type: "string", default: ".data" } },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function attached(app: string, dataDir: string): Promise<number> {
  const links = (await (await fetch(`${app}/api/demo`)).json()) as { engine?: string };
  if (!links.engine) throw new Error(`${app} is not a Lintel in simulator mode.`);
  const log = createLogger({ level: "warn" });
  // The server of that folder runs already and is left to whoever started it.
  const database = await startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), log, clock: realClock });
  try {
    return await scanAfterJourney({
      dataDir,
      urls: { app, engine: links.engine, database: database.url },
      say,
    });
  } finally {
    await database.stop();
  }
}

function journey(): number {
  const args = ["--import", "tsx", join(ROOT, "scripts/journey.ts"), "--scan"];
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" }).status ?? 1;
}

if (!values.attach) process.exit(journey());
attached(values.attach.replace(/\/$/, ""), values.data)
  .then((count) => process.exit(count === 0 ? 0 : 1))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : "The scan could not be made."}\n`);
    process.exit(1);
  });

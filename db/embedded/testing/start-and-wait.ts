import { startEmbeddedPostgres } from "@/db/embedded/start";
import { realClock } from "@/lib/clock";
import { silentLogger } from "@/lib/logger";

/**
 * A process of its own for tests: starts the server of the folder in the first argument, prints its port and
 * whether it adopted it, then waits to be killed; with `leave` as second argument it exits without `stop()`.
 */
const [dataDir = "", then] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ dataDir, log: silentLogger, clock: realClock });
process.stdout.write(`${JSON.stringify({ port: server.port, adopted: server.adopted })}\n`);
if (then === "leave") process.exit(0);
process.stdin.resume();

import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@/lib/clock";
import type { Logger } from "@/lib/logger";
import { type Binaries, nativeFolder, placeBinaries } from "./binaries";
import { EmbeddedPostgresError } from "./errors";
import { type Home, openHome, readRemembered, remember } from "./home";
import { freePort, isPortFree } from "./ports";
import {
  askServer,
  ensureDatabase,
  livePostmaster,
  type Postmaster,
  signalQuietly,
  stopPostmaster,
  urlOf,
  waitUntilForgotten,
} from "./postmaster";
import { identityOf, isSameProcessAlive } from "./processes";
import { createCluster, passwordRefused, startServer } from "./server-process";

const ADOPT_TIMEOUT_MS = 15_000;
const POLL_MS = 50;

export interface EmbeddedPostgresOptions {
  /** Where data, password and port are kept. Made when missing. */
  readonly dataDir: string;
  /** Fixed port; without it a free one is chosen once and kept while it stays free. */
  readonly port?: number;
  /** Further server settings, say `fsync: "off"` for a database that is thrown away. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The folder with `bin` and `lib` of the server; the installed npm package unless given. */
  readonly nativeDir?: string;
  readonly log: Logger;
  /** Must be a clock that moves by itself: starting a process takes real time. */
  readonly clock: Clock;
}

export interface EmbeddedPostgres {
  /** Of the application's database, with the password: not for logs. */
  readonly url: string;
  readonly port: number;
  /** The server's main process. */
  readonly pid: number;
  /** The server was running already. */
  readonly adopted: boolean;
  /**
   * Ends the server, unless a process that is still alive started or adopted it first: then it is left to that one.
   * Repeat: does nothing.
   */
  stop(): Promise<void>;
}

/**
 * Runs a real PostgreSQL server from npm on 127.0.0.1 for one data folder.
 *
 * Repeat: data, password and port are kept. A live server of this folder (after its starter was killed) is adopted.
 * It also ends when this process exits in an orderly way without `stop()`.
 * Errors: `EmbeddedPostgresError`, whose message says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const home = await openHome(options.dataDir, log);
  const binaries = await placeBinaries({
    native: options.nativeDir ?? (await nativeFolder()),
    user: home.user,
  });

  const running = await adopt(home, options);
  if (running) return await handle({ home, binaries, options, running, adopted: true });

  if (!(await hasCluster(home))) await createCluster(home, binaries, options.settings?.fsync !== "off");
  await waitUntilForgotten(home.cluster, options.clock);
  const port = await choosePort(home, options);
  try {
    const settings = options.settings ?? {};
    const pid = await startServer({ home, binaries, port, settings, clock: options.clock });
    return await handle({ home, binaries, options, running: { pid, port }, adopted: false });
  } catch (error) {
    // Another process may have started this folder in the meantime; then its server is the one to use.
    const other = await adopt(home, options);
    if (!other) throw error;
    return await handle({ home, binaries, options, running: other, adopted: true });
  }
}

/** Waits for the live server of this folder, if there is one, to answer. */
async function adopt(home: Home, options: EmbeddedPostgresOptions): Promise<Postmaster | undefined> {
  const { clock } = options;
  const start = clock.monotonicMs();
  for (;;) {
    const found = await livePostmaster(home.cluster);
    if (!found) return undefined;
    const answer = await askServer({ ...found, password: home.password, cluster: home.cluster });
    if (answer === "ours") {
      if (options.port !== undefined && options.port !== found.port) {
        throw new EmbeddedPostgresError(
          "port_taken",
          `The database in ${home.cluster} already runs on port ${found.port} (process ${found.pid}), not on ${options.port}. Use that port, or end that process first.`,
        );
      }
      return found;
    }
    if (answer === "password_refused") throw passwordRefused(home);
    if (clock.monotonicMs() - start > ADOPT_TIMEOUT_MS) {
      throw new EmbeddedPostgresError(
        "not_answering",
        `A PostgreSQL server of ${home.cluster} runs (process ${found.pid}) but does not answer on port ${found.port}. End that process (kill -INT ${found.pid}) and start again; if it is not a PostgreSQL server, remove ${join(home.cluster, "postmaster.pid")}.`,
      );
    }
    await clock.sleep(POLL_MS);
  }
}

async function choosePort(home: Home, options: EmbeddedPostgresOptions): Promise<number> {
  if (options.port !== undefined) {
    if (await isPortFree(options.port)) return options.port;
    throw new EmbeddedPostgresError(
      "port_taken",
      `Port ${options.port} of 127.0.0.1 is in use by another program. End that program, or choose another port for the database.`,
    );
  }
  const before = Number(await readRemembered(home, "port"));
  if (Number.isInteger(before) && before > 0 && before < 65_536) {
    if (await isPortFree(before)) return before;
    options.log.warn("The database's port is in use by another program; a new one is chosen.", {
      port: before,
    });
  }
  return await freePort();
}

async function handle(input: {
  home: Home;
  binaries: Binaries;
  options: EmbeddedPostgresOptions;
  running: Postmaster;
  adopted: boolean;
}): Promise<EmbeddedPostgres> {
  const { home, running, adopted, options } = input;
  const { clock, log } = options;
  const { pid, port } = running;
  const endOnExit = () => signalQuietly(pid, "SIGINT");

  const owner = adopted ? await readRemembered(home, "owner") : undefined;
  let isOurs = owner === undefined || !isSameProcessAlive(owner);
  if (isOurs) {
    await remember(home, "owner", identityOf(process.pid));
    await remember(home, "port", String(port));
    process.once("exit", endOnExit);
  }
  const stop = async () => {
    if (!isOurs) return;
    isOurs = false;
    process.off("exit", endOnExit);
    await stopPostmaster({ pid, cluster: home.cluster, pgCtl: input.binaries.pgCtl, clock });
    log.info("The embedded database has stopped.", { port });
  };
  try {
    await ensureDatabase({ port, password: home.password });
  } catch (error) {
    await stop();
    throw error;
  }
  log.info(adopted ? "The embedded database was running already." : "The embedded database runs.", {
    port,
    pid,
  });
  return { url: urlOf({ port, password: home.password }), port, pid, adopted, stop };
}

async function hasCluster(home: Home): Promise<boolean> {
  return stat(join(home.cluster, "PG_VERSION")).then(
    () => true,
    () => false,
  );
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { onTestFinished } from "vitest";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "@/db/embedded/start";
import { fastFolder } from "@/db/testing/fast-folder";
import { realClock } from "@/lib/clock";
import { silentLogger } from "@/lib/logger";

/** A temporary folder of the given mode, removed after the test with what was kept outside of it. */
export async function temporaryFolder(mode = 0o755): Promise<string> {
  const folder = await mkdtemp(join(await fastFolder(), "lintel-embedded-"));
  await chmod(folder, mode);
  onTestFinished(async () => {
    for (const name of ["data", "copy", "moved"]) {
      const outside = await readFile(join(folder, name, "location"), "utf8").catch(() => undefined);
      if (outside) await rm(outside, { recursive: true, force: true });
    }
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Starts a server that is stopped after the test whatever happens. */
export async function started(
  dataDir: string,
  options: Partial<EmbeddedPostgresOptions> = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir,
    settings: { fsync: "off" },
    log: silentLogger,
    clock: realClock,
    ...options,
  });
  onTestFinished(() => server.stop());
  return server;
}

/** Runs one statement on a connection of its own and gives its rows. */
export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the server of `dataDir` in a process of its own and waits until it runs. */
export async function startedElsewhere(
  dataDir: string,
  then?: "leave",
): Promise<{ child: ChildProcess; port: number; adopted: boolean }> {
  const script = fileURLToPath(new URL("./start-and-wait.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, dataDir, ...(then ? [then] : [])], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, ...(JSON.parse(line.toString()) as { port: number; adopted: boolean }) };
}

/** Ends a process the hard way and waits until it is gone. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** The process id in the cluster's `postmaster.pid`; 0 when there is none (any more). */
export async function postmasterPid(cluster: string): Promise<number> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "0");
  return Number(text.split("\n")[0]);
}

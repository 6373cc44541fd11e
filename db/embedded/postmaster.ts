import { execFile } from "node:child_process";
import { readFile, realpath } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { Clock } from "@/lib/clock";
import { EmbeddedPostgresError } from "./errors";
import { codeOf, commandLineOf, isAlive, isListed } from "./processes";

export const SUPERUSER = "lintel";
export const DATABASE = "lintel";

const FAST_STOP_MS = 10_000;
const IMMEDIATE_STOP_MS = 10_000;
const COLLECTED_MS = 10_000;
const POLL_MS = 25;

/** What `postmaster.pid` of a cluster says about the server that runs it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * The live server of this very cluster, by its `postmaster.pid`. A file left by a dead server, or one whose number
 * now belongs to another program, gives nothing: PostgreSQL itself decides what to do with it.
 */
export async function livePostmaster(cluster: string): Promise<Postmaster | undefined> {
  const { pid, port } = await namedPostmaster(cluster);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || !isAlive(pid)) return undefined;
  const commandLine = commandLineOf(pid);
  if (commandLine !== undefined && !commandLine.includes(cluster)) return undefined;
  return { pid, port };
}

/**
 * Waits until the system has forgotten a server of this cluster that has ended: PostgreSQL takes one that its parent has
 * not collected yet for alive, and does not start beside it. Not longer than 10 s: then PostgreSQL says why it does not.
 */
export async function waitUntilForgotten(cluster: string, clock: Clock): Promise<void> {
  const { pid } = await namedPostmaster(cluster);
  const start = clock.monotonicMs();
  while (isListed(pid) && !isAlive(pid) && clock.monotonicMs() - start < COLLECTED_MS)
    await clock.sleep(POLL_MS);
}

/** As `postmaster.pid` has it; 0 where there is none. */
async function namedPostmaster(cluster: string): Promise<Postmaster> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  });
  const [pid = "", , , port = ""] = text.split("\n");
  return { pid: Number(pid), port: Number(port) };
}

export function urlOf(input: { port: number; password: string; database?: string }): string {
  return `postgres://${SUPERUSER}:${input.password}@127.0.0.1:${input.port}/${input.database ?? DATABASE}`;
}

export type Answer = "ours" | "another" | "password_refused" | "silent";

/** Asks the server on `port` which cluster it runs. `silent` covers refused, starting up and shutting down. */
export async function askServer(input: { port: number; password: string; cluster: string }): Promise<Answer> {
  const client = new pg.Client({
    connectionString: urlOf({ ...input, database: "postgres" }),
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const result = await client.query<{ data_directory: string }>("show data_directory");
    const directory = await realpath(result.rows[0]?.data_directory ?? "").catch(() => "");
    return directory === (await realpath(input.cluster)) ? "ours" : "another";
  } catch (error) {
    return codeOf(error) === "28P01" ? "password_refused" : "silent";
  } finally {
    await client.end().catch(() => {});
  }
}

/** Makes the application's database when the cluster lacks it. */
export async function ensureDatabase(input: { port: number; password: string }): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf({ ...input, database: "postgres" }) });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(`create database "${DATABASE}"`);
  } catch (error) {
    // It exists; or somebody else makes it at this very moment, which its index notices first.
    if (!["42P04", "23505"].includes(codeOf(error) ?? "")) throw error;
  } finally {
    await client.end();
  }
}

/**
 * Ends a server: open transactions are rolled back and clients cut off; if that takes longer than 10 s the server
 * is told to stop at once, which loses nothing that was committed.
 *
 * Repeat: a server that has ended is a success. Errors: `not_answering` when it survives both.
 */
export async function stopPostmaster(input: {
  pid: number;
  cluster: string;
  pgCtl: string;
  clock: Clock;
}): Promise<void> {
  const { pid, clock } = input;
  for (const [signal, mode, patienceMs] of [
    ["SIGINT", "fast", FAST_STOP_MS],
    ["SIGQUIT", "immediate", IMMEDIATE_STOP_MS],
  ] as const) {
    if (platform() === "win32") {
      const args = ["stop", "-D", input.cluster, "-m", mode, "-W"];
      await promisify(execFile)(input.pgCtl, args).catch(() => {});
    } else {
      signalQuietly(pid, signal);
    }
    const start = clock.monotonicMs();
    while (isAlive(pid)) {
      if (clock.monotonicMs() - start > patienceMs) break;
      await clock.sleep(POLL_MS);
    }
    if (!isAlive(pid)) return;
  }
  throw new EmbeddedPostgresError(
    "not_answering",
    `The PostgreSQL server (process ${pid}) does not end. End that process yourself.`,
  );
}

/** Sends a signal to a process that may have ended already. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

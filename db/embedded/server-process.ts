import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { platform } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Clock } from "@/lib/clock";
import { randomToken } from "@/lib/security/tokens";
import type { Binaries } from "./binaries";
import { EmbeddedPostgresError } from "./errors";
import { giveTo, type Home } from "./home";
import { askServer, SUPERUSER } from "./postmaster";
import { codeOf, isAlive } from "./processes";

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 25;

/** Without a setting that says otherwise. */
const DEFAULTS: Readonly<Record<string, string>> = { unix_socket_directories: "" };
/** Always set. Errors of clients stay out of the log, since they quote the values of rows. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_checkpoints: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};

/**
 * Makes an empty cluster at `home.cluster`: UTF-8, sorted by code point whatever the machine's language, password
 * needed by everybody. Written aside and renamed, so that a start cut short leaves no half cluster.
 */
export async function createCluster(home: Home, binaries: Binaries, isFlushed: boolean): Promise<void> {
  const parent = dirname(home.cluster);
  await removeAbandoned(parent, basename(home.cluster));
  const aside = `${home.cluster}.new-${process.pid}-${randomToken(16)}`;
  const passwordFile = `${aside}.password`;
  try {
    await mkdir(aside, { mode: 0o700 });
    await giveTo(home.user, aside);
    await writeFile(passwordFile, home.password, { mode: 0o600 });
    await giveTo(home.user, passwordFile);
    const child = launch(home, binaries.initdb, [
      `--pgdata=${aside}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      ...(isFlushed ? [] : ["--no-sync"]),
    ]);
    const code = await ended(child, binaries.initdb);
    if (code !== 0) throw await startFailed(home, "PostgreSQL could not set up its data folder");
    await rename(aside, home.cluster);
  } catch (error) {
    // Another start of this folder was quicker: its cluster is as good as ours.
    if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    await rm(passwordFile, { force: true });
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * Starts the server and waits until it answers as this cluster's. It is no member of this process's group, so
 * that Ctrl-C in a terminal reaches us first and the database last.
 *
 * Errors: `cannot_run`, `start_failed`, `not_answering` (password); nothing is left running after any of them.
 */
export async function startServer(input: {
  home: Home;
  binaries: Binaries;
  port: number;
  settings: Readonly<Record<string, string>>;
  clock: Clock;
}): Promise<number> {
  const { home, binaries, port, clock } = input;
  const flags = Object.entries({ ...DEFAULTS, ...input.settings, ...SETTINGS }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const child = launch(home, binaries.postgres, ["-D", home.cluster, "-p", String(port), ...flags]);
  const state: { code?: number | null; error?: unknown } = {};
  ended(child, binaries.postgres).then(
    (code) => {
      state.code = code;
    },
    (error: unknown) => {
      state.error = error;
    },
  );

  const start = clock.monotonicMs();
  for (;;) {
    if (state.error) throw state.error;
    if (state.code !== undefined) throw await startFailed(home, "The PostgreSQL server ended while starting");
    const answer = await askServer({ port, password: home.password, cluster: home.cluster });
    if (answer === "ours" && child.pid !== undefined && state.code === undefined) {
      child.unref();
      return child.pid;
    }
    if (answer === "password_refused" || clock.monotonicMs() - start > START_TIMEOUT_MS) {
      child.kill("SIGQUIT");
      if (answer !== "password_refused")
        throw await startFailed(home, "The PostgreSQL server was not ready in time");
      throw passwordRefused(home);
    }
    await clock.sleep(POLL_MS);
  }
}

export function passwordRefused(home: Home): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "not_answering",
    `The database in ${home.cluster} does not take the password in ${join(home.folder, "password")}. Put the right file back, or remove ${home.folder} to start with an empty database.`,
  );
}

function launch(home: Home, program: string, args: string[]): ChildProcess {
  const output = openSync(join(home.folder, "server.log"), "w", 0o600);
  try {
    return spawn(program, args, {
      ...(home.user && { uid: home.user.uid, gid: home.user.gid }),
      cwd: dirname(home.cluster),
      detached: true,
      stdio: ["ignore", output, output],
      // Nothing of our environment, which holds secrets. (Windows adds by itself what its programs need.)
      env: { NODE_ENV: "production", LC_ALL: "C", ...(platform() !== "win32" && { PATH: "/usr/bin:/bin" }) },
    });
  } finally {
    closeSync(output);
  }
}

/** Resolves with the exit code. Without a listener for `error`, a refused start would end this whole process. */
async function ended(child: ChildProcess, program: string): Promise<number | null> {
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    return code;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "cannot_run",
      `The operating system does not let PostgreSQL start (${codeOf(cause) ?? "unknown reason"}): ${program}. Check that the file can be run and that the user it runs as may enter every folder on the way.`,
      { cause },
    );
  }
}

async function startFailed(home: Home, what: string): Promise<EmbeddedPostgresError> {
  const file = join(home.folder, "server.log");
  const lines = (await readFile(file, "utf8").catch(() => "")).trim().split("\n");
  const said = lines.filter((line) => /FATAL|PANIC|DETAIL|HINT|error|could not/i.test(line)).slice(-4);
  return new EmbeddedPostgresError(
    "start_failed",
    `${what}. It said (${file}): ${said.join(" | ") || "nothing"}`,
  );
}

async function removeAbandoned(parent: string, name: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    const pid = Number(new RegExp(`^${name}\\.new-(\\d+)`).exec(entry)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(parent, entry), { recursive: true, force: true });
  }
}

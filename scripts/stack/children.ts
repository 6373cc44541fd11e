import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { realClock } from "../../lib/clock";

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process has ended, however. */
  readonly ended: Promise<void>;
  /** Asks it to stop, waits, and ends it for good after ten seconds. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface ChildSpec {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logDir: string;
  /** Called with every stdout line until it says the child is ready. */
  readonly isReady: (line: string) => boolean;
  readonly timeoutMs: number;
}

const STOP_MS = 10_000;
const LAST_LINES = 12;

/** Starts a Node process, logs it to a file and waits until it says that it is ready. */
export async function startChild(spec: ChildSpec): Promise<Child> {
  mkdirSync(spec.logDir, { recursive: true });
  const file = join(spec.logDir, `${spec.name}.log`);
  const log = createWriteStream(file, { flags: "a" });
  const child: ChildProcess = spawn(process.execPath, [...spec.args], {
    cwd: spec.cwd,
    // No inherited configuration: a child sees exactly what the stack decided.
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: process.env.TZ,
      NEXT_TELEMETRY_DISABLED: "1",
      ...spec.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const tail: string[] = [];
  const keep = (line: string) => {
    log.write(`${line}\n`);
    tail.push(line);
    if (tail.length > LAST_LINES) tail.shift();
  };
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  if (child.stderr) createInterface({ input: child.stderr }).on("line", keep);
  const ready = new Promise<void>((resolve, reject) => {
    if (child.stdout)
      createInterface({ input: child.stdout }).on("line", (line) => {
        keep(line);
        if (spec.isReady(line)) resolve();
      });
    child.once("error", reject);
    void ended.then(() => reject(new Error(`${spec.name} ended before it was ready:\n${tail.join("\n")}`)));
    void realClock
      .sleep(spec.timeoutMs)
      .then(() => reject(new Error(`${spec.name} was not ready in time; see ${file}`)));
  });
  const handle: Child = {
    name: spec.name,
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const isOver = await Promise.race([ended.then(() => true), realClock.sleep(STOP_MS).then(() => false)]);
      if (!isOver) child.kill("SIGKILL");
      await ended;
    },
  };
  try {
    await ready;
  } catch (error) {
    await handle.stop();
    throw error;
  }
  return handle;
}

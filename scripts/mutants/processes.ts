import { type ChildProcess, spawn } from "node:child_process";
import { realClock } from "../../lib/clock";

export interface Ended {
  /** Null = it was ended because its time was over, or because the whole run stops. */
  readonly code: number | null;
  /** The last part of everything it printed. */
  readonly output: string;
}

const OUTPUT_MAX = 20_000;
const STOP_MS = 10_000;
const running = new Set<ChildProcess>();

/** Runs a Node script to its end, in a process group of its own, so that nothing it started outlives it. */
export async function runNode(options: {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}): Promise<Ended> {
  const child = spawn(process.execPath, [...options.args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  let output = "";
  const keep = (part: unknown) => {
    output = (output + String(part)).slice(-OUTPUT_MAX);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let isOver = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      keep(error.message);
      resolve(1);
    });
    child.once("close", (code) => resolve(code));
  });
  const timeUp = realClock.timeoutSignal(options.timeoutMs);
  timeUp.addEventListener("abort", () => {
    isOver = true;
    void endGroup(child);
  });
  const code = await ended;
  running.delete(child);
  // What it left behind in its group, such as a server it could not stop.
  signalGroup(child, "SIGKILL");
  return { code: isOver ? null : code, output };
}

/** Ends everything that still runs. */
export async function stopProcesses(): Promise<void> {
  await Promise.all([...running].map(endGroup));
}

async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, "SIGTERM");
  await Promise.race([new Promise((resolve) => child.once("close", resolve)), realClock.sleep(STOP_MS)]);
  signalGroup(child, "SIGKILL");
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is empty: all of it has ended.
  }
}

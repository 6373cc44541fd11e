import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { realClock } from "../../lib/clock";
import { type Counts, countTier } from "./counts";
import { reportFile, type Tier } from "./tiers";

export interface TierResult {
  readonly name: string;
  readonly counts: Counts;
  readonly seconds: number;
  /** Everything the command printed. */
  readonly output: string;
}

const running = new Set<ChildProcess>();

/** Asks every command that still runs to stop. */
export function stopTiers(): void {
  for (const child of running) child.kill("SIGTERM");
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

function lastJsonLine(output: string): string | null {
  return (
    output
      .split("\n")
      .map((line) => line.replace(COLOURS, "").trim())
      .filter((line) => line.startsWith("{") && line.endsWith("}"))
      .at(-1) ?? null
  );
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Runs one tier to its end, without stdin. Never rejects: a command that cannot start is a failure. */
export async function runTier(root: string, tier: Tier): Promise<TierResult> {
  const file = join(root, reportFile(tier.name));
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const began = realClock.monotonicMs();
  const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
    const child = spawn(process.execPath, [...tier.args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0", NEXT_TELEMETRY_DISABLED: "1", ...tier.env },
    });
    running.add(child);
    const parts: string[] = [];
    const keep = (part: unknown) => void parts.push(String(part));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => keep(error.message));
    child.once("close", (exit) => {
      running.delete(child);
      resolve({ code: exit ?? 1, output: parts.join("") });
    });
  });
  if (tier.report === "counts" || tier.report === "journey") {
    const line = lastJsonLine(output);
    if (line !== null) writeFileSync(file, `${line}\n`);
  }
  const report = tier.report === "none" ? null : readOrNull(file);
  return {
    name: tier.name,
    counts: countTier(tier.report, code, report),
    seconds: (realClock.monotonicMs() - began) / 1000,
    output,
  };
}

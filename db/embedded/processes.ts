import { readFileSync } from "node:fs";

/** True while `pid` runs. A zombie has ended, and a process of another user is alive although we may not touch it. */
export function isAlive(pid: number): boolean {
  return isListed(pid) && statOf(pid)?.state !== "Z";
}

/** True while the system has a process `pid`, be it one that has ended and that its parent has not collected yet. */
export function isListed(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== "EPERM") return false;
  }
  return true;
}

/**
 * A text naming one run of one process. Where the system tells (Linux) it holds the start time, so that a number
 * used again by another process is not taken for the first.
 */
export function identityOf(pid: number): string {
  return `${pid}:${statOf(pid)?.startedAt ?? ""}`;
}

/** True while the process that `identityOf` named still runs. */
export function isSameProcessAlive(identity: string): boolean {
  const pid = Number(identity.split(":")[0]);
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && identityOf(pid) === identity.trim();
}

/** The command line of a process with spaces between its parts, or undefined where the system does not tell. */
export function commandLineOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return undefined;
  }
}

/** The `code` of a system error such as ENOENT; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function statOf(pid: number): { state: string; startedAt: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", startedAt: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

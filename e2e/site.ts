import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { StackUrls } from "../scripts/stack/stack";

const REPORTS = join(dirname(dirname(fileURLToPath(import.meta.url))), ".reports");
export const SITE_FILE = join(REPORTS, "site.json");
export const STATE_FILE = join(REPORTS, "session.json");

/**
 * The browser tests stand where the operator's proxy would, so that a test may be any client it likes; together
 * they install far more often than people do.
 */
export const TEST_LIMITS = { TRUSTED_PROXY_HOPS: "1", PUBLIC_CALLS_PER_MINUTE: "300" };

/** What the global set-up left behind. */
export interface E2eSite {
  readonly urls: StackUrls;
  /** Where the stack keeps its secrets and logs. */
  readonly dataDir: string;
  /** Path of the installation's console. */
  readonly base: string;
  /** Path of its connection. */
  readonly connection: string;
  /** Nexudus ids of a member with a running booking and of its room. */
  readonly member: number;
  readonly room: number;
}

export const readSite = (): E2eSite => JSON.parse(readFileSync(SITE_FILE, "utf8")) as E2eSite;

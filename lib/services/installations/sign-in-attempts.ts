import { changeAttempts, clearAttempts } from "@/db/queries/sign-in";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";

const WINDOW_MS = 2 * 60_000;
/** The third failure within the window stops (design I3). */
const STOP_AT = 3;

export interface Attempts {
  readonly failures: number;
  /** The failure before the last one; the last one itself while there is only one. */
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
}

/**
 * The failures of one browser after one more at `at`.
 *
 *     the two before         this one
 *     both within 2 min      one more than there were
 *     the last within 2 min  2
 *     neither                1
 *
 * `at` is when the link was followed, so that a page shown again counts once.
 */
export function afterFailure(before: Attempts, at: Date): Attempts {
  if (at.getTime() <= before.lastFailedAt.getTime()) return before;
  const isRecent = (past: Date) => at.getTime() - past.getTime() <= WINDOW_MS;
  if (!isRecent(before.lastFailedAt)) return { failures: 1, firstFailedAt: at, lastFailedAt: at };
  const isRow = before.failures >= 2 && isRecent(before.firstFailedAt);
  return {
    failures: isRow ? before.failures + 1 : 2,
    firstFailedAt: before.lastFailedAt,
    lastFailedAt: at,
  };
}

export interface CheckedBrowser {
  readonly installationId: InstallationId;
  /** What a browser says of itself: tells two browsers of one account apart, never who sits there. */
  readonly browser: string;
}

const keyOf = (services: Services, { installationId, browser }: CheckedBrowser) => ({
  installationId,
  browserHash: services.hash.hash({ purpose: "browser", value: browser, scope: installationId }),
});

/**
 * The cookie did not come back right after a verified install. Says whether to stop here.
 *
 * Repeat: the same check counts once. Nothing but a check of a verified link may be counted here.
 */
export async function recordFailedCheck(
  services: Services,
  check: CheckedBrowser & {
    /** When the verified link was followed; real time. */
    readonly followedAt: Date;
  },
): Promise<{ readonly stopped: boolean }> {
  const at = check.followedAt;
  const { failures } = await changeAttempts(
    services.db,
    { ...keyOf(services, check), first: { failures: 1, firstFailedAt: at, lastFailedAt: at } },
    (row) => afterFailure(row, at),
  );
  return { stopped: failures >= STOP_AT };
}

/** The cookie came back: whatever failed before is over. Repeat: no change. */
export async function recordGoodCheck(services: Services, check: CheckedBrowser): Promise<void> {
  await clearAttempts(services.db, keyOf(services, check));
}

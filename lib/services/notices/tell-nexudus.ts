import { claimNotice, dueNotices, noticeTold } from "@/db/queries/notices";
import type { InstallationId } from "@/lib/access/types";
import { NexudusError } from "@/lib/nexudus/errors";
import type { Services } from "../context";
import { growingPauseMs } from "../growing-pause";
import { clientFor } from "../platform/client-for";
import { problemText } from "./problems";

/** Far below the calls of a minute, which reads and webhooks need more. */
const NOTICES_A_SWEEP = 5;
const PAUSE = { firstMs: 60_000, longestMs: 3_600_000 };

/**
 * Writes problems that have begun to Nexudus' own access log, one row each (design S7). Called by the sweep. What
 * fails is tried again after 1, 2, 4 ... 60 minutes; where the role is missing that is noted like any other, and an
 * installation that does not answer holds up no other.
 *
 * Repeat: a problem that was told is not told again. An answer lost on the way may leave a second row, since Nexudus
 * cannot be asked for one by what it says.
 */
export async function tellNexudus(services: Services): Promise<{ readonly told: number }> {
  const now = services.clock.now();
  const stopped = new Set<InstallationId>();
  let told = 0;
  for (const notice of await dueNotices(services.db, { now, limit: NOTICES_A_SWEEP })) {
    const { installationId, id, attempts } = notice;
    if (stopped.has(installationId)) continue;
    const waitMs = growingPauseMs(attempts, PAUSE);
    const nextTryAt = new Date(now.getTime() + waitMs);
    if (!(await claimNotice(services.db, { installationId, id, attempts, nextTryAt }))) continue;
    const found = await clientFor(services, installationId);
    const description = problemText(notice.problem);
    if (!found || description === null) continue;
    try {
      const noticeId = await found.client
        .withPriority("reconcile")
        .createAccessAudit({ coworkerId: notice.memberId, description, isProblem: true });
      await noticeTold(services.db, { installationId, id, noticeId });
      told += 1;
    } catch (error) {
      if (!(error instanceof NexudusError)) throw error;
      services.log.warn("notice not written", { installationId, error: error.kind });
      stopped.add(installationId);
    }
  }
  return { told };
}

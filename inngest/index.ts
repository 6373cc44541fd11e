import { applyPersonFunction } from "./functions/access/apply-person";
import { awaitEdge } from "./functions/access/await-edge";
import { invitePassFunction } from "./functions/access/invite-pass";
import { reconcileConnection } from "./functions/access/reconcile-connection";
import { refreshMember } from "./functions/access/refresh-member";
import { scheduleReconciles } from "./functions/access/schedule-reconciles";
import { sweepFunction } from "./functions/access/sweep";
import { disconnectConnectionFunction } from "./functions/connection/disconnect";
import { flushConnectionFunction } from "./functions/connection/flush";
import { verifyConnection } from "./functions/connection/verify";
import type { FunctionDeps } from "./functions/deps";
import { removeInstallation } from "./functions/installation/remove";
import { checkWebhooks } from "./functions/nexudus/check-webhooks";
import { pollInstallation } from "./functions/nexudus/poll-installation";
import { lookAtPresence } from "./functions/presence/look-at-connection";
import { readOpenings } from "./functions/presence/read-openings";
import { tidyFunction } from "./functions/upkeep/tidy";
import { applyVisitKey } from "./functions/visits/apply-key";
import { awaitVisitEdge } from "./functions/visits/await-edge";
import { readVisitorFunction } from "./functions/visits/read-visitor";

/** Every durable function, as served at /api/inngest. Function ids are contracts: runs sleep across deploys. */
export function createFunctions(deps: FunctionDeps, options: { readonly sweepEveryMinutes: number }) {
  return [
    refreshMember(deps),
    applyPersonFunction(deps),
    awaitEdge(deps),
    sweepFunction(deps, options.sweepEveryMinutes),
    scheduleReconciles(deps),
    reconcileConnection(deps),
    pollInstallation(deps),
    checkWebhooks(deps),
    verifyConnection(deps),
    disconnectConnectionFunction(deps),
    flushConnectionFunction(deps),
    removeInstallation(deps),
    readOpenings(deps),
    lookAtPresence(deps),
    tidyFunction(deps),
    invitePassFunction(deps),
    readVisitorFunction(deps),
    applyVisitKey(deps),
    awaitVisitEdge(deps),
  ];
}

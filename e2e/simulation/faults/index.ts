import type { Tick } from "../direct/elision";
import type { Stage } from "../direct/stage";
import type { FaultKind } from "../types";
import type { Injection, TakeBack } from "./injection";
import {
  cutPages,
  deleteBetweenPages,
  downNexudus,
  makeUnreadable,
  refuseNexudus,
  slowDownNexudus,
} from "./nexudus";
import { crash, loseRuns, suspend } from "./process";
import {
  conflict,
  cutVendorPages,
  downVendor,
  expireTokens,
  failVendor,
  loseAnswers,
  revokeTokens,
  takeDoorOffline,
  throttleVendor,
} from "./vendor";
import { delayWebhooks, doubleWebhooks, loseWebhooks, reorderWebhooks } from "./webhooks";
import { withdrawMuch } from "./withdrawal";

const INJECT: Readonly<Record<FaultKind, (into: Injection, stage: Stage) => TakeBack>> = {
  nexudus_down: downNexudus,
  nexudus_slow_down: slowDownNexudus,
  nexudus_partial_pages: cutPages,
  nexudus_row_deleted_between_pages: deleteBetweenPages,
  nexudus_unreadable_row: makeUnreadable,
  nexudus_refused: refuseNexudus,
  webhook_lost: loseWebhooks,
  webhook_late: delayWebhooks,
  webhook_duplicated: doubleWebhooks,
  webhook_reordered: reorderWebhooks,
  vendor_down: downVendor,
  vendor_throttled: throttleVendor,
  vendor_errors: failVendor,
  vendor_timeout_after_commit: loseAnswers,
  vendor_conflict: conflict,
  vendor_partial_pages: cutVendorPages,
  vendor_token_expired: expireTokens,
  vendor_token_lost: revokeTokens,
  runs_lost: (_into, stage) => loseRuns(stage),
  process_crashed: (into, stage) => crash(stage, into),
  process_suspended: (into, stage) => suspend(stage, into),
  mass_withdrawal: withdrawMuch,
  device_offline: takeDoorOffline,
};

/** Kinds that hit every space of the deployment. */
export const SHARED_FAULTS: ReadonlySet<FaultKind> = new Set([
  "runs_lost",
  "process_crashed",
  "process_suspended",
]);

/**
 * Which ticks a fault can meet while nothing is due: a sweep and a poll then ask no vendor anything. Where webhooks fail,
 * sweeps are what asks for polls, and are played.
 */
export const ticksMetBy = (kind: FaultKind): readonly Tick[] =>
  kind.startsWith("vendor_") || kind === "device_offline" ? ["check"] : ["sweep", "poll", "check"];

/** Begins a planned fault; gives what takes it back. */
export const inject = (into: Injection, stage: Stage): TakeBack => INJECT[into.fault.kind](into, stage);

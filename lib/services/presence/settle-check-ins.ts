import {
  attemptsSince,
  beginAttempt,
  type CheckInRow,
  dueCheckIns,
  postponeCheckIn,
  settleCheckIn,
} from "@/db/queries/check-ins";
import { type LocationRow, listLocations } from "@/db/queries/installations";
import { acquireLease, type Lease, leaseResource, releaseLease, renewLease } from "@/db/queries/leases";
import type { InstallationId } from "@/lib/access/types";
import { NexudusError } from "@/lib/nexudus/errors";
import type { NexudusClient } from "@/lib/nexudus/platform";
import { locationDayOf } from "@/lib/nexudus/time";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { growingPauseMs } from "../growing-pause";
import { clientFor } from "../platform/client-for";
import { tellStay } from "./tell-stay";

const MINUTE_MS = 60_000;
/**
 * Check-ins begun within a minute. UNVERIFIED: Nexudus publishes a limit of its own for them without its number
 * (developers.nexudus.com/reference/api-limitations).
 */
const A_MINUTE = 10;
/** Longer than the calls of one check-in with their waits for the budget. */
const LEASE_MS = 5 * MINUTE_MS;
const WAIT = { firstMs: MINUTE_MS, longestMs: 30 * MINUTE_MS };

export interface Settled {
  readonly settled: number;
  /** Due, but not yet its turn. */
  readonly waiting: number;
}

/** Attempts are 1, 2, 4 ... 30 minutes apart: what is late by a day is never made up for anyway. */
const nextTry = (attempts: number, now: Date) => new Date(now.getTime() + growingPauseMs(attempts, WAIT));

/**
 * Tells Nexudus what is due of one installation, oldest first, one after the other: whoever else does so meanwhile is
 * left alone. Repeat: looks before it writes, so nothing is told twice.
 */
export async function settleCheckIns(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<Settled> {
  const now = services.clock.now();
  const begun = await attemptsSince(services.db, { ...input, since: new Date(now.getTime() - MINUTE_MS) });
  const due = await dueCheckIns(services.db, { ...input, now, limit: A_MINUTE + 1 });
  if (due.length === 0) return { settled: 0, waiting: 0 };
  const taken = await acquireLease(services.db, {
    installationId: input.installationId,
    resource: leaseResource.checkIns(input.installationId),
    owner: randomId(),
    ttlMs: LEASE_MS,
    now,
  });
  if (!taken) return { settled: 0, waiting: due.length };
  let lease: Lease = taken;
  let settled = 0;
  const mayWrite = async () => {
    const renewed = await renewLease(services.db, lease, { ttlMs: LEASE_MS, now: services.clock.now() });
    lease = renewed ?? lease;
    return renewed !== null;
  };
  try {
    const found = await clientFor(services, input.installationId);
    if (!found) return { settled, waiting: due.length };
    const client = found.client.withPriority("poll");
    const locations = new Map((await listLocations(services.db, input)).map((row) => [row.id, row]));
    for (const row of due.slice(0, Math.max(0, A_MINUTE - begun))) {
      if (!(await mayWrite())) break;
      const location = locations.get(row.locationId);
      const end = await settleOne(services, { client, row, location, mayWrite });
      if (end === "stop") break;
      if (end === "settled") settled += 1;
    }
  } finally {
    await releaseLease(services.db, lease);
  }
  return { settled, waiting: due.length - settled };
}

/** `stop` = Nexudus does not answer, or asks to wait: the others need not be tried either. */
async function settleOne(
  services: Services,
  input: {
    readonly client: NexudusClient;
    readonly row: CheckInRow;
    readonly location: LocationRow | undefined;
    readonly mayWrite: () => Promise<boolean>;
  },
): Promise<"settled" | "later" | "stop"> {
  const { client, row, location, mayWrite } = input;
  const now = services.clock.now();
  const key = { installationId: row.installationId, id: row.id };
  const today = location && locationDayOf(now, location.zone, location.dayChangeMinutes);
  const isOver = today?.date !== row.day;
  if (!location || (isOver && row.attempts === 0)) {
    await settleCheckIn(services.db, { ...key, now }, { state: "given_up", problem: "day_over" });
    return "settled";
  }
  const nextTryAt = nextTry(row.attempts, now);
  if (!(await beginAttempt(services.db, { ...key, attempts: row.attempts, now, nextTryAt }))) return "later";
  const begun = { ...row, attemptedAt: row.attemptedAt ?? now };
  try {
    const { from } = locationDayOf(row.at, location.zone, location.dayChangeMinutes);
    const told = await tellStay(client, begun, { from, isOver, mayWrite });
    if (told === "not_mine") return "stop";
    const end = told === "too_late" ? { state: "given_up" as const, problem: "day_over" } : told;
    await settleCheckIn(services.db, { ...key, now: services.clock.now() }, end);
    return "settled";
  } catch (error) {
    if (!(error instanceof NexudusError)) throw error;
    services.log.warn("check-in not told", { installationId: row.installationId, error: error.kind });
    const waitMs = error.details.retryAfterMs ?? 0;
    const at = new Date(Math.max(nextTryAt.getTime(), services.clock.now().getTime() + waitMs));
    await postponeCheckIn(services.db, { ...key, nextTryAt: at, problem: error.kind });
    const isForAll = ["throttled", "unavailable", "unauthorized", "redirected", "firewall"].includes(
      error.kind,
    );
    return isForAll ? "stop" : "later";
  }
}

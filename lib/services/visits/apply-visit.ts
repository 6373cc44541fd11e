import { getConnection, noteReach } from "@/db/queries/connections";
import { FenceLostError } from "@/db/queries/fence";
import { acquireLease, type Lease, leaseResource, releaseLease } from "@/db/queries/leases";
import { getVisitKey, setNextLook, updateVisitKey, type VisitKeyRow } from "@/db/queries/visit-keys";
import { planVisit, type VisitMode, type VisitWindow } from "@/lib/access";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import { hold, LEASE_MS } from "../access/hold";
import { isKept } from "../connections/kept";
import { parkConnection } from "../connections/park";
import type { Services } from "../context";
import { growingPauseMs } from "../growing-pause";
import { type KeyRun, makeLink, removeLink } from "./key-run";
import { mailLink } from "./mail-link";
import { armVisits } from "./sweep-visits";

export interface VisitInput {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
  readonly keyId: string;
}

export type VisitResult =
  /** The visit is at the vendor as it should be now. */
  | { readonly status: "applied" }
  | { readonly status: "skipped" }
  /** Refused for good: noted on the visit. */
  | { readonly status: "refused" }
  | { readonly status: "retry"; readonly afterMs: number; readonly why: "busy" | "vendor" }
  | { readonly status: "parked" };

const DAY_MS = 86_400_000;
const BUSY_MS = 1_000;
const STEPS_MAX = 4;
const PAUSE = { firstMs: 2_000, longestMs: 60_000 };
/** What was refused for good is tried once an hour: somebody may have mended it at the vendor. */
const REFUSED_AGAIN_MS = 60 * 60_000;
/** A link that the vendor refuses to take away is asked for sooner: its own end stands there meanwhile. */
const LEFT_AGAIN_MS = 10 * 60_000;

/**
 * Makes one visit's link at the vendor as it should be now: lease, plan from what is written down, act, mail, write
 * down when to look again. No Nexudus call. Repeat and concurrency: a second caller is told to come back; running
 * again after success calls nobody.
 */
export async function applyVisit(services: Services, input: VisitInput): Promise<VisitResult> {
  const { installationId, keyId } = input;
  const known = await getVisitKey(services.db, { installationId, id: keyId });
  if (known?.connectionId !== input.connectionId) return { status: "skipped" };
  const lease = await acquireLease(services.db, {
    installationId,
    resource: leaseResource.visit(keyId),
    owner: randomId(),
    ttlMs: LEASE_MS,
    now: services.clock.now(),
  });
  if (!lease) return { status: "retry", afterMs: BUSY_MS, why: "busy" };
  try {
    const result = await work(services, input, lease);
    if (result.status === "applied" || result.status === "refused")
      await armVisits(services, { ids: [keyId] });
    return result;
  } catch (error) {
    if (error instanceof FenceLostError) return { status: "retry", afterMs: BUSY_MS, why: "busy" };
    throw error;
  } finally {
    await releaseLease(services.db, lease);
  }
}

async function work(services: Services, input: VisitInput, lease: Lease): Promise<VisitResult> {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const row = await getVisitKey(services.db, { installationId: input.installationId, id: input.keyId });
    const connection = await getConnection(services.db, input);
    const definition = connection && services.definition(connection.vendor);
    if (!connection || !definition || row?.connectionId !== connection.id) return { status: "skipped" };
    if (!isKept(connection)) return { status: "skipped" };
    const run: KeyRun = {
      services,
      connection,
      connector: services.connector(connection),
      row,
      lease,
      hold: () => hold(services, lease, connection),
    };
    try {
      const mode = connection.state === "paused" ? "paused" : "kept";
      const isDone = await takeStep(run, mode, definition.pushAheadDays * DAY_MS);
      if (isDone) return { status: "applied" };
      if (connection.lastErrorKind !== null) await reach(run, true);
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      const answer = await onError(run, error);
      if (answer !== "again") return answer;
    }
  }
  return { status: "retry", afterMs: BUSY_MS, why: "vendor" };
}

/** One step of the plan. True = nothing more is to be done now. */
async function takeStep(run: KeyRun, mode: VisitMode, pushAheadMs: number): Promise<boolean> {
  const { services, row } = run;
  const wanted = wantedOf(row);
  const plan = planVisit({
    now: services.clock.now(),
    wanted,
    link: linkOf(row),
    mode,
    isAskedBack: row.askedBackAt !== null,
    pushAheadMs,
  });
  switch (plan.do) {
    case "make":
      await makeLink(run, plan.window);
      return false;
    case "remove":
      await removeLink(run, plan.because);
      return false;
    case "wait": {
      const mailAt =
        mode === "kept" && wanted && row.state === "present" ? await mailLink(run, wanted) : null;
      const nextAt = mailAt !== null && (plan.until === null || mailAt < plan.until) ? mailAt : plan.until;
      await setNextLook(services.db, { ...idOf(run), plannedFor: row, nextAt });
      return true;
    }
    default: {
      const never: never = plan;
      return never;
    }
  }
}

const idOf = ({ connection, row }: KeyRun) => ({ installationId: connection.installationId, id: row.id });

const wantedOf = (row: VisitKeyRow): VisitWindow | null =>
  row.wantedFrom === null || row.wantedUntil === null
    ? null
    : { from: row.wantedFrom, until: row.wantedUntil };

function linkOf(row: VisitKeyRow): { state: "intended" | "present"; window: VisitWindow } | null {
  if (row.state !== "intended" && row.state !== "present") return null;
  if (row.givenFrom === null || row.givenUntil === null) return null;
  return { state: row.state, window: { from: row.givenFrom, until: row.givenUntil } };
}

const reach = ({ services, connection }: KeyRun, answers: boolean) =>
  noteReach(services.db, {
    installationId: connection.installationId,
    connectionId: connection.id,
    answers,
    now: services.clock.now(),
  });

async function onError(run: KeyRun, error: VendorError): Promise<VisitResult | "again"> {
  const { services, connection, row } = run;
  const now = services.clock.now();
  if (error.kind === "unavailable") await reach(run, false);
  const disposition = dispositionOf(error);
  if (disposition.do === "replan" && row.failures === 0) {
    await updateVisitKey(services.db, idOf(run), { failures: 1, errorKind: error.kind });
    return "again";
  }
  const failures = row.failures + 1;
  if (disposition.do === "park") {
    await updateVisitKey(services.db, idOf(run), { failures, errorKind: error.kind, updatedAt: now });
    await parkConnection(services, connection, error);
    return { status: "parked" };
  }
  const isForGood = disposition.do === "record";
  const mayBeThere = linkOf(row) !== null;
  const afterMs = disposition.do === "retry_at" ? disposition.afterMs : growingPauseMs(row.failures, PAUSE);
  const waitMs = isForGood ? (mayBeThere ? LEFT_AGAIN_MS : REFUSED_AGAIN_MS) : afterMs;
  await updateVisitKey(services.db, idOf(run), { failures, errorKind: error.kind, updatedAt: now });
  await setNextLook(services.db, {
    ...idOf(run),
    plannedFor: row,
    nextAt: new Date(now.getTime() + waitMs),
  });
  return isForGood ? { status: "refused" } : { status: "retry", afterMs, why: "vendor" };
}

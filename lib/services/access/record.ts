import type { Db } from "@/db/client";
import { FenceLostError, underFence } from "@/db/queries/fence";
import { wantFlush } from "@/db/queries/flushes";
import { finishOperation, insertOperation, supersedeOthers } from "@/db/queries/operations";
import { VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import { flushEvent } from "../connections/flush";
import type { PersonRun } from "./person-run";
import { backOffMs, retryAt } from "./retry";

/** How long an operation without an outcome is left alone before it counts as forgotten. */
const FORGOTTEN_AFTER_MS = 2 * 60_000;

type Row = Parameters<typeof insertOperation>[1];

/** One write at a vendor: what it is, the call, and what our books say before and after it. */
interface Recorded<Outcome> {
  readonly row: Pick<Row, "verb"> &
    Partial<Pick<Row, "groupId" | "vendorGrantRow" | "fromAt" | "untilAt" | "basis">>;
  readonly intend?: (tx: Db, now: Date) => Promise<unknown>;
  readonly call: () => Promise<Outcome>;
  readonly settle?: (tx: Db, outcome: Outcome, at: Date) => Promise<unknown>;
  /** The call was made, and its outcome refused because somebody else has taken over. */
  readonly lost?: (at: Date) => Promise<unknown>;
}

/**
 * The ledger protocol around one vendor call: hold the lease, write what is intended, call, write the outcome.
 * If the process stops anywhere between, the intended row is found by the sweep and the next plan looks at the
 * vendor first. What was waiting to be tried again goes on doing so until this pass has an outcome of its own.
 *
 * Errors: the vendor's own, after they were recorded with the time of the next try; `FenceLostError` when somebody
 * else has taken over: nothing is written, and they find the intended row and what the vendor made of it.
 */
export async function record<Outcome>(run: PersonRun, step: Recorded<Outcome>): Promise<Outcome> {
  const { services, connection, person, lease } = run;
  await run.hold();
  const now = services.clock.now();
  const id = randomId();
  const { installationId } = connection;
  const isFlushed = run.connector.flush !== undefined;
  const flush = { installationId, connectionId: connection.id };
  await underFence(services.db, lease, async (tx) => {
    await step.intend?.(tx, now);
    if (isFlushed) await wantFlush(tx, { ...flush, now });
    await insertOperation(tx, {
      ...step.row,
      id,
      installationId: connection.installationId,
      connectionId: connection.id,
      personId: person.id,
      cause: run.cause,
      state: "intended",
      attempts: 1,
      nextTryAt: new Date(now.getTime() + FORGOTTEN_AFTER_MS),
      fence: lease.fence,
      createdAt: now,
    });
  });
  const key = { installationId: connection.installationId, id };
  let outcome: Outcome;
  try {
    outcome = await step.call();
  } catch (error) {
    await noteFailure(run, key, error);
    throw error;
  }
  const at = services.clock.now();
  try {
    await underFence(services.db, lease, async (tx) => {
      await step.settle?.(tx, outcome, at);
      await finishOperation(tx, key, { state: "done", finishedAt: at, nextTryAt: null });
      if (isFlushed) await wantFlush(tx, { ...flush, now: at });
    });
  } catch (error) {
    if (error instanceof FenceLostError) await step.lost?.(at);
    throw error;
  }
  if (isFlushed) await services.emit([flushEvent(flush, at)]);
  return outcome;
}

async function noteFailure(
  run: PersonRun,
  key: Parameters<typeof finishOperation>[1],
  error: unknown,
): Promise<void> {
  const { services, person, lease } = run;
  const now = services.clock.now();
  const nextTryAt =
    error instanceof VendorError
      ? retryAt(error, await backOffMs(run), now)
      : new Date(now.getTime() + FORGOTTEN_AFTER_MS);
  run.failed.add(key.id);
  await underFence(services.db, lease, async (tx) => {
    await finishOperation(tx, key, {
      state: "failed",
      finishedAt: now,
      errorKind: error instanceof VendorError ? error.kind : "internal",
      errorText: error instanceof VendorError ? error.message : null,
      nextTryAt,
    });
    // Its own next try stands for what was waiting before, unless it has none.
    if (nextTryAt !== null)
      await supersedeOthers(tx, { ...key, personId: person.id, except: run.failed, now });
  });
}

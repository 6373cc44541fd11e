import { getConnection } from "@/db/queries/connections";
import { delayFlush, listDueFlushes, noteFlushed, wantedFlush } from "@/db/queries/flushes";
import { isMoving } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import type { OutgoingEvent, Services } from "../context";
import { parkConnection } from "./park";

interface Key {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
}

export type Flushed =
  /** Nothing written since the last one, or the connection is over. */
  | { readonly status: "clean" | "flushed" | "parked" }
  | { readonly status: "waiting"; readonly afterMs: number };

/** Writes of so long are gathered into one call. */
export const GATHER_MS = 5_000;
/** How long a run waits before it flushes: a timer may ring early, and a write of those last moments asks for no other run. */
export const GATHERED_AFTER_MS = GATHER_MS + 1_000;
/** A flag older than this had a run that was lost. */
const FORGOTTEN_AFTER_MS = 60_000;
const AGAIN_AFTER_MS = 30_000;
/** A move of a grant that was begun longer ago is one of a run that was lost. */
const MOVING_MAX_MS = 30_000;
const MOVED_AFTER_MS = 2_000;

/**
 * Asks for a flush some seconds from now. Events of the same few seconds share an id, and the run waits until those
 * seconds are over, so that it comes after every write that asked.
 */
export const flushEvent = (key: Key, now: Date): OutgoingEvent => ({
  name: "connection/flush.requested",
  data: { installationId: key.installationId, connectionId: key.connectionId, reason: "written" },
  id: `flush:${key.connectionId}:${Math.floor(now.getTime() / GATHER_MS)}`,
});

/**
 * Tells the vendor to let what was written reach its doors (design S6). The flag falls only after a call that succeeded
 * and was begun after the last write; whatever happens in between, the sweep finds it raised. `waitsForMoves` = not while
 * a grant is being moved to other times: in the midst of that the vendor may show the old one gone and the new one
 * not yet there, and its doors would keep that until the next flush.
 */
export async function flushConnection(
  services: Services,
  key: Key,
  { waitsForMoves = false }: { readonly waitsForMoves?: boolean } = {},
): Promise<Flushed> {
  const [connection, wanted] = await Promise.all([
    getConnection(services.db, key),
    wantedFlush(services.db, key),
  ]);
  if (!connection || !wanted || connection.state === "disconnected") return { status: "clean" };
  if (connection.state === "needs_attention") return { status: "parked" };
  const { flush } = services.connector(connection);
  if (!flush) return { status: "clean" };
  const begunAt = services.clock.now();
  const since = new Date(begunAt.getTime() - MOVING_MAX_MS);
  if (waitsForMoves && (await isMoving(services.db, { ...key, since })))
    return { status: "waiting", afterMs: MOVED_AFTER_MS };
  const later = async (afterMs: number): Promise<Flushed> => {
    const until = new Date(services.clock.now().getTime() + afterMs);
    await delayFlush(services.db, { ...key, until });
    return { status: "waiting", afterMs };
  };
  try {
    const outcome = await flush();
    if (outcome.status === "deferred") return later(outcome.retryAfterMs);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const disposition = dispositionOf(error);
    if (disposition.do === "park") {
      await parkConnection(services, connection, error);
      return { status: "parked" };
    }
    return later(disposition.do === "retry_at" ? disposition.afterMs : AGAIN_AFTER_MS);
  }
  await noteFlushed(services.db, { ...key, begunAt });
  // What was written meanwhile may have asked by the event that began this very run: nobody else would come for it.
  if (await wantedFlush(services.db, key)) return { status: "waiting", afterMs: GATHER_MS };
  return { status: "flushed" };
}

/** Flags that nobody is at work on: a run was lost, or the vendor did not answer. */
export async function dueFlushes(services: Services): Promise<OutgoingEvent[]> {
  const now = services.clock.now();
  const before = new Date(now.getTime() - FORGOTTEN_AFTER_MS);
  const due = await listDueFlushes(services.db, { now, before });
  return due.map((key) => flushEvent(key, now));
}

import { isUnavailable } from "@/db/errors";
import { countCall } from "@/db/queries/rate-counters";
import { ServiceError, type Services } from "../context";
import { type LimitedCall, WINDOW_MS } from "./limits";

export type Turn =
  | { readonly allowed: true }
  /** Whole seconds until the window ends; at least one. */
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/**
 * Counts one call of a public address and says whether it may go on. Counts by REAL time. Only a keyed hash of
 * the address is stored, for a day.
 *
 * While the database does not answer, everybody may: the limit is no lock. What it stands before is verified by
 * itself, and needs the database to change anything.
 */
export async function takeTurn(
  services: Services,
  input: { readonly call: LimitedCall; readonly address: string },
): Promise<Turn> {
  const now = services.realClock.now();
  try {
    const { count, windowStart } = await countCall(services.db, {
      bucket: input.call,
      addressHash: services.hash.hash({ purpose: "client-address", value: input.address }),
      now,
      windowMs: WINDOW_MS,
    });
    if (count <= services.config.publicCallsPerMinute) return { allowed: true };
    const leftMs = windowStart.getTime() + WINDOW_MS - now.getTime();
    return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)) };
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    services.log.warn("call not counted", { reason: "database unavailable", action: input.call });
    return { allowed: true };
  }
}

/** As `takeTurn`, for actions: refuses with words for the person. Errors: `ServiceError` "limit_exceeded". */
export async function requireTurn(
  services: Services,
  input: { readonly call: LimitedCall; readonly address: string },
): Promise<void> {
  const turn = await takeTurn(services, input);
  if (turn.allowed) return;
  throw new ServiceError(
    "limit_exceeded",
    `This was tried too often from your network. Try again in ${turn.retryAfterSeconds} seconds.`,
  );
}

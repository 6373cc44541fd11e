import { failuresInARow } from "@/db/queries/operations";
import { dispositionOf, type VendorError } from "@/lib/connectors/errors";
import { growingPauseMs } from "../growing-pause";
import type { PersonRun } from "./person-run";

const FIRST_MS = 2_000;
/** While a window edge is unmet nobody waits longer than this (design S7). */
const LONGEST_MS = 60_000;

/** 2, 4, 8 ... 60 s by how often this person's writes have failed in a row. */
export async function backOffMs(run: Pick<PersonRun, "services" | "person">): Promise<number> {
  const failures = await failuresInARow(run.services.db, {
    installationId: run.person.installationId,
    personId: run.person.id,
  });
  return growingPauseMs(failures, { firstMs: FIRST_MS, longestMs: LONGEST_MS });
}

/** When to try again; null = not by itself (a person or a new plan must come first). */
export function retryAt(error: VendorError, backOff: number, now: Date): Date | null {
  const disposition = dispositionOf(error);
  switch (disposition.do) {
    case "retry_at":
      return new Date(now.getTime() + Math.min(disposition.afterMs, 10 * LONGEST_MS));
    case "retry":
    case "replan":
      return new Date(now.getTime() + backOff);
    case "park":
    case "record":
      return null;
    default: {
      const never: never = disposition;
      return never;
    }
  }
}

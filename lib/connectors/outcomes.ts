import type { OperationOutcome } from "./contract";
import { VendorError } from "./errors";

export const changed = (isChanged: boolean): OperationOutcome => ({
  status: isChanged ? "applied" : "already_satisfied",
});

/** A refusal of what was sent is about this input: the status of a clash is not documented. */
export async function withField<T>(field: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof VendorError && (error.kind === "invalid_request" || error.kind === "conflict"))
      throw new VendorError("invalid_request", error.message, { ...error.details, field });
    throw error;
  }
}

/** Runs a call and gives null instead of failures of these kinds. */
export async function orNull<T>(
  call: () => Promise<T>,
  ...kinds: readonly VendorError["kind"][]
): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof VendorError && kinds.includes(error.kind)) return null;
    throw error;
  }
}

import { NexudusError } from "@/lib/nexudus/errors";

/** Null where a role is missing: what rests on that record stays as known, and the rest of the read goes on. */
export async function unlessRefused<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NexudusError && error.kind === "unauthorized") return null;
    throw error;
  }
}

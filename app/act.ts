import { notFound, unstable_rethrow } from "next/navigation";
import { ZodError } from "zod";
import { randomId } from "@/lib/security/tokens";
import { ServiceError } from "@/lib/services/context";
import type { ActionState } from "@/lib/services/views";
import { runtime } from "./runtime";

/** Typed text that is given back after an error. Never used for secrets. */
export function keptValues(form: FormData, names: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of names) {
    const all = form.getAll(name).filter((value) => typeof value === "string");
    if (all.length > 0) values[name] = all.join(",");
  }
  return values;
}

export const done = (message: string | null, more: Partial<ActionState> = {}): ActionState => ({
  status: "ok",
  message,
  fieldErrors: {},
  values: {},
  ...more,
});

const failed = (
  message: string,
  values: Readonly<Record<string, string>>,
  fieldErrors: Readonly<Record<string, string>> = {},
): ActionState => ({ status: "error", message, fieldErrors, values });

/** Says what an error is to a person. An unknown one is logged under a reference and shown as that alone. */
export function explain(error: unknown, where: string): { message: string; field?: string } {
  if (error instanceof ServiceError)
    return error.field === undefined
      ? { message: error.message }
      : { message: error.message, field: error.field };
  if (error instanceof ZodError) return { message: "Something in this form is not valid. Reload the page." };
  const reference = randomId().slice(0, 8);
  const name = error instanceof Error ? error.name : "unknown";
  runtime().log.error("action failed", { action: where, code: reference, error: name });
  return { message: `That did not work. If it stays, tell support this reference: ${reference}` };
}

/**
 * Runs one action: what it returns is shown, what it throws becomes words beside the form, with what was typed
 * kept. Redirects pass through. `stale` is called where the answer was about something that is not so any more
 * (`conflict`): the page is to show what is, beside the words.
 */
export async function act(
  where: string,
  values: Readonly<Record<string, string>>,
  run: () => Promise<ActionState>,
  stale?: () => void,
): Promise<ActionState> {
  try {
    return await run();
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof ServiceError && error.kind === "conflict") stale?.();
    const { message, field } = explain(error, where);
    if (field === undefined) return failed(message, values);
    return failed("Correct what is marked.", values, { [field]: message });
  }
}

/** What a page reads; an id that does not exist, or belongs to somebody else, is not found. */
export async function orNotFound<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ServiceError && error.kind === "not_found") notFound();
    throw error;
  }
}

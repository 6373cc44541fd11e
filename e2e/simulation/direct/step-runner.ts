import { NonRetriableError, RetryAfterError } from "inngest";
import type { AppAnswer } from "@/inngest/embedded/app-client";
import { translate } from "@/inngest/middleware/outside-errors";

/** What is remembered of a run's steps, as the engine sends it: by the step's id. */
export type StepMemory = Readonly<
  Record<string, { readonly data?: unknown; readonly error?: unknown } | null>
>;

/** What the functions use of `step`. */
interface StepTools {
  run(id: string, work: () => unknown): Promise<unknown>;
  sleep(id: string, duration: string | number): Promise<void>;
  sleepUntil(id: string, at: Date): Promise<void>;
  sendEvent(id: string, event: unknown): Promise<unknown>;
}

export type Handler = (context: { readonly event: unknown; readonly step: StepTools }) => Promise<unknown>;

const never = <T>() => new Promise<T>(() => undefined);

function failed(error: unknown): { name: string; message: string; stack: string } {
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: "" }
    : { name: "Error", message: "unknown", stack: "" };
}

const refusalOf = (error: unknown) => ({
  noRetry: error instanceof NonRetriableError,
  retryAfter: error instanceof RetryAfterError ? error.retryAfter : null,
});

/**
 * Calls a function's body once, from its start, as the SDK does for each call of the engine: steps that are known
 * give what is remembered, the first unknown one is carried out (or begins to sleep), and the body is left there.
 * Two unknown steps at once are refused: no function of Lintel's runs steps side by side.
 */
export function callFunction(
  handler: Handler,
  input: {
    readonly event: unknown;
    readonly memory: StepMemory;
    readonly send: (event: unknown) => Promise<void>;
  },
): Promise<AppAnswer> {
  return new Promise((answer) => {
    let isStepMet = false;
    const known = (id: string) => {
      const found = input.memory[id];
      if (found === undefined) {
        if (isStepMet) throw new Error(`two steps at once, the second is ${id}`);
        isStepMet = true;
        return null;
      }
      if (found?.error !== undefined && found.error !== null)
        throw new NonRetriableError(String((found.error as { readonly message?: unknown }).message));
      return { data: found?.data };
    };
    const ops = (op: object, how = { noRetry: false, retryAfter: null as string | null }) =>
      answer({ kind: "ops", ops: [op], ...how });
    async function carryOut(id: string, work: () => unknown): Promise<unknown> {
      const before = known(id);
      if (before) return before.data;
      try {
        const data: unknown = (await work()) ?? null;
        // As over the wire: what is no JSON does not come back.
        ops({ op: "StepRun", id, name: id, data: JSON.parse(JSON.stringify(data)) });
      } catch (thrown) {
        const error = translate(thrown);
        ops({ op: "StepError", id, name: id, error: failed(error) }, refusalOf(error));
      }
      return never();
    }
    const rest = (id: string, name: string): Promise<void> => {
      if (known(id)) return Promise.resolve();
      ops({ op: "Sleep", id, name });
      return never();
    };
    const step: StepTools = {
      run: carryOut,
      // As the SDK sends it: whole seconds.
      sleep: (id, duration) =>
        rest(id, typeof duration === "number" ? `${Math.floor(duration / 1_000)}s` : duration),
      sleepUntil: (id, at) => rest(id, at.toISOString()),
      sendEvent: (id, event) => carryOut(id, () => input.send(event)),
    };
    handler({ event: input.event, step }).then(
      (data) => answer({ kind: "returned", data: data ?? null }),
      (error: unknown) => answer({ kind: "refused", status: 400, error: failed(error), ...refusalOf(error) }),
    );
  });
}

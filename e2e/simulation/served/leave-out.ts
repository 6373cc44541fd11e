import type { AppAnswer, AppCall } from "@/inngest/embedded/app-client";
import type { AppConnection } from "@/inngest/embedded/contract";
import { pollsAsked } from "../direct/elision";
import type { EngineDeps } from "../direct/engine";

type Seen = Parameters<EngineDeps["elision"]["runBegan"]>[0];

/**
 * The app as the engine sees it, without the ticks of crons that would do nothing (`Elision`): those are answered here,
 * as functions that returned, and go over no wire. What is called is told to the elision, as in the direct tier.
 */
export function leavingOutIdle(
  inner: AppConnection,
  { time, elision, process }: Pick<EngineDeps, "time" | "elision" | "process">,
): AppConnection {
  const runs = new Map<string, Seen>();

  /** True = done in its place. */
  async function isDoneInstead({ fnId }: AppCall): Promise<boolean> {
    const alive = process();
    const instead = alive && (await time.track(elision.insteadOf({ id: fnId })));
    if (!instead) return false;
    if (instead.polls.length > 0) await alive.emit(pollsAsked(instead.polls));
    return true;
  }

  function note({ runId }: AppCall, answer: AppAnswer): void {
    const run = runs.get(runId);
    const end = endOf(answer);
    if (!run || !end) return;
    runs.delete(runId);
    elision.runEnded(run, end.result);
  }

  return {
    async call(of) {
      if (!runs.has(of.runId)) {
        // Of a run that goes on after it was over nothing is asked: its first call is the first seen.
        if (await isDoneInstead(of)) return { kind: "returned", data: null };
        const { event } = JSON.parse(of.body) as Pick<Seen, "event">;
        const run = { fn: { id: of.fnId }, event };
        runs.set(of.runId, run);
        elision.runBegan(run);
      }
      await time.track(elision.flush());
      elision.callBegan(of.fnId);
      try {
        const answer = await inner.call(of);
        note(of, answer);
        return answer;
      } finally {
        elision.callEnded(of.fnId);
      }
    },
    sync: () => inner.sync(),
  };
}

/** What a run came to; null = it goes on. */
function endOf(answer: AppAnswer): { readonly result: unknown } | null {
  if (answer.kind === "returned") return { result: answer.data };
  if (answer.kind === "refused") return answer.noRetry ? { result: null } : null;
  if (answer.kind !== "ops") return null;
  const ops = answer.ops as readonly { readonly op?: unknown; readonly data?: unknown }[];
  const last = ops.find(({ op }) => op === "RunComplete");
  return last ? { result: last.data } : null;
}

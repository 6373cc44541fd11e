import { z } from "zod";
import type { InstallationId } from "@/lib/access/types";
import type { RunRowView, RunsView } from "../activity-views";
import type { Services } from "../context";
import { loadFrame } from "./frame";

const RUNS_MAX = 100;
const BODY_CHARS_MAX = 1_000_000;

/** Ids and states only: the engine shows no event data. */
const answer = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      function: z.string(),
      status: z.string(),
      startedAt: z.string(),
      endedAt: z.string().nullable(),
      attempts: z.number().catch(0),
      waitingUntil: z.string().nullable().catch(null),
    }),
  ),
});

const LABELS: Readonly<Record<string, string>> = {
  "access-refresh-member": "Look at one member",
  "access-apply-person": "Bring one person in step",
  "access-await-edge": "Open or close on time",
  "access-sweep": "Watch over timers and retries",
  "access-schedule-reconciles": "Plan full checks",
  "access-reconcile-connection": "Full check",
  "nexudus-poll-installation": "Read changes from Nexudus",
  "nexudus-check-webhooks": "Check Nexudus webhooks",
  "connection-verify": "Test the vendor's sign-in",
  "connection-disconnect": "Take back what was given",
  "installation-remove": "Remove Lintel",
};

function labelOf(id: string): string {
  const known = Object.keys(LABELS).find((key) => id === key || id.endsWith(`-${key}`));
  return (known && LABELS[known]) ?? id.replaceAll("-", " ");
}

export function runRow(run: z.infer<typeof answer>["runs"][number]): RunRowView {
  const states: Readonly<Record<string, RunRowView["state"]>> = {
    running: "running",
    scheduled: "waiting",
    completed: "completed",
    failed: "failed",
    cancelled: "cancelled",
  };
  const state = states[run.status.toLowerCase()] ?? "running";
  return {
    id: run.id,
    label: labelOf(run.function),
    about: null,
    state: state === "running" && run.waitingUntil !== null ? "waiting" : state,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    attempts: Math.max(1, run.attempts),
    href: null,
  };
}

/**
 * Recent runs. Only the engine of this machine (simulator mode, one customer) is asked: elsewhere runs of all
 * customers stand side by side, so its dashboard is for the operator. Never fails for an engine that is down.
 */
export async function readRuns(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly locationId: string | null;
    /** Of the engine of this machine; null = runs execute elsewhere. */
    readonly engineUrl: string | null;
  },
): Promise<RunsView> {
  const frame = await loadFrame(services, input);
  const common = { now: frame.now, zone: frame.zone };
  if (input.engineUrl === null || services.config.simulator === null)
    return {
      ...common,
      rows: [],
      dashboardHref: null,
      engineNote: "Runs execute at Inngest; the operator of this Lintel sees them in its dashboard.",
    };
  try {
    const url = new URL(`/runs?limit=${RUNS_MAX}`, input.engineUrl);
    const response = await services.fetch(url.href, { headers: { accept: "application/json" } });
    const text = await response.text();
    if (!response.ok || text.length > BODY_CHARS_MAX) throw new Error("the engine did not list its runs");
    return {
      ...common,
      rows: answer.parse(JSON.parse(text)).runs.map(runRow),
      dashboardHref: input.engineUrl,
      engineNote: "They run on the engine of this machine, which forgets finished ones when it restarts.",
    };
  } catch (error) {
    services.log.warn("runs could not be listed", {
      reason: error instanceof Error ? error.name : "unknown",
    });
    return {
      ...common,
      rows: [],
      dashboardHref: null,
      engineNote: "The engine does not answer right now. Timers are kept in the database; nothing is lost.",
    };
  }
}

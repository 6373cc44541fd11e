import { connect } from "@/db/client";
import { createFunctions } from "@/inngest";
import { createInngestClient } from "@/inngest/client";
import { followedClock, realClock } from "@/lib/clock";
import { env } from "@/lib/config/env";
import { createLogger } from "@/lib/logger";
import type { Services } from "@/lib/services/context";
import { createServices } from "@/lib/services/create-services";

/** Inngest Cloud counts executions, so the sweep runs less often there. */
const SWEEP_MINUTES_CLOUD = 4;

function build() {
  const settings = env();
  const log = createLogger({ level: "info" });
  const clock = settings.LINTEL_CLOCK_FILE ? followedClock(settings.LINTEL_CLOCK_FILE) : realClock;
  const database = connect(settings.DATABASE_URL, { clock, log });
  const client = createInngestClient(settings, { log });
  const services = createServices({
    env: settings,
    db: database.db,
    clock,
    log,
    fetch: (input, init) => fetch(input, init),
    emit: async (events) => {
      await client.send(events.map((event) => ({ ...event, data: { ...event.data } })));
    },
  });
  const isCloud = !settings.INNGEST_DEV && !settings.INNGEST_BASE_URL;
  const functions = createFunctions(
    { client, services: (job) => services(`job:${job}`) },
    { sweepEveryMinutes: isCloud ? SWEEP_MINUTES_CLOUD : 1 },
  );
  return { env: settings, clock, log, database, client, services, functions };
}

type Runtime = ReturnType<typeof build>;
const kept = globalThis as { lintelRuntime?: Runtime };

/** Everything this process needs, made on first use and kept over module reloads. */
export function runtime(): Runtime {
  kept.lintelRuntime ??= build();
  return kept.lintelRuntime;
}

/** Services that act for somebody: `operator:<session>` or `webhook`. */
export function servicesFor(actor: string): Services {
  return runtime().services(actor);
}

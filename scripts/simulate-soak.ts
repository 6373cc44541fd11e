import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { createTestServer } from "../db/test-server";
import { isWrong } from "../e2e/simulation/run-set";
import { realClock } from "../lib/clock";
import { explain } from "./simulate/explain";
import { type Done, runTasks } from "./simulate/run-tasks";
import { sayOutcome, sayTotals } from "./simulate/say";
import type { Task } from "./simulate/task";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    days: { type: "string", default: "14" },
    faults: { type: "string", default: "all" },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const SEED_MAX = 2 ** 31;

/** `npm run simulate:soak`: seeds nobody has played before, until the time is over or one goes wrong. */
async function soak(): Promise<number> {
  const minutes = Number(values.minutes);
  const days = Number(values.days);
  if (!(minutes > 0) || !(days >= 1)) throw new Error("--minutes and --days take numbers above 0");
  const began = realClock.monotonicMs();
  const elapsed = () => realClock.monotonicMs() - began;
  const server = await createTestServer();
  const ground = { source: server, tier: "direct" as const };
  const done: Done[] = [];
  try {
    while (elapsed() < minutes * 60_000 && !done.some((each) => isWrong(each.outcome))) {
      // Two, for the two processes that play at a time.
      const tasks = [0, 1].map(
        (): Task => ({ seed: randomInt(SEED_MAX), days, tenants: 1, faults: values.faults }),
      );
      done.push(...(await runTasks(tasks, ground, (task, outcome) => sayOutcome(task, outcome, say))));
    }
    const isRight = sayTotals(done, { say, json: false, ms: elapsed() });
    if (!isRight) await explain(done, ground, say);
    return isRight ? 0 : 1;
  } finally {
    await server.stop();
  }
}

soak().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : "The soak could not start."}\n`);
    process.exit(2);
  },
);

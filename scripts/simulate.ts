import { parseArgs } from "node:util";
import { createTestServer } from "../db/test-server";
import { realClock } from "../lib/clock";
import { explain } from "./simulate/explain";
import { runTasks } from "./simulate/run-tasks";
import { sayOutcome, sayTotals } from "./simulate/say";
import { namesOf, parseSeeds, type Task } from "./simulate/task";
import { work } from "./simulate/worker";

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    days: { type: "string", default: "14" },
    tenants: { type: "string", default: "1" },
    faults: { type: "string", default: "all" },
    tier: { type: "string", default: "direct" },
    named: { type: "string" },
    script: { type: "string" },
    json: { type: "boolean", default: false },
    worker: { type: "boolean", default: false },
  },
});
const tiers = ["direct", "engine"] as const;
const say = (line: string) => void process.stdout.write(`${line}\n`);
/** Where the JSON value is to be alone on the standard output. */
const sayAside = (line: string) => void process.stderr.write(`${line}\n`);
const whole = (text: string, name: string) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} takes a whole number above 0`);
  return number;
};

/** `npm run simulate`: spaces on the real services, simulators and a database, judged second by second. */
async function simulate(): Promise<number> {
  const tier = tiers.find((name) => name === values.tier);
  if (!tier) throw new Error(`--tier takes ${tiers.join(" or ")}, not ${values.tier}`);
  const tasks: Task[] = [
    ...(values.named === undefined ? [] : namesOf(values.named).map((name): Task => ({ named: name }))),
    ...(values.script === undefined ? [] : [{ file: values.script }]),
    ...(values.seeds === undefined ? [] : parseSeeds(values.seeds)).map(
      (seed): Task => ({
        seed,
        days: whole(values.days, "days"),
        tenants: whole(values.tenants, "tenants"),
        faults: values.faults,
      }),
    ),
  ];
  if (tasks.length === 0) throw new Error("nothing to play: --seeds 1..60, --named all or --script file");
  const began = realClock.monotonicMs();
  const server = await createTestServer();
  try {
    const done = await runTasks(tasks, { source: server, tier }, (task, outcome) => {
      sayOutcome(task, outcome, values.json ? sayAside : say);
    });
    const isRight = sayTotals(done, { say, json: values.json, ms: realClock.monotonicMs() - began });
    if (!isRight && !values.json) await explain(done, { source: server, tier }, say);
    return isRight ? 0 : 1;
  } finally {
    await server.stop();
  }
}

(values.worker ? work() : simulate()).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : "The play ended."}\n`);
    process.exit(2);
  },
);

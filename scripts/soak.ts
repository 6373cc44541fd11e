import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { builtRoutes } from "../e2e/fuzz/routes";
import { fuzz } from "../e2e/fuzz/run";
import { prepareTarget } from "../e2e/fuzz/target";
import { TEST_LIMITS } from "../e2e/site";
import { realClock } from "../lib/clock";
import { setUp } from "./journey/set-up";
import { connectSystems } from "./journey/systems";
import { FREE_PORTS } from "./stack/ports";
import { ROOT, startStack } from "./stack/stack";
import { temporaryDataDir } from "./stack/temporary";

const { values } = parseArgs({
  options: { requests: { type: "string", default: "20000" }, seed: { type: "string" } },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const whole = (text: string, name: string) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} takes a whole number above 0`);
  return number;
};

/** `npm run soak`: a stack of its own, installed and active, and thousands of requests nobody should send. */
async function soak(): Promise<number> {
  const requests = whole(values.requests, "requests");
  const seed = values.seed === undefined ? randomInt(1, 2 ** 31) : whole(values.seed, "seed");
  say(`seed ${seed}`);
  const dataDir = temporaryDataDir("soak");
  const ports = FREE_PORTS;
  const stack = await startStack({ dataDir, ports, say, appEnv: TEST_LIMITS });
  const end = () => void stack.stop().finally(() => process.exit(130));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  try {
    const world = connectSystems(stack.urls);
    const site = await setUp(world, say);
    const { member } = await site.cast("refused before, open during, refused after (vendor)");
    const cookies = await site.page.context().cookies();
    const { base, connection } = site;
    await site.close();
    await world.settle();
    const session = cookies.find((cookie) => cookie.name.endsWith("session-token"))?.value ?? "";
    const target = await prepareTarget({ urls: stack.urls, dataDir, base, connection, member, session });
    const began = realClock.monotonicMs();
    const result = await fuzz(target, { routes: builtRoutes(join(ROOT, ".next")), requests, seed });
    for (const [what, times] of [...result.statuses].sort()) say(`${String(times).padStart(6)}  ${what}`);
    for (const problem of result.problems) say(`WRONG ${problem}`);
    const seconds = Math.round((realClock.monotonicMs() - began) / 1000);
    say(`${result.requests} requests, ${result.problems.length} problems, ${seconds} s, seed ${seed}`);
    return result.problems.length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

soak().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : "The soak could not start."}\n`);
    process.exit(1);
  },
);

import { describe, expect, it } from "vitest";
import { realClock } from "@/lib/clock";
import { SIGNING_KEY, startLiveWorld } from "./testing/live-app";
import { startRemoteWorld } from "./testing/remote-world";
import { type Ending, type Scenario, scenarios } from "./testing/scenarios";

const serverUrl = process.env.INNGEST_URL;
/** A server caches what it says about runs. */
const READ_TRIES = 12;

async function startWorld(scenario: Scenario, signingKey: string | null) {
  if (serverUrl) return startRemoteWorld(serverUrl, `lintel-live-${scenario.name}`, scenario.functions);
  const world = await startLiveWorld(scenario.functions, { signingKey });
  await world.engine.ready();
  return {
    client: world.client,
    serverUrl: world.engine.url,
    clock: world.clock,
    async pass(ms: number) {
      await world.engine.settle();
      await world.engine.advance({ byMs: ms });
    },
    close: () => world.close(),
  };
}

interface RunAnswer {
  readonly status: string;
  readonly output: unknown;
}

async function readEndings(
  url: string,
  eventIds: readonly string[],
  signingKey: string | null,
): Promise<Ending[]> {
  const headers = signingKey ? { authorization: `Bearer ${signingKey}` } : undefined;
  const lists = await Promise.all(
    eventIds.map(async (id) => {
      const answer = await fetch(`${url}/v1/events/${id}/runs`, headers ? { headers } : {});
      return ((await answer.json()) as { data: RunAnswer[] }).data;
    }),
  );
  return lists.flat().map(({ status, output }): Ending => {
    if (status === "Completed") return ["Completed", output];
    const { name, message } = (output ?? {}) as { name?: string; message?: string };
    return ["Failed", { name: name ?? status, message: message ?? "" }];
  });
}

const matches = (seen: Ending, wanted: Ending): boolean => {
  if (seen[0] !== wanted[0]) return false;
  if (seen[0] === "Completed" || wanted[0] === "Completed")
    return JSON.stringify(seen[1]) === JSON.stringify(wanted[1]);
  const same = (a: string, b: string) => b === "" || a === b;
  return same(seen[1].name, wanted[1].name) && same(seen[1].message, wanted[1].message);
};

/** Whether both lists hold the same endings, in any order. */
function sameEndings(seen: readonly Ending[], wanted: readonly Ending[]): boolean {
  const left = [...seen];
  for (const ending of wanted) {
    const at = left.findIndex((candidate) => matches(candidate, ending));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length === 0;
}

async function play(scenario: Scenario, signingKey: string | null) {
  const world = await startWorld(scenario, signingKey);
  try {
    const events = scenario.events?.(world.clock.now) ?? [{ data: {} }];
    const named = events.map((event) => ({ data: {}, ...event, name: `live/${scenario.name}` }));
    const { ids } = await world.client.send(named);
    await world.pass(scenario.takesMs ?? 0);
    let seen: Ending[] = [];
    for (let i = 0; i < (serverUrl ? READ_TRIES : 1); i++) {
      if (i > 0) await realClock.sleep(2_000);
      seen = await readEndings(world.serverUrl, ids, signingKey);
      if (sameEndings(seen, scenario.ends)) return;
    }
    expect(seen).toEqual(scenario.ends);
  } finally {
    await world.close();
  }
}

describe("live scenarios against a real SDK app", () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    (_name, scenario) => play(scenario, null),
    400_000,
  );
});

describe.skipIf(serverUrl !== undefined)("live scenarios, signed both ways", () => {
  const signed = scenarios.filter((scenario) =>
    ["two-steps", "parallel", "step-values", "send-event", "on-failure"].includes(scenario.name),
  );
  it.each(signed.map((scenario) => [scenario.name, scenario] as const))("%s", (_name, scenario) =>
    play(scenario, SIGNING_KEY),
  );
});

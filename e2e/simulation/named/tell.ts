import { manualClock } from "../../../lib/clock";
import { createNexudusSimulator } from "../../simulators/nexudus/simulator";
import { openDesk } from "../desk";
import type { Action, Script, Told } from "../types";

const DAY_MS = 24 * 3_600_000;

/**
 * Plays a script at the simulated desk alone, with no product and no doors, and tells the facts. Each connection's
 * planned mapping holds from the beginning.
 */
export async function tellFacts(script: Script): Promise<Told> {
  const clock = manualClock(new Date(script.startsAt));
  const simulator = await createNexudusSimulator({
    port: 0,
    storeFile: null,
    clock,
    secrets: { applicationKey: "none", secretKey: "none", webhookSharedSecret: "none" },
    installUrl: "http://127.0.0.1:1/install",
  });
  try {
    simulator.api.reset({ seed: "empty" });
    const desk = openDesk(simulator.api, script.world);
    const others = script.actions.filter((action) => {
      clock.set(new Date(action.at));
      return !desk.apply(action);
    });
    return {
      script: script.name,
      seed: script.seed,
      from: script.startsAt,
      to: new Date(Date.parse(script.startsAt) + script.days * DAY_MS).toISOString(),
      world: script.world,
      facts: simulator.api.facts().map((fact) => ({ ...fact, id: String(fact.id) })),
      ids: desk.ids,
      connections: script.world.connections.map(({ name, mapping }) => ({
        name,
        mappings: [
          { since: script.startsAt, mapping },
          ...others.flatMap((action) =>
            action.do === "map" && action.connection === name
              ? [{ since: action.at, mapping: action.mapping }]
              : [],
          ),
        ],
        states: [
          { since: script.startsAt, state: "active" as const },
          ...others.flatMap((action) => stateOf(action, name)),
        ],
      })),
      access: [],
      faults: [],
      staff: others.filter((action) => action.do.startsWith("staff_")),
    };
  } finally {
    await simulator.close();
  }
}

function stateOf(action: Action, name: string): Told["connections"][number]["states"][number][] {
  if (!("connection" in action) || action.connection !== name) return [];
  if (action.do === "pause") return [{ since: action.at, state: "paused" }];
  if (action.do === "resume") return [{ since: action.at, state: "active" }];
  return action.do === "disconnect" ? [{ since: action.at, state: "disconnected" }] : [];
}

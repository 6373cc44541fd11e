import { mkdirSync, writeFileSync } from "node:fs";
import { isWrong, playAndJudge } from "../../e2e/simulation/run-set";
import { shrink } from "../../e2e/simulation/shrink";
import type { Done } from "./run-tasks";
import { commandOf, nameOf, scriptsOf } from "./task";
import type { Ground } from "./worker";

const FOLDER = ".data/simulation";
const PLAYS_MAX = 40;

/** Says of the first wrong play how to play it again, and a smaller script that still goes wrong. */
export async function explain(
  done: readonly Done[],
  { source, tier }: Ground,
  say: (line: string) => void,
): Promise<void> {
  const wrong = done.find((each) => isWrong(each.outcome));
  if (!wrong) return;
  const { task, outcome } = wrong;
  say("");
  const suffix = tier === "direct" ? "" : ` --tier ${tier}`;
  say(`play it again: ${commandOf(task)}${suffix}`);
  const scripts = scriptsOf(task);
  const [script] = scripts;
  if (scripts.length !== 1 || !script) return;
  const first = outcome.breaches.map((breach) => breach.from).sort()[0] ?? null;
  const smaller = await shrink(script, {
    firstBreachAt: first,
    playsMax: PLAYS_MAX,
    isWrong: async (candidate) =>
      isWrong(await playAndJudge([candidate], source, { tier }).catch(() => RIGHT)),
  });
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}/${nameOf(task).replace(/[^a-z0-9]+/gi, "-")}.json`;
  writeFileSync(file, `${JSON.stringify(smaller, null, 2)}\n`);
  say(`${smaller.actions.length} actions and ${smaller.faults.length} faults are enough:`);
  say(`${commandOf({ file })}${suffix}`);
}

/** A candidate that cannot be played is no smaller script that goes wrong. */
const RIGHT = { report: { wrongfulSeconds: 0, lockoutSeconds: 0 }, broken: [] } as unknown as Parameters<
  typeof isWrong
>[0];

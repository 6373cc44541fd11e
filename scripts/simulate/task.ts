import { readFileSync } from "node:fs";
import { namedWorlds } from "../../e2e/simulation/named";
import type { Script } from "../../e2e/simulation/types";
import { generate } from "../../e2e/simulation/world/generate";
import { readFaultKinds } from "../../e2e/simulation/world/plan-faults";

/** One play: a seed with as many spaces as asked for, a written world, or a script from a file. */
export type Task =
  | { readonly seed: number; readonly days: number; readonly tenants: number; readonly faults: string }
  | { readonly named: string }
  | { readonly file: string };

/** Seeds of further spaces are far from those anybody asks for. */
const NEXT_TENANT = 1_000_003;

/** `7`, `1..60`, or several of these with commas. */
export function parseSeeds(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const match = /^(\d+)(?:\.\.(\d+))?$/.exec(part.trim());
    if (!match) throw new Error(`--seeds takes numbers and ranges such as 1..60, not ${part}`);
    const from = Number(match[1]);
    const to = Number(match[2] ?? match[1]);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  });
}

export const namesOf = (text: string): string[] =>
  text === "all" ? namedWorlds.map((world) => world.name) : text.split(",").map((name) => name.trim());

export function scriptsOf(task: Task): Script[] {
  if ("file" in task) {
    const read = JSON.parse(readFileSync(task.file, "utf8")) as Script | readonly Script[];
    return [read].flat();
  }
  if ("named" in task) {
    const found = namedWorlds.find((world) => world.name === task.named);
    if (!found) throw new Error(`no written world is called ${task.named}`);
    return [found.script];
  }
  const kinds = readFaultKinds(task.faults);
  const first = generate(task.seed, { days: task.days, kinds });
  const { startsAt } = first;
  return Array.from({ length: task.tenants }, (_, index) =>
    index === 0 ? first : generate(task.seed + index * NEXT_TENANT, { days: task.days, kinds, startsAt }),
  );
}

export function nameOf(task: Task): string {
  if ("file" in task) return task.file;
  return "named" in task ? task.named : `seed ${task.seed}`;
}

/** What plays this again. */
export function commandOf(task: Task): string {
  if ("file" in task) return `npm run simulate -- --script ${task.file}`;
  if ("named" in task) return `npm run simulate -- --named ${JSON.stringify(task.named)}`;
  const { seed, days, tenants, faults } = task;
  return `npm run simulate -- --seeds ${seed}..${seed} --days ${days} --tenants ${tenants} --faults ${faults}`;
}

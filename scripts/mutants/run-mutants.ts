import { realClock } from "../../lib/clock";
import { type Copy, makeCopy } from "./copy";
import type { Mutant } from "./mutant";
import { runTests } from "./run-test";
import { judge, judgeGreen, type RunReport, type Verdict } from "./verdict";

export interface Judged extends Verdict {
  readonly mutant: Mutant;
  /** Of the run with the fault; 0 when there was none. */
  readonly seconds: number;
}

const SIDE_BY_SIDE = 2;
const copies = new Set<Copy>();

/** Removes what an interrupted run leaves in the temporary folder. */
export function removeCopies(): void {
  for (const copy of copies) copy.remove();
  copies.clear();
}

/**
 * Judges every mutant, those that need no build two at a time, then those that do, one after the other in one
 * copy, whose build cache is kept. The tests of a file are run once without any fault; only then, each fault.
 */
export async function runMutants(
  root: string,
  mutants: readonly Mutant[],
  report: (judged: Judged) => void,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  const keep = (each: Judged) => {
    judged.push(each);
    report(each);
  };
  try {
    const quick = mutants.filter((mutant) => !mutant.kind.needsBuild);
    const built = mutants.filter((mutant) => mutant.kind.needsBuild);
    await work(root, byFile(quick), { forBuild: false, workers: SIDE_BY_SIDE }, keep);
    await work(root, byFile(built), { forBuild: true, workers: 1 }, keep);
  } finally {
    removeCopies();
  }
  return judged.sort((a, b) => (a.mutant.name < b.mutant.name ? -1 : 1));
}

/** Mutants of one test file, or of one list of scripts; they share its run without a fault. */
type Group = readonly Mutant[];

function byFile(mutants: readonly Mutant[]): Group[] {
  const groups = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    const { project, kind, file, test } = mutant;
    const key = [project, file, ...(kind.tool === "simulate" ? [test] : [])].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), mutant]);
  }
  // The longest first, so that no worker is left alone with one at the end.
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

async function work(
  root: string,
  groups: readonly Group[],
  { forBuild, workers }: { readonly forBuild: boolean; readonly workers: number },
  keep: (judged: Judged) => void,
): Promise<void> {
  const left = [...groups];
  await Promise.all(
    Array.from({ length: Math.min(workers, groups.length) }, async () => {
      const copy = makeCopy(root, { forBuild });
      copies.add(copy);
      for (let group = left.shift(); group !== undefined; group = left.shift())
        await judgeGroup(copy, group, keep);
    }),
  );
}

async function judgeGroup(copy: Copy, group: Group, keep: (judged: Judged) => void): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const { project, kind, file } = first;
  const run = (titles: readonly string[]): Promise<RunReport> =>
    runTests({ dir: copy.dir, project, kind, file, titles });
  copy.restore();
  const green = await run([...new Set(group.map(({ test }) => test))]);
  for (const mutant of group) {
    const notGreen = judgeGreen(mutant.test, green);
    if (notGreen !== null) {
      keep({ ...notGreen, mutant, seconds: 0 });
      continue;
    }
    const refused = copy.apply(mutant);
    if (refused !== null) {
      keep({ outcome: "does_not_apply", because: refused, mutant, seconds: 0 });
      continue;
    }
    const began = realClock.monotonicMs();
    const mutated = await run([mutant.test]);
    copy.restore();
    const seconds = (realClock.monotonicMs() - began) / 1000;
    keep({ ...judge(mutant.test, mutant.isControl, mutated), mutant, seconds });
  }
}

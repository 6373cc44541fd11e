import type { Atlas } from "./atlas";
import { introductionEnd } from "./deadlines";
import type { Histories } from "./history";
import { rightfulStretches } from "./rightful";
import { type Cell, cellOf } from "./rights";
import type { Trouble } from "./troubles";

/**
 * When a further profile of a human has its first right at a connection, somebody there has their e-mail already, and
 * that is for an admin to say: what begins for them waits for the answer. Once for each profile and connection; of
 * what was so before the span the admin was asked before it.
 */
export function introductions(
  { atlas, histories, cells }: { atlas: Atlas; histories: Histories; cells: readonly Cell[] },
  troubles: readonly Trouble[],
): Trouble[] {
  const [{ human } = { human: null }] = cells;
  if (human === null || human.profiles.length < 2) return [];
  const firsts = human.profiles.map((profile) =>
    Math.min(
      ...cells.flatMap((cell) => {
        const own = cellOf(atlas, histories, { ...cell, human: { ...human, profiles: [profile] } });
        return rightfulStretches(atlas, own).map(({ from }) => from);
      }),
    ),
  );
  return firsts
    .toSorted((a, b) => a - b)
    .slice(1)
    .filter((at) => Number.isFinite(at) && at > atlas.span.from)
    .map((from) => {
      const reachesUntil = introductionEnd(from, troubles);
      return {
        kind: null,
        row: "introduced",
        on: "beginnings",
        door: null,
        from,
        until: reachesUntil,
        reachesUntil,
      };
    });
}

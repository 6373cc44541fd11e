import type { Action, PlannedFault, Script } from "./types";

const DAY_MS = 24 * 3_600_000;
/** Actions that make what others of the same id change. */
const MAKING = new Set(["book", "contract", "freeze", "pass"]);

type Piece = { readonly action: Action } | { readonly fault: PlannedFault };

/**
 * A smaller script that still goes wrong: first cut off after the first breach, then without ever smaller parts of
 * its actions and faults. `isWrong` plays one; it is asked at most `playsMax` times. Gives the smallest found.
 */
export async function shrink(
  script: Script,
  of: {
    readonly firstBreachAt: string | null;
    readonly playsMax: number;
    readonly isWrong: (script: Script) => Promise<boolean>;
  },
): Promise<Script> {
  let plays = 0;
  let best = script;
  const isSmaller = async (candidate: Script): Promise<boolean> => {
    if (plays >= of.playsMax) return false;
    plays += 1;
    if (!(await of.isWrong(candidate))) return false;
    best = candidate;
    return true;
  };
  if (of.firstBreachAt !== null) {
    const afterMs = Date.parse(of.firstBreachAt) - Date.parse(script.startsAt);
    const days = Math.max(1, Math.ceil(afterMs / DAY_MS + 0.25));
    if (days < script.days) await isSmaller(cutTo(script, days));
  }
  for (let parts = 2; ; ) {
    const all = piecesOf(best);
    const size = Math.ceil(all.length / parts);
    let hasShrunk = false;
    for (let from = 0; from < all.length && !hasShrunk; from += size)
      hasShrunk = await isSmaller(withPieces(best, [...all.slice(0, from), ...all.slice(from + size)]));
    if (plays >= of.playsMax) return best;
    if (hasShrunk) parts = Math.max(2, parts - 1);
    else if (size > 1) parts *= 2;
    else return best;
  }
}

function cutTo(script: Script, days: number): Script {
  const until = Date.parse(script.startsAt) + days * DAY_MS;
  const isBefore = ({ at }: { readonly at: string }) => Date.parse(at) < until;
  return {
    ...script,
    days,
    actions: script.actions.filter(isBefore),
    faults: script.faults.filter(isBefore),
  };
}

const piecesOf = (script: Script): Piece[] => [
  ...script.actions.map((action) => ({ action })),
  ...script.faults.map((fault) => ({ fault })),
];

/** The script of these pieces, without actions on what nobody made. */
function withPieces(script: Script, pieces: readonly Piece[]): Script {
  const actions = pieces.flatMap((piece) => ("action" in piece ? [piece.action] : []));
  const faults = pieces.flatMap((piece) => ("fault" in piece ? [piece.fault] : []));
  const made = new Set(
    actions.flatMap((action) => (MAKING.has(action.do) && "id" in action ? [action.id] : [])),
  );
  const teams = new Set(script.world.teams.map((team) => team.name));
  const stands = (action: Action): boolean => {
    if ("id" in action && !made.has(action.id) && !teams.has(action.id)) return false;
    return !("contract" in action && action.contract !== undefined && !made.has(action.contract));
  };
  return { ...script, actions: actions.filter(stands), faults };
}

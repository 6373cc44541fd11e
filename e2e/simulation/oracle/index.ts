import { type BoundRow, boundRows, type Told, type Verdict } from "../types";
import { type Door, readAtlas } from "./atlas";
import { changedByMapping, dueCounter, type Known, waitCounter } from "./due";
import { mappingHistory, readHistories } from "./history";
import { introductions } from "./introductions";
import { judgeCell } from "./judge-cell";
import { rightfulStretches } from "./rightful";
import { type Cell, cellOf } from "./rights";
import { cut, joined, lengthOf, type Stretch } from "./stretch";
import { operationMs, paceOf, type Trouble, troublesOf } from "./troubles";

const SECOND_MS = 1_000;

/**
 * What there is to say about a run, from what the simulators told and from nothing else. Each human and door is
 * looked at by itself. Seconds are exact to the millisecond. Throws when what was told contradicts itself, such
 * as a name without an id.
 */
export function judge(told: Told): Verdict {
  const { atlas, histories, known, groups } = knowAll(told);
  const countDue = dueCounter(known);
  const mappingDue = mappingDueMs(told, known);
  const waitMs = waitCounter(groups, atlas, (connection) => operationMs(told, connection));
  const troubles = new Map<string, readonly Trouble[]>(
    told.world.connections.map(({ name }) => [name, troublesOf(told, name, countDue)]),
  );
  const introduced = introducedTo({ atlas, histories, known, groups }, troubles);
  const accesses = new Map(told.access.map((each) => [`${each.human} ${each.door}`, each]));
  const excused = Object.fromEntries(boundRows.map((row) => [row, 0])) as Record<BoundRow, number>;
  const breaches: Verdict["breaches"][number][] = [];
  let edges = 0;
  let faultyMs = 0;
  let byMembershipMs = 0;
  const spanMs = lengthOf([atlas.span]);

  for (const { cell, rightful } of known) {
    const connection = cell.door.connection.name;
    const access = accesses.get(`${cell.human.name} ${cell.door.name}`);
    const near = [
      ...(troubles.get(connection) ?? []).filter(({ door }) => door === null || door === cell.door.name),
      ...(introduced.get(`${cell.human.name} ${connection}`) ?? []),
    ];
    const verdict = judgeCell({
      told,
      atlas,
      cell,
      rightful,
      access,
      troubles: near,
      dueMs: (state) => mappingDue(connection, state),
      waitMs: (edge) => waitMs(connection, edge),
    });
    for (const { row, ms } of verdict.excused) excused[row] += ms / SECOND_MS;
    breaches.push(...verdict.breaches);
    edges += rightful
      .flatMap(({ from, until }) => [from, until])
      .filter((at) => isInside(at, atlas.span)).length;
    faultyMs += reachOf(near, atlas.span);
    if (access === undefined || access.asked === "membership") byMembershipMs += spanMs;
  }
  const secondsOf = (kind: "wrongful" | "lockout") =>
    breaches
      .filter((breach) => breach.kind === kind)
      .reduce((sum, { from, until }) => sum + (Date.parse(until) - Date.parse(from)) / SECOND_MS, 0);
  const length = ({ from, until }: { from: string; until: string }) => Date.parse(until) - Date.parse(from);
  return {
    askedSeconds: (known.length * spanMs) / SECOND_MS,
    heldSeconds: excused.budget,
    wrongfulSeconds: secondsOf("wrongful"),
    lockoutSeconds: secondsOf("lockout"),
    excusedSecondsByRow: excused,
    faultySeconds: faultyMs / SECOND_MS,
    byMembershipSeconds: byMembershipMs / SECOND_MS,
    edges,
    breaches: breaches.toSorted((a, b) => length(b) - length(a)),
  };
}

/** When each human may open each door, without regard to what the doors did. */
export function rightfulOf(
  told: Told,
): { readonly human: string; readonly door: string; readonly stretches: readonly Stretch[] }[] {
  return knowAll(told).known.map(({ cell, rightful }) => ({
    human: cell.human.name,
    door: cell.door.name,
    stretches: rightful,
  }));
}

function knowAll(told: Told) {
  const atlas = readAtlas(told);
  const histories = readHistories(told.facts);
  const mappings = new Map(told.connections.map((each) => [each.name, mappingHistory(each)]));
  const knowOf = (doors: readonly Door[]) =>
    atlas.humans.flatMap((human) =>
      doors.map((door): Known => {
        const mapping = mappings.get(door.connection.name);
        if (mapping === undefined) throw new Error(`nobody told of the connection ${door.connection.name}`);
        const cell: Cell = cellOf(atlas, histories, { human, door, mapping });
        return { cell, rightful: rightfulStretches(atlas, cell) };
      }),
    );
  return { atlas, histories, known: knowOf(atlas.doors), groups: knowOf(atlas.groups) };
}

/** What waits for the admin to say who somebody is, by human and connection. */
function introducedTo(
  { atlas, histories, known }: ReturnType<typeof knowAll>,
  troubles: ReadonlyMap<string, readonly Trouble[]>,
): ReadonlyMap<string, readonly Trouble[]> {
  const cells = new Map<string, Cell[]>();
  for (const { cell } of known) {
    const key = `${cell.human.name} ${cell.door.connection.name}`;
    cells.set(key, [...(cells.get(key) ?? []), cell]);
  }
  return new Map(
    [...cells].map(([key, own]) => {
      const near = (troubles.get(own[0]?.door.connection.name ?? "") ?? []).filter(
        ({ door }) => door === null,
      );
      return [key, introductions({ atlas, histories, cells: own }, near)];
    }),
  );
}

/** How long what a mapping made due takes at the vendor's pace, asked for at most once each. */
function mappingDueMs(told: Told, known: readonly Known[]): (connection: string, state: number) => number {
  const atlas = readAtlas(told);
  const found = new Map<string, number>();
  return (connection, state) => {
    const key = `${connection} ${state}`;
    const cells = known.map(({ cell }) => cell).filter(({ door }) => door.connection.name === connection);
    const ms =
      found.get(key) ?? (changedByMapping(atlas, cells, state) / paceOf(told, connection)) * SECOND_MS;
    found.set(key, ms);
    return ms;
  };
}

const isInside = (at: number, { from, until }: Stretch) => from < at && at < until;

/** Within reach of some fault, ms. A pause is none. */
const reachOf = (troubles: readonly Trouble[], span: Stretch): number =>
  lengthOf(
    joined(
      cut(
        troubles
          .filter(({ kind }) => kind !== null)
          .map(({ from, reachesUntil }) => ({ from, until: reachesUntil })),
        span,
      ),
    ),
  );

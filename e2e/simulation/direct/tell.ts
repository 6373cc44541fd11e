import type { Told, ToldAccess, ToldFault } from "../types";
import type { Piece, Question, Span, VendorAccount } from "../vendors/vendor";
import type { Tenant } from "./tenant";

/** What the admin had confirmed and asked for, as the play noted it. */
export type ToldConnections = Told["connections"];

/** What the simulators say of a stretch of time, and nothing of what Lintel says. */
export function tell(
  tenant: Tenant,
  span: Span,
  noted: { readonly connections: ToldConnections; readonly faults: readonly ToldFault[] },
): Told {
  const { script, desk, nexudus } = tenant;
  return {
    script: script.name,
    seed: script.seed,
    from: text(span.from),
    to: text(span.to),
    world: script.world,
    facts: nexudus.api.facts().map((fact) => ({ ...fact, id: String(fact.id) })),
    ids: desk.ids,
    connections: noted.connections,
    access: [...tenant.accounts.values()].flatMap((account) => accessAt(tenant, account, span)),
    faults: noted.faults,
    staff: script.actions.filter((action) => action.do.startsWith("staff_") || action.do === "answer_budget"),
  };
}

const text = (at: number) => new Date(at).toISOString();

function accessAt(tenant: Tenant, account: VendorAccount, span: Span): ToldAccess[] {
  const { world } = tenant.script;
  const humans = [...new Set(world.members.map((member) => member.human))];
  return humans.flatMap((human) => {
    const profiles = world.members.filter((member) => member.human === human);
    const people = new Map<string, boolean>();
    for (const member of profiles) {
      const known = { name: member.name, customer: tenant.desk.ids.members[member.name] ?? "" };
      const carries =
        (account.plan.syncPin && member.pin !== null) || (account.plan.syncCards && member.cards.length > 0);
      for (const id of account.people(known)) people.set(id, carries || people.get(id) === true);
    }
    // Who stands for a profile without PIN and cards alone has none, whatever another profile has.
    const [carriers, others] = [true, false].map((carries) =>
      [...people].filter(([, each]) => each === carries).map(([id]) => id),
    ) as [string[], string[]];
    const accepted = carriers.flatMap((id) => account.acceptedAt(id) ?? []);
    // Before the vendor held a PIN or card of theirs there is none to ask with.
    const change = Math.min(Math.max(Math.min(span.to, ...accepted), span.from), span.to);
    return [...account.doors].map(([door, id]): ToldAccess => {
      const ask = (asked: ToldAccess["asked"], part: Span, whom: readonly string[]) =>
        part.from < part.to ? intervalsOf(account, whom, { door: id, part, asked }) : [];
      return {
        human,
        door,
        connection: account.plan.name,
        asked: change < span.to ? "credential" : "membership",
        intervals: joined([
          ...ask("membership", { from: span.from, to: change }, [...carriers, ...others]),
          ...unionOf(
            ask("credential", { from: change, to: span.to }, carriers),
            ask("membership", { from: change, to: span.to }, others),
          ),
        ]),
      };
    });
  });
}

type Intervals = ToldAccess["intervals"];

/** What goes on over the instant at which the question changed is one stretch. */
function joined(intervals: Intervals): Intervals {
  const done: Intervals[number][] = [];
  for (const next of intervals) {
    const last = done.at(-1);
    if (last && last.until === next.from && last.foreign === next.foreign)
      done[done.length - 1] = { ...last, until: next.until };
    else done.push(next);
  }
  return done;
}

/** Open time, and of it what staff's own memberships alone would have opened. */
function intervalsOf(
  account: VendorAccount,
  people: readonly string[],
  question: Omit<Question, "by">,
): Intervals {
  const open = (by: Question["by"]): Piece[] =>
    merged(people.flatMap((person) => account.intervals(person, { ...question, by })));
  return partedBy(open("anybody"), open("staff"));
}

/** What is open, told apart by what staff gave; `theirs` lies within `all`. */
function partedBy(all: readonly Piece[], theirs: readonly Piece[]): Intervals {
  return [
    ...theirs.map((piece) => ({ ...piece, foreign: true })),
    ...without(all, theirs).map((piece) => ({ ...piece, foreign: false })),
  ]
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, until, foreign }) => ({ from: text(from), until: text(until), foreign }));
}

/** Either is open; what is staff's in one is theirs. */
function unionOf(one: Intervals, other: Intervals): Intervals {
  if (one.length === 0 || other.length === 0) return [...one, ...other];
  const pieces = (of: Intervals) =>
    of.map(({ from, until }) => ({ from: Date.parse(from), until: Date.parse(until) }));
  const both = [...one, ...other];
  return partedBy(merged(pieces(both)), merged(pieces(both.filter(({ foreign }) => foreign))));
}

function merged(pieces: readonly Piece[]): Piece[] {
  const done: Piece[] = [];
  for (const { from, until } of pieces.toSorted((a, b) => a.from - b.from)) {
    const last = done.at(-1);
    if (last === undefined || from > last.until) done.push({ from, until });
    else done[done.length - 1] = { from: last.from, until: Math.max(last.until, until) };
  }
  return done;
}

/** What is left of `pieces` outside `cut`; both in order and without overlap. */
function without(pieces: readonly Piece[], cut: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece) => {
    const left: Piece[] = [];
    let { from } = piece;
    for (const hole of cut) {
      if (hole.until <= from || hole.from >= piece.until) continue;
      if (hole.from > from) left.push({ from, until: hole.from });
      from = Math.max(from, hole.until);
    }
    if (from < piece.until) left.push({ from, until: piece.until });
    return left;
  });
}

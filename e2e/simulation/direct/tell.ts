import { accessIntervals, mergeIntervals, type Question } from "@/e2e/simulators/akiles/access";
import type { HistoryEntry } from "@/e2e/simulators/akiles/model";
import type { Told, ToldAccess, ToldFault } from "../types";
import type { Tenant, VendorAccount } from "./tenant";

interface Span {
  readonly from: number;
  readonly to: number;
}
interface Piece {
  readonly from: number;
  readonly until: number;
}

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
    const people = new Set(
      profiles.flatMap((member) => {
        const coworker = tenant.desk.ids.members[member.name] ?? "";
        return account.simulator.api.members(coworker, account.organization).map((row) => row.id);
      }),
    );
    const histories = [...people].map((id) => ({ id, entries: account.simulator.api.world.historyOf(id) }));
    const hasCredential =
      (account.plan.syncPin && profiles.some((member) => member.pin !== null)) ||
      (account.plan.syncCards && profiles.some((member) => member.cards.length > 0));
    const since = hasCredential ? acceptedSince(histories.map((row) => row.entries)) : null;
    return [...account.doors].map(([door, gadgetId]): ToldAccess => {
      const pieces = (asked: ToldAccess["asked"], part: Span) =>
        part.from < part.to ? intervalsOf(histories, { gadgetId, part, asked }) : [];
      // Before the vendor held a PIN or card of theirs there is none to ask with.
      const change = Math.min(Math.max(since ?? span.to, span.from), span.to);
      return {
        human,
        door,
        connection: account.plan.name,
        asked: change < span.to ? "credential" : "membership",
        intervals: joined([
          ...pieces("membership", { from: span.from, to: change }),
          ...pieces("credential", { from: change, to: span.to }),
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

/** When the vendor first held a PIN or card of theirs; null = never. */
function acceptedSince(histories: readonly (readonly HistoryEntry[])[]): number | null {
  const first = histories
    .flat()
    .filter((entry) => entry.now.kind === "credential" && entry.now.opens !== "app" && !entry.now.deleted)
    .map((entry) => entry.at);
  return first.length === 0 ? null : Math.min(...first);
}

interface PersonHistory {
  readonly id: string;
  readonly entries: readonly HistoryEntry[];
}

/** Open time, and of it what staff's own memberships alone would have opened. */
function intervalsOf(
  histories: readonly PersonHistory[],
  of: { readonly gadgetId: string; readonly part: Span; readonly asked: ToldAccess["asked"] },
): ToldAccess["intervals"] {
  const open = (keep: (entry: HistoryEntry) => boolean): Piece[] =>
    mergeIntervals(
      histories.map(({ id, entries }) => {
        const question: Question = {
          memberId: id,
          gadgetId: of.gadgetId,
          ...(of.asked === "credential" ? { methods: ["pin", "card"] as const, withCredential: true } : {}),
        };
        return accessIntervals(entries.filter(keep), question, of.part);
      }),
    );
  const all = open(() => true);
  // Of a membership, who made it decides, whoever changed it since.
  const byHand = new Set<string>();
  const seen = new Set<string>();
  for (const entry of histories.flatMap(({ entries }) => entries)) {
    if (entry.now.kind !== "association" || seen.has(entry.id)) continue;
    seen.add(entry.id);
    if (!entry.cause.endsWith("by api")) byHand.add(entry.id);
  }
  const foreign =
    byHand.size === 0 ? [] : open((entry) => entry.now.kind !== "association" || byHand.has(entry.id));
  return [
    ...foreign.map((piece) => ({ ...piece, foreign: true })),
    ...without(all, foreign).map((piece) => ({ ...piece, foreign: false })),
  ]
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, until, foreign: isTheirs }) => ({
      from: text(from),
      until: text(until),
      foreign: isTheirs,
    }));
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

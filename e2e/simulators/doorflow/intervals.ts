import { type Cause, edgesOf, judge, Knowledge, type Question, type Verdict } from "./access";
import type { World } from "./world";

export interface AccessInterval {
  /** UTC milliseconds, half-open. Cut at the ends of the question. */
  readonly from: number;
  readonly until: number;
  readonly causes: readonly Cause[];
  /** What let it begin or end: changes by name once the door heard of them, else "window". Null at the ends of the question. */
  readonly began: string | null;
  readonly ended: string | null;
}

const ALL = Number.MAX_SAFE_INTEGER;

/** From when on the door knows what: past syncs, and those under way that will reach it. */
function pointsOf(world: World, channelId: string): { at: number; seq: number }[] {
  const channel = world.state.tables.channels[channelId];
  const points = [...(world.state.known[channelId] ?? [])];
  if (channel?.online)
    for (const sync of world.state.syncs.slice(-50)) {
      if (!sync.done && sync.accountId === channel.account_id)
        points.push({ at: sync.doneAt, seq: sync.seq });
    }
  return points.sort((a, b) => a.at - b.at);
}

/** Whether a person gets through a door at an instant, and why not. The door goes by its last sync. */
export function canOpen(world: World, question: Question, at: number): Verdict {
  const { reservationEdges } = world.switches;
  const history = world.historyOf(question.personId);
  const points = pointsOf(world, question.channelId).filter((point) => point.at <= at);
  const knowledge = new Knowledge(history);
  knowledge.to(Math.max(0, ...points.map((point) => point.seq)));
  const verdict = judge(knowledge.view, question, at, reservationEdges);
  if (verdict.open || at < world.nowMs()) return verdict;
  // The database may know better; the door does not.
  knowledge.to(ALL);
  if (!judge(knowledge.view, question, at, reservationEdges).open) return verdict;
  return { ...verdict, reason: "not_synced", text: `not yet synced to this door (${verdict.text})` };
}

const unionOf = (a: readonly Cause[], b: readonly Cause[]): Cause[] => [
  ...a,
  ...b.filter(
    (cause) => !a.some((known) => known.through === cause.through && known.groupId === cause.groupId),
  ),
];

/** Collects verdicts in order of time into intervals. */
class Timeline {
  private readonly done: AccessInterval[] = [];
  private open: AccessInterval | null = null;

  constructor(private readonly span: { from: number; to: number }) {}

  step(at: number, verdict: Verdict, why: string): void {
    const { open } = this;
    if (!verdict.open) {
      if (open) this.done.push({ ...open, until: at, ended: why });
      this.open = null;
    } else if (open) this.open = { ...open, causes: unionOf(open.causes, verdict.by) };
    else {
      const began = at === this.span.from ? null : why;
      this.open = { from: at, until: this.span.to, causes: verdict.by, began, ended: null };
    }
  }

  end(): AccessInterval[] {
    return this.open ? [...this.done, this.open] : this.done;
  }
}

/**
 * The intervals [from, until) within [from, to) in which the door let the person through, as it was over time:
 * a change counts from the instant a sync had told that very door. Beyond the present the current state goes on.
 */
export function accessIntervals(
  world: World,
  question: Question,
  span: { from: number; to: number },
): AccessInterval[] {
  const { reservationEdges } = world.switches;
  const points = pointsOf(world, question.channelId);
  const knowledge = new Knowledge(world.historyOf(question.personId));
  const timeline = new Timeline(span);
  let next = 0;
  let changes: string[] = [];
  const learnUntil = (at: number) => {
    for (let point = points[next]; point && point.at <= at; point = points[next]) {
      changes.push(...knowledge.to(point.seq).map((entry) => entry.cause));
      next += 1;
    }
  };
  learnUntil(span.from);
  changes = [];
  for (let at = span.from; at < span.to; ) {
    const end = Math.min(span.to, points[next]?.at ?? span.to);
    const inner = edgesOf(knowledge.view, question, { from: at, to: end }, reservationEdges);
    for (const piece of [at, ...inner]) {
      const why = piece === at && changes.length > 0 ? changes.join("; ") : "window";
      timeline.step(piece, judge(knowledge.view, question, piece, reservationEdges), why);
    }
    changes = [];
    at = end;
    learnUntil(at);
  }
  return timeline.end();
}

/** Intervals of several people that are one human, as one list. */
export function mergeIntervals(lists: readonly (readonly AccessInterval[])[]): AccessInterval[] {
  const merged: AccessInterval[] = [];
  for (const next of lists.flat().sort((a, b) => a.from - b.from || a.until - b.until)) {
    const last = merged.at(-1);
    if (!last || next.from > last.until) merged.push(next);
    else {
      const later = next.until > last.until ? next : last;
      merged[merged.length - 1] = {
        ...last,
        until: later.until,
        ended: later.ended,
        causes: unionOf(last.causes, next.causes),
      };
    }
  }
  return merged;
}

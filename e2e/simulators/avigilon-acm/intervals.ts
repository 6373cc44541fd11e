import { edgesOf, judge, type Learned, type Question, type Verdict, type View } from "./access";

type Cause = Verdict["by"][number];

export interface AccessInterval {
  /** UTC milliseconds, half-open. Cut at the ends of the question. */
  readonly from: number;
  readonly until: number;
  readonly causes: readonly Cause[];
  /** What let it begin or end: changes by name, else "window". Null at the ends of the question. */
  readonly began: string | null;
  readonly ended: string | null;
  /** Some of it was only so because the panel was off the network. */
  readonly fromOfflinePanel: boolean;
}

/** What a panel knows, carried along in time. */
class Panel {
  readonly view: View = new Map();
  offline = false;
  private next = 0;

  constructor(private readonly learned: readonly Learned[]) {}

  get nextAt(): number | null {
    return this.learned[this.next]?.at ?? null;
  }

  /** Takes in everything up to and including `at`; returns what changed. */
  to(at: number): Learned[] {
    const first = this.next;
    for (;;) {
      const one = this.learned[this.next];
      if (!one || one.at > at) return this.learned.slice(first, this.next);
      this.next += 1;
      this.view.set(one.entry.id, one.entry.now);
      if (one.entry.now.kind === "panel") this.offline = !one.entry.now.online;
    }
  }
}

/** Whether a person gets through a door at an instant. The past is as it was at the door. */
export function canOpen(learned: readonly Learned[], question: Question, at: number): Verdict {
  const panel = new Panel(learned);
  panel.to(at);
  return judge(panel.view, question, at);
}

const union = (a: readonly Cause[], b: readonly Cause[]): Cause[] => [
  ...a,
  ...b.filter((cause) => !a.some((known) => known.role === cause.role)),
];

/**
 * The intervals [from, until) within [from, to) in which the door opened for the person, as it was over time.
 * Beyond the present the current state is carried on.
 */
export function accessIntervals(
  learned: readonly Learned[],
  question: Question,
  span: { readonly from: number; readonly to: number },
): AccessInterval[] {
  const panel = new Panel(learned);
  const done: AccessInterval[] = [];
  const now: { open: AccessInterval | null } = { open: null };
  panel.to(span.from);
  let changes: Learned[] = [];
  for (let at = span.from; at < span.to; ) {
    const end = Math.min(span.to, panel.nextAt ?? span.to);
    for (const piece of [at, ...edgesOf(panel.view, question, at, end)]) {
      const why =
        piece === at && changes.length > 0 ? changes.map((c) => c.entry.cause).join("; ") : "window";
      const verdict = judge(panel.view, question, piece);
      const { open } = now;
      if (!verdict.open) {
        if (open) done.push({ ...open, until: piece, ended: why });
        now.open = null;
      } else if (open) {
        const fromOfflinePanel = open.fromOfflinePanel || panel.offline;
        now.open = { ...open, causes: union(open.causes, verdict.by), fromOfflinePanel };
      } else {
        const began = piece === span.from ? null : why;
        const causes = verdict.by;
        now.open = {
          from: piece,
          until: span.to,
          causes,
          began,
          ended: null,
          fromOfflinePanel: panel.offline,
        };
      }
    }
    at = end;
    changes = panel.to(at);
  }
  return now.open ? [...done, now.open] : done;
}

/** Intervals of several identities that are one person, as one list. */
export function mergeIntervals(lists: readonly (readonly AccessInterval[])[]): AccessInterval[] {
  const merged: AccessInterval[] = [];
  for (const next of lists.flat().sort((a, b) => a.from - b.from || a.until - b.until)) {
    const last = merged.at(-1);
    if (!last || next.from > last.until) {
      merged.push(next);
      continue;
    }
    const later = next.until > last.until ? next : last;
    merged[merged.length - 1] = {
      ...last,
      until: later.until,
      ended: later.ended,
      causes: union(last.causes, next.causes),
      fromOfflinePanel: last.fromOfflinePanel || next.fromOfflinePanel,
    };
  }
  return merged;
}

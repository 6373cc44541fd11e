import { isWithinWeek, weekEdges } from "../kit/weekly";
import { formatInstant } from "./instants";
import { type HistoryEntry, METHODS, type Method, type Rule, type Snapshot } from "./model";

type Of<K extends Snapshot["kind"]> = Extract<Snapshot, { kind: K }>;

/** What the doors know at one moment about one member: the last snapshot of each object. */
type View = Map<string, Snapshot>;

export interface Question {
  readonly memberId: string;
  readonly gadgetId: string;
  /** Any one of these suffices; absent = any method. */
  readonly methods?: readonly Method[];
  /** True: the member must also hold what the method needs (a PIN, a card, an app login). */
  readonly withCredential?: boolean;
}

export type Refusal =
  | "no_member"
  | "member_deleted"
  | "no_door"
  | "device_offline"
  | "no_association"
  | "association_deleted"
  | "not_yet"
  | "ended"
  | "method"
  | "hours"
  | "no_credential";

export interface Verdict {
  readonly open: boolean;
  readonly reason: Refusal | "open";
  /** The reason for people; instants in UTC. */
  readonly text: string;
  /** The instant the reason speaks of: when a window starts or ended. */
  readonly instant: number | null;
  /** Associations that open the door. */
  readonly by: readonly Cause[];
}

export interface Cause {
  readonly associationId: string;
  readonly groupId: string;
  readonly group: string;
  /** `metadata.nx_ref` of the association. */
  readonly ref: string | null;
}

export interface AccessInterval {
  /** UTC milliseconds, half-open. Cut at the ends of the question. */
  readonly from: number;
  readonly until: number;
  readonly causes: readonly Cause[];
  /** What let it begin or end: changes by name, else "window". Null at the ends of the question. */
  readonly began: string | null;
  readonly ended: string | null;
  /** Some of it was only so because the device was offline or knew no better. */
  readonly fromOfflineDevice: boolean;
}

const NEEDS: Record<Method, "pin" | "card" | "app"> = {
  pin: "pin",
  card: "card",
  online: "app",
  bluetooth: "app",
  mobile_nfc: "app",
};

const snap = <K extends Snapshot["kind"]>(view: View, kind: K, id: string | null): Of<K> | null => {
  const found = id === null ? undefined : view.get(id);
  // Safe: the kind has just been compared.
  return found?.kind === kind ? (found as Of<K>) : null;
};

const covers = (rule: Rule, gadgetId: string, siteId: string): boolean =>
  (rule.gadget_id === null || rule.gadget_id === gadgetId) &&
  (rule.site_id === null || rule.site_id === siteId) &&
  (rule.action_id === null || rule.action_id === "open");

const refused = (reason: Refusal, text: string, instant: number | null = null): Verdict => ({
  open: false,
  reason,
  text,
  instant,
  by: [],
});

interface Held {
  readonly id: string;
  readonly association: Of<"association">;
  readonly group: Of<"group">;
  readonly rules: readonly Rule[];
}

/** The member's associations, deleted ones too, whose group has a rule for the door. */
function heldFor(view: View, gadgetId: string, siteId: string): Held[] {
  const held: Held[] = [];
  for (const [id, association] of view) {
    if (association.kind !== "association") continue;
    const group = snap(view, "group", association.groupId);
    const rules = group && !group.deleted ? group.rules.filter((r) => covers(r, gadgetId, siteId)) : [];
    if (group && rules.length > 0) held.push({ id, association, group, rules });
  }
  return held;
}

function isOpenNow(view: View, rule: Rule, timezone: string, at: number): boolean {
  if (rule.schedule_id === null) return true;
  const schedule = snap(view, "schedule", rule.schedule_id);
  return schedule !== null && !schedule.deleted && isWithinWeek(schedule.weekdays, timezone, at);
}

const admits = (rule: Rule, method: Method): boolean =>
  rule.access_methods === undefined || rule.access_methods[method] === true;

/** The verdict of one association alone. */
function judgeOne(view: View, held: Held, methods: readonly Method[], timezone: string, at: number): Verdict {
  const { association, group, rules } = held;
  if (association.deleted) return refused("association_deleted", `taken out of "${group.name}"`);
  if (association.starts !== null && at < association.starts) {
    return refused("not_yet", `window starts ${formatInstant(association.starts)}`, association.starts);
  }
  if (association.ends !== null && at >= association.ends) {
    return refused("ended", `window ended ${formatInstant(association.ends)}`, association.ends);
  }
  const byMethod = rules.filter((rule) => methods.some((method) => admits(rule, method)));
  if (byMethod.length === 0) return refused("method", `"${group.name}" does not accept this way of opening`);
  if (!byMethod.some((rule) => isOpenNow(view, rule, timezone, at))) {
    return refused("hours", `outside the weekly hours of "${group.name}"`);
  }
  const cause = {
    associationId: held.id,
    groupId: association.groupId,
    group: group.name,
    ref: association.ref,
  };
  return { open: true, reason: "open", text: `by "${group.name}"`, instant: null, by: [cause] };
}

/** Of several refusals the one that was closest to opening. */
const CLOSENESS: readonly Verdict["reason"][] = [
  "hours",
  "method",
  "not_yet",
  "ended",
  "association_deleted",
];

function judge(view: View, question: Question, at: number, isOffline: boolean): Verdict {
  const { memberId, gadgetId, withCredential = false } = question;
  const gadget = snap(view, "gadget", gadgetId);
  if (!gadget || gadget.deleted) return refused("no_door", "this door does not exist");
  const member = snap(view, "member", memberId);
  if (!member) return refused("no_member", "the door does not know this member");
  if (member.deleted) return refused("member_deleted", "member deleted");
  if (member.starts !== null && at < member.starts) {
    return refused("not_yet", `member starts ${formatInstant(member.starts)}`, member.starts);
  }
  if (member.ends !== null && at >= member.ends) {
    return refused("ended", `member ended ${formatInstant(member.ends)}`, member.ends);
  }
  let methods = question.methods ?? METHODS;
  if (isOffline) methods = methods.filter((method) => method !== "online");
  if (methods.length === 0)
    return refused("device_offline", "the device is offline, so the app cannot reach it");
  if (withCredential) {
    const has = new Set<string>();
    for (const s of view.values()) if (s.kind === "credential" && !s.deleted) has.add(s.opens);
    methods = methods.filter((method) => has.has(NEEDS[method]));
    if (methods.length === 0)
      return refused("no_credential", "the member has no PIN, card or app login for this");
  }
  const timezone = snap(view, "site", gadget.siteId)?.timezone ?? "UTC";
  const verdicts = heldFor(view, gadgetId, gadget.siteId).map((h) =>
    judgeOne(view, h, methods, timezone, at),
  );
  const open = verdicts.filter((v) => v.open);
  const [first] = open;
  if (first) return { ...first, by: open.flatMap((v) => v.by) };
  const closest = CLOSENESS.map((reason) => verdicts.find((v) => v.reason === reason)).find(
    (v) => v !== undefined,
  );
  return closest ?? refused("no_association", "no association with a group that opens this door");
}

/** Every instant in (from, to) at which the verdict of an unchanged view may turn. */
function edges(view: View, { memberId, gadgetId }: Question, from: number, to: number): number[] {
  const found: (number | null)[] = [];
  const member = snap(view, "member", memberId);
  if (member) found.push(member.starts, member.ends);
  const gadget = snap(view, "gadget", gadgetId);
  if (gadget) {
    const timezone = snap(view, "site", gadget.siteId)?.timezone ?? "UTC";
    const schedules = new Set<Of<"schedule">>();
    for (const { association, rules } of heldFor(view, gadgetId, gadget.siteId)) {
      if (association.deleted) continue;
      found.push(association.starts, association.ends);
      for (const rule of rules) {
        const schedule = snap(view, "schedule", rule.schedule_id);
        if (schedule) schedules.add(schedule);
      }
    }
    for (const schedule of schedules) found.push(...weekEdges(schedule.weekdays, timezone, from, to));
  }
  const inside = found.filter((at): at is number => at !== null && at > from && at < to);
  return [...new Set(inside)].sort((a, b) => a - b);
}

/** Replays history for one door. While its device is offline the door sees what it knew when it went. */
class Replay {
  private readonly cloud: View = new Map();
  private frozen: View | null = null;
  private next = 0;

  constructor(
    private readonly history: readonly HistoryEntry[],
    private readonly gadgetId: string,
  ) {}

  get view(): View {
    return this.frozen ?? this.cloud;
  }
  get isOffline(): boolean {
    return this.frozen !== null;
  }
  /** The instant of the next change, or null. */
  get nextAt(): number | null {
    return this.history[this.next]?.at ?? null;
  }

  /** Takes in everything up to and including `at`; returns what changed. */
  to(at: number): HistoryEntry[] {
    const first = this.next;
    for (;;) {
      const entry = this.history[this.next];
      if (!entry || entry.at > at) return this.history.slice(first, this.next);
      this.next += 1;
      this.cloud.set(entry.id, entry.now);
      const { now } = entry;
      if (now.kind === "device" && snap(this.cloud, "gadget", this.gadgetId)?.deviceId === entry.id) {
        if (now.online) this.frozen = null;
        else this.frozen ??= new Map(this.cloud);
      }
    }
  }
}

/** Whether a member gets through a door at an instant, and why not. The past is as it was at the door. */
export function canOpen(history: readonly HistoryEntry[], question: Question, at: number): Verdict {
  const replay = new Replay(history, question.gadgetId);
  replay.to(at);
  return judge(replay.view, question, at, replay.isOffline);
}

const unionOf = (a: readonly Cause[], b: readonly Cause[]): Cause[] => [
  ...a,
  ...b.filter((cause) => !a.some((known) => known.associationId === cause.associationId)),
];

/** Collects verdicts in order of time into intervals. */
class Timeline {
  private readonly done: AccessInterval[] = [];
  private open: AccessInterval | null = null;

  constructor(private readonly span: { from: number; to: number }) {}

  /** From `at` on the verdict holds; `why` is what made it so. */
  step(at: number, verdict: Verdict, why: string, isOffline: boolean): void {
    const { open } = this;
    if (!verdict.open) {
      if (open) this.done.push({ ...open, until: at, ended: why });
      this.open = null;
    } else if (open) {
      const fromOfflineDevice = open.fromOfflineDevice || isOffline;
      this.open = { ...open, causes: unionOf(open.causes, verdict.by), fromOfflineDevice };
    } else {
      this.open = {
        from: at,
        until: this.span.to,
        causes: verdict.by,
        began: at === this.span.from ? null : why,
        ended: null,
        fromOfflineDevice: isOffline,
      };
    }
  }

  end(): AccessInterval[] {
    return this.open ? [...this.done, this.open] : this.done;
  }
}

/**
 * The intervals [from, until) within [from, to) in which the door opened for the member, as it was over
 * time: a window counts from the instant it was written, a change from the instant it was made. Beyond
 * the present the current state is carried on.
 */
export function accessIntervals(
  history: readonly HistoryEntry[],
  question: Question,
  span: { from: number; to: number },
): AccessInterval[] {
  const replay = new Replay(history, question.gadgetId);
  const timeline = new Timeline(span);
  let changes: HistoryEntry[] = [];
  replay.to(span.from);
  for (let at = span.from; at < span.to; ) {
    const end = Math.min(span.to, replay.nextAt ?? span.to);
    for (const piece of [at, ...edges(replay.view, question, at, end)]) {
      const why = piece === at && changes.length > 0 ? changes.map((c) => c.cause).join("; ") : "window";
      timeline.step(piece, judge(replay.view, question, piece, replay.isOffline), why, replay.isOffline);
    }
    at = end;
    changes = replay.to(at);
  }
  return timeline.end();
}

/** Intervals of several members that are one person, as one list. */
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
        fromOfflineDevice: last.fromOfflineDevice || next.fromOfflineDevice,
      };
    }
  }
  return merged;
}

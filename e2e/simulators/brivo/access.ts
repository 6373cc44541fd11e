import { isWithinWeek, weekEdges } from "../kit/weekly";
import { type HistoryEntry, METHODS, type Method, type Snapshot } from "./model";

type Of<K extends Snapshot["kind"]> = Extract<Snapshot, { kind: K }>;

/** What the doors know at one moment about one user: the last snapshot of each object. */
type View = Map<string, Snapshot>;

export interface Question {
  readonly userId: number;
  readonly doorId: number;
  /** Any one of these suffices; absent = any method. */
  readonly methods?: readonly Method[];
  /** True: the user must also hold what the method needs (a card, a PIN, a redeemed pass). */
  readonly withCredential?: boolean;
}

export type Refusal =
  | "no_user"
  | "user_deleted"
  | "suspended"
  | "no_door"
  | "not_yet"
  | "ended"
  | "panel_offline"
  | "no_group"
  | "removed"
  | "hours"
  | "no_credential";

export interface Verdict {
  readonly open: boolean;
  readonly reason: Refusal | "open";
  /** The reason for people; instants in UTC. */
  readonly text: string;
  readonly instant: number | null;
  /** Groups that open the door. */
  readonly by: readonly Cause[];
}
export interface Cause {
  readonly groupId: number;
  readonly group: string;
}

/** An interval [from, until) of UTC milliseconds, cut at the ends of the question. */
export interface AccessInterval {
  readonly from: number;
  readonly until: number;
  readonly causes: readonly Cause[];
  /** What let it begin or end: changes by name, else "window". Null at the ends of the question. */
  readonly began: string | null;
  readonly ended: string | null;
  /** Some of it was only so because the panel was offline and knew no better. */
  readonly fromOfflinePanel: boolean;
}

const snap = <K extends Snapshot["kind"]>(view: View, kind: K, key: string): Of<K> | null => {
  const found = view.get(key);
  // Safe: the kind has just been compared.
  return found?.kind === kind ? (found as Of<K>) : null;
};
const refused = (reason: Refusal, text: string, instant: number | null = null): Verdict => ({
  open: false,
  reason,
  text,
  instant,
  by: [],
});
export const formatInstant = (ms: number): string => new Date(ms).toISOString().replace(/\.000Z$/, "Z");

interface Held {
  readonly membership: Of<"membership">;
  readonly group: Of<"group">;
  readonly scheduleIds: readonly (number | null)[];
}

/** The user's memberships, ended ones too, of groups that open the door. */
function heldFor(view: View, doorId: number): Held[] {
  const held: Held[] = [];
  for (const membership of view.values()) {
    if (membership.kind !== "membership") continue;
    const group = snap(view, "group", `group:${membership.groupId}`);
    if (!group || group.deleted) continue;
    const scheduleIds = group.permissions.filter((p) => p.doorId === doorId).map((p) => p.scheduleId);
    if (scheduleIds.length > 0) held.push({ membership, group, scheduleIds });
  }
  return held;
}

function isOpenNow(view: View, scheduleId: number | null, timeZone: string, at: number): boolean {
  if (scheduleId === null) return true;
  const schedule = snap(view, "schedule", `schedule:${scheduleId}`);
  return schedule !== null && isWithinWeek(schedule.weekdays, timeZone, at);
}

/** Ways in that the user holds something for at this instant. */
function heldMethods(view: View, at: number): Set<Method> {
  const held = new Set<Method>();
  for (const s of view.values()) {
    if (s.kind !== "credential" || !s.held) continue;
    if ((s.from === null || at >= s.from) && (s.to === null || at < s.to)) held.add(s.opens);
  }
  return held;
}

function judgeUser(view: View, userId: number, at: number): Verdict | null {
  const user = snap(view, "user", `user:${userId}`);
  if (!user) return refused("no_user", "the door does not know this person");
  if (user.deleted) return refused("user_deleted", "person deleted");
  if (user.suspended) return refused("suspended", "person suspended");
  if (user.from !== null && at < user.from)
    return refused("not_yet", `person starts ${formatInstant(user.from)}`, user.from);
  if (user.to !== null && at >= user.to)
    return refused("ended", `person ended ${formatInstant(user.to)}`, user.to);
  return null;
}

function judge(view: View, question: Question, at: number, isOffline: boolean): Verdict {
  const { userId, doorId, withCredential = false } = question;
  const door = snap(view, "door", `door:${doorId}`);
  if (!door) return refused("no_door", "this door does not exist");
  const about = judgeUser(view, userId, at);
  if (about) return about;
  let methods = question.methods ?? METHODS;
  if (isOffline) methods = methods.filter((method) => method !== "mobile");
  if (methods.length === 0)
    return refused("panel_offline", "the panel is offline, so the app cannot reach it");
  if (withCredential) {
    const has = heldMethods(view, at);
    if (!methods.some((method) => has.has(method)))
      return refused("no_credential", "the person has no card, PIN or redeemed pass for this");
  }
  const timeZone = snap(view, "site", `site:${door.siteId}`)?.timeZone ?? "UTC";
  const held = heldFor(view, doorId);
  const present = held.filter(({ membership }) => membership.present);
  const open = present.filter(({ scheduleIds }) =>
    scheduleIds.some((id) => isOpenNow(view, id, timeZone, at)),
  );
  const by = open.map(({ membership, group }) => ({ groupId: membership.groupId, group: group.name }));
  const [first] = by;
  if (first) return { open: true, reason: "open", text: `by "${first.group}"`, instant: null, by };
  if (present[0]) return refused("hours", `outside the weekly hours of "${present[0].group.name}"`);
  if (held[0]) return refused("removed", `taken out of "${held[0].group.name}"`);
  return refused("no_group", "in no group that opens this door");
}

/** Every instant in (from, to) at which the verdict of an unchanged view may turn. */
function edges(view: View, { userId, doorId }: Question, from: number, to: number): number[] {
  const found: (number | null)[] = [];
  const user = snap(view, "user", `user:${userId}`);
  if (user) found.push(user.from, user.to);
  for (const s of view.values()) if (s.kind === "credential" && s.held) found.push(s.from, s.to);
  const door = snap(view, "door", `door:${doorId}`);
  if (door) {
    const timeZone = snap(view, "site", `site:${door.siteId}`)?.timeZone ?? "UTC";
    const ids = heldFor(view, doorId)
      .filter(({ membership }) => membership.present)
      .flatMap(({ scheduleIds }) => scheduleIds);
    for (const id of new Set(ids)) {
      const schedule = id === null ? null : snap(view, "schedule", `schedule:${id}`);
      if (schedule) found.push(...weekEdges(schedule.weekdays, timeZone, from, to));
    }
  }
  const inside = found.filter((at): at is number => at !== null && at > from && at < to);
  return [...new Set(inside)].sort((a, b) => a - b);
}

/** Replays history for one door. While its panel is offline the door sees what it knew when it went. */
class Replay {
  private readonly cloud: View = new Map();
  private frozen: View | null = null;
  private next = 0;

  constructor(
    private readonly history: readonly HistoryEntry[],
    private readonly doorId: number,
  ) {}

  get view(): View {
    return this.frozen ?? this.cloud;
  }
  get isOffline(): boolean {
    return this.frozen !== null;
  }
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
      this.cloud.set(entry.key, entry.now);
      const door = snap(this.cloud, "door", `door:${this.doorId}`);
      if (entry.now.kind !== "panel" || entry.key !== `panel:${door?.panelId}`) continue;
      if (entry.now.online) this.frozen = null;
      else this.frozen ??= new Map(this.cloud);
    }
  }
}

/** Whether a user gets through a door at an instant, and why not. The past is as it was at the door. */
export function canOpen(history: readonly HistoryEntry[], question: Question, at: number): Verdict {
  const replay = new Replay(history, question.doorId);
  replay.to(at);
  return judge(replay.view, question, at, replay.isOffline);
}

const unionOf = (a: readonly Cause[], b: readonly Cause[]): Cause[] => [
  ...a,
  ...b.filter((cause) => !a.some((known) => known.groupId === cause.groupId)),
];

/**
 * The intervals within [from, to) in which the door opened for the user, as it was over time: a change
 * counts from the instant it reached the panel. Beyond the present the current state is carried on.
 */
export function accessIntervals(
  history: readonly HistoryEntry[],
  question: Question,
  span: { readonly from: number; readonly to: number },
): AccessInterval[] {
  const replay = new Replay(history, question.doorId);
  const done: AccessInterval[] = [];
  let open: AccessInterval | null = null;
  let changes: HistoryEntry[] = [];
  replay.to(span.from);
  for (let at = span.from; at < span.to; ) {
    const end = Math.min(span.to, replay.nextAt ?? span.to);
    for (const piece of [at, ...edges(replay.view, question, at, end)]) {
      const why = piece === at && changes.length > 0 ? changes.map((c) => c.cause).join("; ") : "window";
      const verdict = judge(replay.view, question, piece, replay.isOffline);
      if (!verdict.open) {
        if (open) done.push({ ...open, until: piece, ended: why });
        open = null;
      } else {
        const began: string | null = piece === span.from ? null : why;
        const start = { from: piece, causes: [], began, fromOfflinePanel: false };
        const now: AccessInterval = open ?? { ...start, until: span.to, ended: null };
        open = {
          ...now,
          causes: unionOf(now.causes, verdict.by),
          fromOfflinePanel: now.fromOfflinePanel || replay.isOffline,
        };
      }
    }
    at = end;
    changes = replay.to(at);
  }
  return open ? [...done, open] : done;
}

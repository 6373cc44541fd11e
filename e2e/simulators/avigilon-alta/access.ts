import type { EntryRow, HistoryEntry, Method, Model, Snapshot, UserRow } from "./model";
import type { World } from "./world";

type Of<K extends Snapshot["kind"]> = Extract<Snapshot, { kind: K }>;
type View = Map<string, Snapshot>;

/** A person at a door, or whoever holds a link. */
export interface Question {
  readonly userId: number;
  readonly entryId: number;
  /** Absent = any way. */
  readonly method?: Method;
  /** The person must also hold what the method needs. */
  readonly withCredential?: boolean;
  /** Ask for this link's holder; the person is then the owner of its cloud key. */
  readonly linkId?: number;
}

export type Refusal =
  | "no_person"
  | "deleted"
  | "suspended"
  | "not_yet"
  | "ended"
  | "no_door"
  | "no_group"
  | "group_left"
  | "no_credential"
  | "remote_refused"
  | "door_offline"
  | "link_gone"
  | "link_other_door";

export interface Verdict {
  readonly open: boolean;
  readonly reason: Refusal | "open";
  /** The reason for people; instants in UTC. */
  readonly text: string;
  /** The instant the reason speaks of. */
  readonly instant: number | null;
  /** Names of the groups that open the door. */
  readonly by: readonly string[];
}

export interface AccessInterval {
  /** UTC milliseconds, half-open. Cut at the ends of the question. */
  readonly from: number;
  readonly until: number;
  readonly by: readonly string[];
  /** What let it begin or end: changes by name, else "window". Null at the ends of the question. */
  readonly began: string | null;
  readonly ended: string | null;
}

const CREDENTIALS: Record<Method, readonly Model[]> = {
  card: ["card", "cardMifareCsn", "cardOpenpathDesfireEv1", "fobAllegion"],
  pin: ["pincode"],
  mobile: ["mobile"],
  cloud_key: ["cloudKey"],
};
const METHODS: readonly Method[] = ["card", "pin", "mobile", "cloud_key"];

const snap = <K extends Snapshot["kind"]>(view: View, kind: K, id: number): Of<K> | null => {
  const found = view.get(`${kind}:${id}`);
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
const iso = (ms: number) => new Date(ms).toISOString().replace(/\.000Z$/, "Z");

function outside(start: number | null, end: number | null, at: number, what: string): Verdict | null {
  if (start !== null && at < start) return refused("not_yet", `${what} starts ${iso(start)}`, start);
  if (end !== null && at >= end) return refused("ended", `${what} ended ${iso(end)}`, end);
  return null;
}

/** Names of what opens the zone for the person: groups, else the direct grants. */
function groundsFor(view: View, user: Of<"user">, zoneId: number): string[] {
  const grounds = user.groupIds.flatMap((id) => {
    const group = snap(view, "group", id);
    return group?.zoneIds.includes(zoneId) ? [group.name] : [];
  });
  if (user.zoneIds.includes(zoneId)) grounds.push("direct zone");
  const siteId = snap(view, "zone", zoneId)?.siteId;
  if (siteId !== undefined && user.siteIds.includes(siteId)) grounds.push("direct site");
  return grounds;
}

function judgeLink(view: View, { linkId, entryId }: Question, at: number): Verdict | null {
  if (linkId === undefined) return null;
  const link = snap(view, "link", linkId);
  if (!link) return refused("link_gone", "the link is no longer valid");
  const key = snap(view, "credential", link.credentialId);
  if (!key) return refused("link_gone", "the cloud key behind the link was deleted");
  if (!link.entryIds.includes(entryId)) return refused("link_other_door", "the link is for other doors");
  return outside(link.from, link.until, at, "link") ?? outside(key.start, key.end, at, "cloud key");
}

function hasCredential(view: View, method: Method, at: number): boolean {
  for (const held of view.values()) {
    if (held.kind !== "credential" || !held.isUsable || !CREDENTIALS[method].includes(held.model)) continue;
    if (outside(held.start, held.end, at, "credential") === null) return true;
  }
  return false;
}

function judge(view: View, question: Question, at: number): Verdict {
  const entry = snap(view, "entry", question.entryId);
  if (!entry) return refused("no_door", "this door does not exist");
  const link = judgeLink(view, question, at);
  if (link) return link;
  const user = snap(view, "user", question.userId);
  if (!user) return refused("no_person", "the door does not know this person");
  if (user.status === "I") return refused("deleted", "the person was deleted");
  if (user.status === "S") return refused("suspended", "the person is suspended");
  const bounds = outside(user.start, user.end, at, "person");
  if (bounds) return bounds;
  const grounds = groundsFor(view, user, entry.zoneId);
  if (grounds.length === 0) return refused("no_group", "in no group that opens this door");
  const isLink = question.linkId !== undefined;
  let methods: readonly Method[] = isLink ? ["cloud_key"] : question.method ? [question.method] : METHODS;
  const remote = (m: Method) => m === "cloud_key";
  if (!user.hasRemoteUnlock || !entry.isRemoteUnlockAllowed) methods = methods.filter((m) => !remote(m));
  if (methods.length === 0) return refused("remote_refused", "unlocking from afar is not allowed here");
  if (!entry.isOnline) methods = methods.filter((m) => !remote(m));
  if (methods.length === 0) return refused("door_offline", "the door's controller is off the network");
  if (question.withCredential === true && !isLink && !methods.some((m) => hasCredential(view, m, at)))
    return refused("no_credential", "the person holds nothing that opens this way");
  return { open: true, reason: "open", text: `by ${grounds.join(", ")}`, instant: null, by: grounds };
}

/** Every instant in (from, to) at which the verdict of an unchanged view may turn. */
function edges(view: View, from: number, to: number): number[] {
  const found: (number | null)[] = [];
  for (const held of view.values()) {
    if (held.kind === "user" || held.kind === "credential") found.push(held.start, held.end);
    if (held.kind === "link") found.push(held.from, held.until);
  }
  return [...new Set(found.filter((at): at is number => at !== null && at > from && at < to))].sort(
    (a, b) => a - b,
  );
}

/**
 * Replays history for one door. While its controller is off the network the door goes by what it knew when it went.
 * UNVERIFIED: nothing published says what a controller does without its cloud.
 */
class Replay {
  readonly cloud: View = new Map();
  private frozen: View | null = null;
  private next = 0;

  constructor(
    private readonly history: readonly HistoryEntry[],
    private readonly entryId: number,
  ) {}

  get view(): View {
    return this.frozen ?? this.cloud;
  }
  get nextAt(): number | null {
    return this.history[this.next]?.at ?? null;
  }

  /** Takes in everything up to and including `at`; returns what changed, by name. */
  to(at: number): string[] {
    const causes: string[] = [];
    for (let entry = this.history[this.next]; entry && entry.at <= at; entry = this.history[this.next]) {
      this.next += 1;
      this.cloud.set(entry.key, entry.now);
      causes.push(entry.cause);
      if (entry.now.kind !== "entry" || entry.key !== `entry:${this.entryId}`) continue;
      if (entry.now.isOnline) this.frozen = null;
      else this.frozen ??= new Map(this.cloud);
    }
    return causes;
  }
}

/** Whether a person, or a link's holder, gets through a door at an instant, and why not. */
export function canOpen(history: readonly HistoryEntry[], question: Question, at: number): Verdict {
  const replay = new Replay(history, question.entryId);
  replay.to(at);
  return judge(replay.view, question, at);
}

/**
 * The intervals [from, until) within [from, to) in which the door opened, as it was over time: a change counts from
 * the instant it reached the door, a window from the instant it was written. Beyond the present the current state goes on.
 */
export function accessIntervals(
  history: readonly HistoryEntry[],
  question: Question,
  span: { from: number; to: number },
): AccessInterval[] {
  const replay = new Replay(history, question.entryId);
  const done: AccessInterval[] = [];
  let open = null as AccessInterval | null;
  let causes: string[] = [];
  replay.to(span.from);
  for (let at = span.from; at < span.to; ) {
    const end = Math.min(span.to, replay.nextAt ?? span.to);
    for (const piece of [at, ...edges(replay.view, at, end)]) {
      const verdict = judge(replay.view, question, piece);
      const why = piece === at && causes.length > 0 ? causes.join("; ") : "window";
      if (!verdict.open) {
        if (open) done.push({ ...open, until: piece, ended: why });
        open = null;
      } else if (open) open = { ...open, by: [...new Set([...open.by, ...verdict.by])] };
      else {
        const began = piece === span.from ? null : why;
        open = { from: piece, until: span.to, by: verdict.by, began, ended: null };
      }
    }
    at = end;
    causes = replay.to(at);
  }
  return open ? [...done, open] : done;
}

/** Intervals of several records that are one person, as one list. */
export function mergeIntervals(lists: readonly (readonly AccessInterval[])[]): AccessInterval[] {
  const merged: AccessInterval[] = [];
  for (const next of lists.flat().sort((a, b) => a.from - b.from || a.until - b.until)) {
    const last = merged.at(-1);
    if (!last || next.from > last.until) merged.push(next);
    else {
      const later = next.until > last.until ? next : last;
      const by = [...new Set([...last.by, ...next.by])];
      merged[merged.length - 1] = { ...last, until: later.until, ended: later.ended, by };
    }
  }
  return merged;
}

/** The doors of `/users/{id}/entries`: by groups and direct grants, none while not active or out of date. */
export function userEntries(world: World, user: UserRow): EntryRow[] {
  const history = world.historyOf(user.id);
  const now = world.nowMs();
  return world.rows("entries", user.orgId).filter((entry) => {
    const replay = new Replay(history, entry.id);
    replay.to(now);
    return judge(replay.cloud, { userId: user.id, entryId: entry.id }, now).open;
  });
}

import { isWithinWeek, weekEdges } from "../kit/weekly";
import type { HistoryEntry, Snapshot, Way } from "./model";
import type { Switches } from "./switches";

type Of<K extends Snapshot["kind"]> = Extract<Snapshot, { kind: K }>;

/** What a door knows about one person: the last snapshot of each object that a sync has told it. */
type View = ReadonlyMap<string, Snapshot>;

export interface Question {
  readonly personId: string;
  readonly channelId: string;
  /** Absent = any way. */
  readonly way?: Way | undefined;
  /** True: the person must also hold a credential of that kind. */
  readonly withCredential?: boolean;
}

export type Refusal =
  | "no_door"
  | "no_person"
  | "person_deleted"
  | "disabled"
  | "not_yet"
  | "ended"
  | "no_credential"
  | "no_group"
  | "hours"
  | "not_synced";

export interface Verdict {
  readonly open: boolean;
  readonly reason: Refusal | "open";
  /** The reason for people; instants in UTC. */
  readonly text: string;
  /** The instant the reason speaks of. */
  readonly instant: number | null;
  /** What lets the person in. */
  readonly by: readonly Cause[];
}

export interface Cause {
  /** `group`, `reservation:<id>` of a group reservation, `role`, or `channels:<id>` of a reservation of doors. */
  readonly through: string;
  readonly groupId: string | null;
  readonly group: string;
}

type Edges = Switches["reservationEdges"];

const snap = <K extends Snapshot["kind"]>(view: View, kind: K, id: string): Of<K> | null => {
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

const stamp = (ms: number) => new Date(ms).toISOString();

/** A reason why a person may be in a group, or through a door, with the time it holds for. */
interface Hold {
  readonly cause: Cause;
  readonly roles: readonly string[];
  /** Doors it opens by itself, without a role. */
  readonly channels: readonly string[];
  readonly from: number | null;
  readonly until: number | null;
}

function holdsOf(view: View, person: Of<"person">, edges: Edges): Hold[] {
  const holds: Hold[] = [];
  const inGroup = (groupId: string, through: string, from: number | null, until: number | null) => {
    const group = snap(view, "group", groupId);
    if (!group || group.gone) return;
    const cause = { through, groupId, group: group.name };
    holds.push({ cause, roles: group.roles, channels: [], from, until });
  };
  for (const groupId of person.groups) inGroup(groupId, "group", null, null);
  const own = { through: "role", groupId: null, group: "a role of their own" };
  if (person.roles.length > 0)
    holds.push({ cause: own, roles: person.roles, channels: [], from: null, until: null });
  for (const [id, held] of view) {
    if (held.kind === "groupReservation" && !held.gone) {
      // A door that does not know the times itself goes by what was so when it was told.
      if (edges !== "on_doors" && !held.active) continue;
      const [from, until] = edges === "on_doors" ? [held.from, held.until] : [null, null];
      for (const groupId of held.groups)
        inGroup(groupId, id.replace("groupReservation", "reservation"), from, until);
    }
    if (held.kind === "reservation" && !held.gone) {
      const cause = { through: id.replace("reservation", "channels"), groupId: null, group: "a reservation" };
      holds.push({ cause, roles: [], channels: held.channels, from: held.from, until: held.until });
    }
  }
  return holds;
}

/** Whether the hold opens the door at all, and at this hour. */
function reach(view: View, hold: Hold, channelId: string, at: number): "opens" | "hours" | "none" {
  if (hold.channels.includes(channelId)) return "opens";
  const roles = hold.roles
    .map((id) => snap(view, "role", id))
    .filter((role) => role !== null && !role.gone && role.channels.includes(channelId));
  if (roles.length === 0) return "none";
  const zone = zoneOf(view, channelId);
  const isOpen = roles.some((role) => {
    const shift = role?.shiftId ? snap(view, "shift", role.shiftId) : null;
    return role?.shiftId === null || (shift !== null && isWithinWeek(shift.weekdays, zone, at));
  });
  return isOpen ? "opens" : "hours";
}

const zoneOf = (view: View, channelId: string): string =>
  snap(view, "site", snap(view, "channel", channelId)?.siteId ?? "")?.timezone ?? "UTC";

function hasCredential(view: View, way: Way | undefined): boolean {
  for (const held of view.values()) {
    if (held.kind === "credential" && !held.gone && held.usable && (!way || held.opens === way)) return true;
  }
  return false;
}

/** The verdict of a door over a person, by what it knows and the hour. */
export function judge(view: View, question: Question, at: number, edges: Edges): Verdict {
  const { personId, channelId, way, withCredential = false } = question;
  const channel = snap(view, "channel", channelId);
  if (!channel || channel.gone) return refused("no_door", "this door does not exist");
  const person = snap(view, "person", personId);
  if (!person) return refused("no_person", "the door does not know this person");
  if (person.gone) return refused("person_deleted", "person deleted");
  if (!person.enabled) return refused("disabled", "person disabled");
  if (person.from !== null && at < person.from)
    return refused("not_yet", `person valid from ${stamp(person.from)}`, person.from);
  if (person.until !== null && at >= person.until)
    return refused("ended", `person valid until ${stamp(person.until)}`, person.until);
  if (withCredential && !hasCredential(view, way))
    return refused("no_credential", "the person has no such credential");
  const opening = holdsOf(view, person, edges)
    .map((hold) => ({ hold, reach: reach(view, hold, channelId, at) }))
    .filter((h) => h.reach !== "none");
  const running = opening.filter(
    ({ hold }) => (hold.from === null || hold.from <= at) && (hold.until === null || at < hold.until),
  );
  const by = running.filter((h) => h.reach === "opens").map((h) => h.hold.cause);
  if (by.length > 0) return { open: true, reason: "open", text: `by "${by[0]?.group}"`, instant: null, by };
  if (running.length > 0) return refused("hours", `outside the hours of "${running[0]?.hold.cause.group}"`);
  const next = opening.map(({ hold }) => hold.from).filter((from) => from !== null && from > at);
  if (next.length > 0) {
    const from = Math.min(...next.map(Number));
    return refused("not_yet", `starts ${stamp(from)}`, from);
  }
  const last = opening.map(({ hold }) => hold.until).filter((until) => until !== null);
  if (last.length > 0) {
    const until = Math.max(...last.map(Number));
    return refused("ended", `ended ${stamp(until)}`, until);
  }
  return refused("no_group", "in no group that opens this door");
}

/** Every instant in (from, to) at which the verdict of an unchanged view may turn. */
export function edgesOf(
  view: View,
  question: Question,
  span: { from: number; to: number },
  edges: Edges,
): number[] {
  const person = snap(view, "person", question.personId);
  if (!person) return [];
  const found: (number | null)[] = [person.from, person.until];
  const zone = zoneOf(view, question.channelId);
  const shifts = new Set<Of<"shift">>();
  for (const hold of holdsOf(view, person, edges)) {
    found.push(hold.from, hold.until);
    for (const id of hold.roles) {
      const shiftId = snap(view, "role", id)?.shiftId;
      const shift = shiftId ? snap(view, "shift", shiftId) : null;
      if (shift) shifts.add(shift);
    }
  }
  for (const shift of shifts) found.push(...weekEdges(shift.weekdays, zone, span.from, span.to));
  const inside = found.filter((at): at is number => at !== null && at > span.from && at < span.to);
  return [...new Set(inside)].sort((a, b) => a - b);
}

/** Builds what a door knows, step by step: `to` takes in every change up to a number. */
export class Knowledge {
  readonly view = new Map<string, Snapshot>();
  private next = 0;

  constructor(private readonly history: readonly HistoryEntry[]) {}

  /** Returns what changed. */
  to(seq: number): HistoryEntry[] {
    const first = this.next;
    for (;;) {
      const entry = this.history[this.next];
      if (!entry || entry.seq > seq) return this.history.slice(first, this.next);
      this.view.set(entry.id, entry.now);
      this.next += 1;
    }
  }
}

import { isWithinWeek, weekEdges } from "../kit/weekly";
import type { HistoryEntry, Method, Snapshot } from "./model";

type Of<K extends Snapshot["kind"]> = Extract<Snapshot, { kind: K }>;
/** What a panel knows at one moment: the last snapshot of each entry it has been told. */
export type View = Map<string, Snapshot>;

export interface Question {
  readonly identity: string;
  readonly door: string;
  /** Any one of these suffices; absent = any. */
  readonly methods?: readonly Method[];
  /** True: the person must also hold a token that the door takes. */
  readonly withCredential?: boolean;
  /** The very number or PIN that is presented; absent = any the person has. */
  readonly value?: string;
}

type Refusal =
  | "no_person"
  | "identity_deleted"
  | "identity_inactive"
  | "no_token"
  | "token_inactive"
  | "token_dates"
  | "no_role"
  | "role_dates"
  | "role_not_installed"
  | "hours";

export interface Verdict {
  readonly open: boolean;
  readonly reason: Refusal | "open";
  /** The reason for people; instants in UTC. */
  readonly text: string;
  /** The instant the reason speaks of. */
  readonly instant: number | null;
  /** Roles that open the door. */
  readonly by: readonly { readonly role: string; readonly name: string }[];
}

const snap = <K extends Snapshot["kind"]>(view: View, kind: K, id: string | null): Of<K> | null => {
  const found = id === null ? undefined : view.get(id);
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
export const zoneOf = (view: View): string => snap(view, "zone", "zone")?.timezone ?? "UTC";
const told = (at: number) => new Date(at).toISOString().replace(/\.000Z$/, "Z");

/** Whether a door in its mode takes this token, presented this way. */
function takes(view: View, { door, methods, value }: Question, token: Of<"token">): boolean {
  const mode = snap(view, "door", door)?.mode ?? "card_only";
  const asked = (method: Method) => methods === undefined || methods.includes(method);
  const card = token.number !== null && asked("card") && (value === undefined || value === token.number);
  const pin = token.pin !== null && asked("pin") && (value === undefined || value === token.pin);
  switch (mode) {
    case "card_only":
      return card;
    case "pin_only":
      return pin;
    case "card_or_pin":
      return card || pin;
    case "card_and_pin":
      return token.number !== null && token.pin !== null && (card || pin);
  }
}

/** Null = some token opens the door now. */
function judgeTokens(view: View, question: Question, at: number): Verdict | null {
  const tokens = [...view.values()].filter((s): s is Of<"token"> => s.kind === "token" && !s.deleted);
  const fitting = tokens.filter((token) => takes(view, question, token));
  if (fitting.length === 0) return refused("no_token", "no card or PIN that this door takes");
  const active = fitting.filter((token) => token.active);
  if (active.length === 0) return refused("token_inactive", "the card or PIN is not active");
  const early = (token: Of<"token">) => token.starts !== null && at < token.starts;
  const late = (token: Of<"token">) => token.ends !== null && at >= token.ends;
  if (active.some((token) => !early(token) && !late(token))) return null;
  const instant = active.find(early)?.starts ?? active[0]?.ends ?? null;
  return refused("token_dates", "outside the dates of the card or PIN", instant);
}

interface Held {
  readonly id: string;
  readonly role: Of<"role">;
  readonly groups: readonly Of<"accessGroup">[];
}

/** Roles the person holds that lead to the door. */
function rolesFor(view: View, identity: Of<"identity">, door: string): Held[] {
  return identity.roles.flatMap((id) => {
    const role = snap(view, "role", id);
    if (!role || role.deleted) return [];
    const groups = role.accessGroups
      .map((group) => snap(view, "accessGroup", group))
      .filter((group): group is Of<"accessGroup"> => group?.doors.includes(door) === true);
    return groups.length > 0 ? [{ id, role, groups }] : [];
  });
}

function isOpenNow(view: View, group: Of<"accessGroup">, at: number): boolean {
  if (group.schedule === null) return true;
  const schedule = snap(view, "schedule", group.schedule);
  return schedule !== null && isWithinWeek(schedule.weekdays, zoneOf(view), at);
}

function judgeRole(view: View, { id, role, groups }: Held, at: number): Verdict {
  if (!role.installed) return refused("role_not_installed", `"${role.name}" is not installed`);
  if (role.starts !== null && at < role.starts)
    return refused("role_dates", `"${role.name}" starts ${told(role.starts)}`, role.starts);
  if (role.stops !== null && at >= role.stops)
    return refused("role_dates", `"${role.name}" stopped ${told(role.stops)}`, role.stops);
  if (!groups.some((group) => isOpenNow(view, group, at)))
    return refused("hours", `outside the schedule of "${role.name}"`);
  return {
    open: true,
    reason: "open",
    text: `by "${role.name}"`,
    instant: null,
    by: [{ role: id, name: role.name }],
  };
}

/** Identity active, and a role in its dates with the door in its schedule, and (where asked) a token in its dates. */
export function judge(view: View, question: Question, at: number): Verdict {
  const identity = snap(view, "identity", question.identity);
  if (!identity) return refused("no_person", "the panel does not know this person");
  if (identity.deleted) return refused("identity_deleted", "the person was deleted");
  if (!identity.active) return refused("identity_inactive", "the person is not active");
  const verdicts = rolesFor(view, identity, question.door).map((held) => judgeRole(view, held, at));
  const open = verdicts.filter((verdict) => verdict.open);
  const [first] = open;
  if (!first)
    return (
      verdicts.find((v) => v.reason === "hours") ??
      verdicts[0] ??
      refused("no_role", "no role that opens this door")
    );
  const token = question.withCredential ? judgeTokens(view, question, at) : null;
  return token ?? { ...first, by: open.flatMap((verdict) => verdict.by) };
}

/** Every instant in (from, to) at which the verdict of an unchanged view may turn. */
export function edgesOf(view: View, question: Question, from: number, to: number): number[] {
  const found: (number | null)[] = [];
  const identity = snap(view, "identity", question.identity);
  if (!identity) return [];
  for (const { role, groups } of rolesFor(view, identity, question.door)) {
    found.push(role.starts, role.stops);
    for (const group of groups) {
      const schedule = snap(view, "schedule", group.schedule);
      if (schedule) found.push(...weekEdges(schedule.weekdays, zoneOf(view), from, to));
    }
  }
  for (const token of view.values()) if (token.kind === "token") found.push(token.starts, token.ends);
  const inside = found.filter((at): at is number => at !== null && at > from && at < to);
  return [...new Set(inside)].sort((a, b) => a - b);
}

/** A change as one panel learns it. */
export interface Learned {
  readonly at: number;
  readonly entry: HistoryEntry;
  /** Came later than the usual lag: the panel was off the network. */
  readonly late: boolean;
}

/**
 * History in the order and at the times one panel learns of it: each change `lagMs` after it was made, and none while
 * the panel is off the network. Coming back it learns at once what is due.
 */
export function learnedBy(panel: string, history: readonly HistoryEntry[]): Learned[] {
  const learned: Learned[] = [];
  let waiting: { due: number; entry: HistoryEntry }[] = [];
  let online = true;
  let lastDue = 0;
  const take = (until: number, back: number | null) => {
    if (!online) return;
    for (const { due, entry } of waiting.filter((w) => w.due <= until))
      learned.push({
        at: back === null ? due : Math.max(due, back),
        entry,
        late: back !== null && due < back,
      });
    waiting = waiting.filter((w) => w.due > until);
  };
  for (const entry of history) {
    take(entry.at, null);
    if (entry.now.kind === "panel" && entry.id === panel) {
      const isBack = entry.now.online && !online;
      online = entry.now.online;
      if (isBack) take(entry.at, entry.at);
      learned.push({ at: entry.at, entry, late: false });
    } else {
      // Two changes of one entry keep their order, also where the lag was shortened in between.
      lastDue = Math.max(lastDue, entry.at + entry.lagMs);
      waiting.push({ due: lastDue, entry });
    }
  }
  take(Number.POSITIVE_INFINITY, null);
  return learned;
}

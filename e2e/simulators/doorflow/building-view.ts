import { accessIntervals } from "./intervals";
import type { Attempt, ChannelRow } from "./model";
import type { DoorFlowTestApi } from "./test-api";

const DAY_MS = 86_400_000;
const AHEAD_MS = 14 * DAY_MS;
/** People looked at per door: the page is for eyes, not for a thousand members. */
const PEOPLE_MAX = 100;

export interface DoorView {
  readonly door: ChannelRow;
  readonly now: readonly { readonly name: string; readonly until: number | null }[];
  readonly next: { readonly at: number; readonly name: string; readonly opens: boolean } | null;
  readonly unlisted: number;
}

/** Each door of an account with who may open it now, by what the door itself knows, and what changes next. */
export function viewDoors(api: DoorFlowTestApi, accountId: string): DoorView[] {
  const { world } = api;
  const now = world.nowMs();
  const people = Object.values(world.state.tables.people).filter((p) => p.account_id === accountId);
  return world.rows("channels", accountId).map((door) => {
    const visitors: { name: string; until: number | null }[] = [];
    const changes: { at: number; name: string; opens: boolean }[] = [];
    for (const person of people.slice(0, PEOPLE_MAX)) {
      const name = `${person.first_name} ${person.last_name}`;
      const question = { personId: person.id, channelId: door.id };
      const [first] = accessIntervals(world, question, { from: now, to: now + AHEAD_MS });
      if (!first) continue;
      const isOpen = first.from === now;
      const until = first.ended === null ? null : first.until;
      if (isOpen) visitors.push({ name, until });
      if (!isOpen) changes.push({ at: first.from, name, opens: true });
      else if (until !== null) changes.push({ at: until, name, opens: false });
    }
    const next = changes.sort((a, b) => a.at - b.at)[0] ?? null;
    return { door, now: visitors, next, unlisted: Math.max(0, people.length - PEOPLE_MAX) };
  });
}

/** Why a door stayed shut, for the person in front of it; `time` writes an instant in the building's zone. */
export function reasonOf(attempt: Attempt, time: (ms: number) => string): string {
  const when = attempt.instant === null ? "" : time(attempt.instant);
  switch (attempt.reason) {
    case "open":
      return `Opened ${attempt.text}.`;
    case "not_yet":
      return `The right to enter starts ${when}.`;
    case "ended":
      return `The right to enter ended ${when}.`;
    case "person_deleted":
      return "This person was deleted in DoorFlow.";
    case "disabled":
      return "This person is disabled in DoorFlow.";
    case "no_person":
      return "The door does not know this person.";
    case "no_group":
      return "Not in any group that opens this door.";
    case "hours":
      return `Outside the hours of the role: ${attempt.text}.`;
    case "no_credential":
      return "This person has no such card, PIN or phone at this door.";
    case "not_synced":
      return "DoorFlow knows of the right to enter, and the door does not yet: changes reach it with the next sync.";
    default:
      return `${attempt.text}.`;
  }
}

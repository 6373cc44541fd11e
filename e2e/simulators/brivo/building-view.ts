import { accessIntervals } from "./access";
import type { Attempt, DoorRow, UserRow } from "./model";
import type { BrivoTestApi } from "./test-api";

const DAY_MS = 86_400_000;
const AHEAD_MS = 14 * DAY_MS;
/** People looked at per door: the page is for eyes, not for a thousand of them. */
const PEOPLE_MAX = 100;

export interface DoorView {
  readonly door: DoorRow;
  readonly isOnline: boolean;
  /** Who may enter now; `until` null = no end within the fortnight looked ahead. */
  readonly now: readonly { readonly name: string; readonly until: number | null }[];
  readonly unlisted: number;
}

export const nameOf = (user: UserRow | undefined): string =>
  user ? `${user.firstName} ${user.lastName}` : "Somebody";

/** Each door of an account with who may open it now, as its panel knows it. */
export function viewDoors(api: BrivoTestApi, account: number): DoorView[] {
  const { world } = api;
  const now = world.nowMs();
  const memberships = world.rows("memberships", account);
  return world.rows("doors", account).map((door) => {
    const opens = new Set(
      world
        .rows("groups", account)
        .filter((group) => group.permissions.some((p) => p.doorId === door.id))
        .map((group) => group.id),
    );
    const ids = [...new Set(memberships.filter((m) => opens.has(m.groupId)).map((m) => m.userId))];
    const visitors = ids.slice(0, PEOPLE_MAX).flatMap((id) => {
      const span = { from: now, to: now + AHEAD_MS };
      const [first] = accessIntervals(world.historyOf(id), { userId: id, doorId: door.id }, span);
      if (first?.from !== now) return [];
      const until = first.ended === null ? null : first.until;
      return [{ name: nameOf(world.state.tables.users[String(id)]), until }];
    });
    const isOnline = world.find("panels", account, door.panelId).online;
    return { door, isOnline, now: visitors, unlisted: Math.max(0, ids.length - PEOPLE_MAX) };
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
    case "suspended":
      return "This person is suspended in Brivo.";
    case "user_deleted":
      return "This person was deleted in Brivo.";
    case "removed":
      return `The right to enter was taken away: ${attempt.text}.`;
    case "no_group":
      return "In no group that opens this door.";
    case "hours":
      return `Outside the weekly hours: ${attempt.text}.`;
    case "no_credential":
      return "This person has no card, PIN or redeemed pass for that.";
    case "panel_offline":
      return "The door's panel is offline, so the app cannot reach it. A card or PIN may still work.";
    default:
      return `${attempt.text}.`;
  }
}

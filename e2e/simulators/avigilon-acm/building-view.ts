import { learnedBy } from "./access";
import { accessIntervals } from "./intervals";
import type { Attempt, DoorRow, IdentityRow } from "./model";
import type { AcmTestApi } from "./test-api";

const AHEAD_MS = 14 * 86_400_000;
/** People looked at per door: the page is for eyes, not for a thousand members. */
const PEOPLE_MAX = 100;

export const nameOf = (row: Pick<IdentityRow, "attrs"> | null): string =>
  [row?.attrs.plasecFname, row?.attrs.plasecLname].filter((part) => part).join(" ") || "Somebody";

export interface DoorView {
  readonly door: DoorRow;
  readonly isOnline: boolean;
  /** Who may open it now, and until when (null = no end in the fortnight looked ahead). */
  readonly now: readonly { readonly name: string; readonly until: number | null }[];
  readonly next: { readonly at: number; readonly name: string; readonly opens: boolean } | null;
  readonly unlisted: number;
}

/** Each door with who may open it now and what changes next. */
export function viewDoors(api: AcmTestApi): DoorView[] {
  const { world } = api;
  const from = world.nowMs();
  const people = world.rows("identities");
  return world.rows("doors").map((door) => {
    const now: { name: string; until: number | null }[] = [];
    const changes: { at: number; name: string; opens: boolean }[] = [];
    for (const person of people.slice(0, PEOPLE_MAX)) {
      const learned = learnedBy(door.panel, world.historyOf(person.cn));
      const question = { identity: person.cn, door: door.cn };
      const [first] = accessIntervals(learned, question, { from, to: from + AHEAD_MS });
      if (!first) continue;
      const name = nameOf(person);
      const until = first.ended === null ? null : first.until;
      if (first.from === from) {
        now.push({ name, until });
        if (until !== null) changes.push({ at: until, name, opens: false });
      } else changes.push({ at: first.from, name, opens: true });
    }
    return {
      door,
      isOnline: world.find("panels", door.panel)?.online !== false,
      now,
      next: changes.sort((a, b) => a.at - b.at)[0] ?? null,
      unlisted: Math.max(0, people.length - PEOPLE_MAX),
    };
  });
}

/** Why a door stayed shut, for the person in front of it; `time` writes an instant in the building's zone. */
export function reasonOf(attempt: Attempt, time: (ms: number) => string): string {
  const when = attempt.instant === null ? "" : time(attempt.instant);
  switch (attempt.reason) {
    case "open":
      return `Opened ${attempt.text}.`;
    case "no_person":
      return "The panel does not know this person yet.";
    case "no_role":
      return "No role of this person opens this door.";
    case "hours":
      return `Outside the weekly hours: ${attempt.text}.`;
    case "role_dates":
      return `Outside the dates of the role (${when}): ${attempt.text}.`;
    case "no_token":
      return "This person has no card or PIN that this door takes.";
    case "token_dates":
      return `Outside the dates of the card or PIN (${when}).`;
    default:
      return `${attempt.text.charAt(0).toUpperCase()}${attempt.text.slice(1)}.`;
  }
}

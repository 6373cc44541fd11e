import type { ItemRow } from "@/db/queries/mappings";
import type { PassKindRow } from "@/db/queries/rights-read";
import type { Zone } from "../views";
import { hoursWords, weekdayWords } from "./hours-words";
import { listWords } from "./words";

const DESKS: Readonly<Record<string, string>> = {
  office: "Office",
  dedicated_desk: "Dedicated desk",
  hot_desk: "Hot desk",
  room: "Room on the floor plan",
};

export interface NoteFacts {
  readonly pass: PassKindRow | null;
  /** Weekdays of each part-time share of it, 0 Sunday to 6 Saturday. */
  readonly shares: readonly (readonly number[])[];
  readonly severalBusinesses: boolean;
  businessName(id: string): string | null;
  zoneOf(locationId: string): Zone | null;
}

/** What an item is and when it is good, one line each, as Nexudus tells it. Pure. */
export function notesOf(item: Pick<ItemRow, "kind" | "detail">, facts: NoteFacts): string[] {
  switch (item.kind) {
    case "pass":
      return passNotes(facts);
    case "desk": {
      const what = DESKS[item.detail ?? ""];
      const shares = facts.shares.map((days) => weekdayWords(days) || "no weekday");
      return [
        ...(what ? [what] : []),
        ...(shares.length > 0
          ? [`Part-time shares: ${shares.join("; ")}. Each opens on its own days only.`]
          : []),
      ];
    }
    case "resource":
      return item.detail === null ? [] : [item.detail];
    case "plan":
      return [];
    default: {
      const never: never = item.kind;
      return never;
    }
  }
}

function passNotes({ pass, severalBusinesses, businessName, zoneOf }: NoteFacts): string[] {
  if (pass === null) return [];
  const zone = zoneOf(pass.locationId);
  const notes = [pass.byMinutes ? "Pass of minutes: good until they are used up." : "Day pass."];
  if (pass.hours.length > 0 && zone !== null) notes.push(hoursWords(pass.hours, zone));
  if (!severalBusinesses) return notes;
  if (pass.scope === null) return [...notes, "Where else it is good has not been read yet."];
  const names = pass.scope.map(businessName);
  const known = names.filter((name) => name !== null);
  const others = names.length - known.length;
  const elsewhere = others === 0 ? [] : [others === 1 ? "1 other location" : `${others} other locations`];
  return [...notes, `Good at ${listWords([...known.sort(), ...elsewhere])}.`];
}

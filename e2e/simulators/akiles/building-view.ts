import { accessIntervals } from "./access";
import type { AssociationRow, Attempt, GadgetRow, MemberRow } from "./model";
import type { AkilesTestApi } from "./test-api";

const DAY_MS = 86_400_000;
const AHEAD_MS = 14 * DAY_MS;
/** People looked at per door: the page is for eyes, not for a thousand members. */
const PEOPLE_MAX = 100;

export interface Visitor {
  readonly name: string;
  /** UTC milliseconds; null = no end within the fortnight looked ahead. */
  readonly until: number | null;
}

export interface DoorView {
  readonly door: GadgetRow;
  readonly isOnline: boolean;
  readonly now: readonly Visitor[];
  readonly next: { readonly at: number; readonly name: string; readonly opens: boolean } | null;
  readonly unlisted: number;
}

function peopleOf(
  api: AkilesTestApi,
  door: GadgetRow,
  byMember: ReadonlyMap<string, AssociationRow[]>,
): MemberRow[] {
  const { groups, members } = api.world.state.tables;
  const opens = (association: AssociationRow) =>
    groups[association.member_group_id]?.permissions.some(
      (rule) =>
        (rule.gadget_id === null || rule.gadget_id === door.id) &&
        (rule.site_id === null || rule.site_id === door.site_id),
    ) ?? false;
  return [...byMember]
    .filter(([, associations]) => associations.some(opens))
    .map(([id]) => members[id])
    .filter((member): member is MemberRow => member !== undefined);
}

/** Each door of an organization with who may open it now and what changes next. */
export function viewDoors(api: AkilesTestApi, organizationId: string): DoorView[] {
  const { world } = api;
  const now = world.nowMs();
  const byMember = new Map<string, AssociationRow[]>();
  for (const association of world.rows("associations", organizationId)) {
    // A window long over cannot matter; one just taken away can, behind an offline device.
    if (association.ends_at !== null && association.ends_at < now - DAY_MS) continue;
    byMember.set(association.member_id, [...(byMember.get(association.member_id) ?? []), association]);
  }
  return world.rows("gadgets", organizationId).map((door) => {
    const people = peopleOf(api, door, byMember);
    const visitors: Visitor[] = [];
    const changes: { at: number; name: string; opens: boolean }[] = [];
    for (const { id, name } of people.slice(0, PEOPLE_MAX)) {
      const span = { from: now, to: now + AHEAD_MS };
      const [first] = accessIntervals(world.historyOf(id), { memberId: id, gadgetId: door.id }, span);
      if (!first) continue;
      const isOpen = first.from === now;
      const until = first.ended === null ? null : first.until;
      if (isOpen) visitors.push({ name, until });
      if (!isOpen) changes.push({ at: first.from, name, opens: true });
      else if (until !== null) changes.push({ at: until, name, opens: false });
    }
    return {
      door,
      isOnline: door.device_id === null || world.state.tables.devices[door.device_id]?.online !== false,
      now: visitors,
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
    case "not_yet":
      return `The right to enter starts ${when}.`;
    case "ended":
      return `The right to enter ended ${when}.`;
    case "member_deleted":
      return "This member was deleted in Akiles.";
    case "association_deleted":
      return `The right to enter was taken away: ${attempt.text}.`;
    case "no_association":
      return "Not in any group that opens this door.";
    case "method":
      return `The group's rule refuses this way of opening: ${attempt.text}.`;
    case "hours":
      return `Outside the weekly hours: ${attempt.text}.`;
    case "no_credential":
      return "This member has no PIN, card or app login for that.";
    case "device_offline":
      return "The door's controller is offline, so the app cannot reach it. A PIN or card may still work.";
    default:
      return `${attempt.text}.`;
  }
}

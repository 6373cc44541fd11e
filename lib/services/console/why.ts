import type { MemberRow } from "@/db/queries/facts";
import type { MemberEntitlementView } from "../member-views";
import type { Instant, Zone } from "../views";
import type { MemberAccess } from "./member-access";
import { atIn, listWords } from "./words";

/**
 * One sentence on why a member can or cannot enter now. The first that fits: what bars the member as a whole,
 * what is open and why, what stands in the way of something due, what opens next, why nothing does.
 */
export function whyAnswer(input: {
  readonly member: Pick<MemberRow, "fullName" | "active" | "archived" | "state">;
  readonly access: Pick<MemberAccess, "groups" | "status">;
  readonly entitlements: readonly MemberEntitlementView[];
  /** Connections whose doors Lintel keeps. */
  readonly connections: number;
  readonly now: Instant;
  readonly zone: Zone;
}): string {
  const { member, access, entitlements, now, zone } = input;
  const name = member.fullName;
  const at = (instant: Instant) => atIn(instant, { now, zone });
  if (member.state === "gone") return `${name} no longer exists in Nexudus, so no door opens.`;
  if (member.archived) return `${name} is archived in Nexudus, so no door opens.`;
  if (!member.active) return `${name} is suspended in Nexudus, so no door opens.`;
  if (input.connections === 0) return `No door vendor is active yet, so Lintel opens no door for ${name}.`;

  const open = access.groups.filter((group) => group.status.kind === "open");
  const reasons = entitlements.filter((right) => right.status.kind === "open").map((right) => right.label);
  const because =
    reasons.length > 0
      ? ` because of ${listWords(lowerFirst(reasons).map((reason) => `the ${reason}`))}`
      : "";
  if (open.length > 0) {
    const ends = open.flatMap((group) => (group.status.kind === "open" && group.status.until) || []);
    const last = ends.toSorted().at(-1);
    const until = ends.length === open.length && last ? ` until ${at(last)}` : "";
    return `${name} can enter ${listWords(open.map((group) => group.groupName))}${until}${because}.`;
  }
  switch (access.status.kind) {
    case "needs_you":
      return `${name} cannot enter yet: ${access.status.what} first.`;
    case "problem":
      return `${name} cannot enter: ${access.status.cause}. To do: ${access.status.remedy}.`;
    case "retrying":
      return `${name} cannot enter yet: the vendor did not take the change. Lintel tries again at ${at(access.status.at)}.`;
    case "applying":
      return `Lintel is changing ${name}'s access at the vendor right now.`;
    case "opens": {
      const next = access.groups.find(
        (group) =>
          group.status.kind === "opens" &&
          access.status.kind === "opens" &&
          group.status.at === access.status.at,
      );
      const reason = entitlements.find((right) => right.status.kind === "opens");
      return `${name} cannot enter now. ${next?.groupName ?? "The door"} opens ${at(access.status.at)}${reason ? ` for the ${lowerFirst([reason.label])[0]}` : ""}.`;
    }
    case "unmapped":
      return `${name} cannot enter: ${listWords(entitlements.filter((right) => right.status.kind === "unmapped").map((right) => right.label))} leads to no access group. Map it to open doors.`;
    default:
      return entitlements.some((right) => right.status.kind === "ended")
        ? `${name} cannot enter: what gave access is over, and nothing lies ahead.`
        : `${name} cannot enter: nothing in Nexudus gives access now or later.`;
  }
}

const lowerFirst = (labels: readonly string[]) =>
  [...new Set(labels)].map((label) => label.charAt(0).toLowerCase() + label.slice(1));

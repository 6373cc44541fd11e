import { contains, isOver } from "@/lib/access";
import type { Window } from "@/lib/access/types";
import type { PreviewMemberView, PreviewSentenceView, PreviewView } from "../preview-views";
import type { PreviewLine } from "./preview-lines";

const MEMBERS_MAX = 200;

export interface PreviewWording {
  readonly now: Date;
  group(groupId: string): string;
  at(instant: Date): string;
  /** Members that a person of a line stands for. */
  membersOf(personId: string): readonly string[];
  name(memberId: string): string;
  /** The period a ledger row stands for; null = unknown. */
  ledgerWindow(ledgerId: string): Window | null;
}

type Body = Pick<PreviewView, "totals" | "groups" | "members" | "moreMembers">;

/** What one line does to a person's access; null = nothing that is seen at a door. */
export function effectOf(line: PreviewLine): PreviewSentenceView["effect"] | null {
  switch (line.verb) {
    case "ensurePerson":
      return line.isPrevented ? null : "adds_person";
    case "grant":
      return line.isPrevented ? "takes" : "gives";
    case "revoke":
      return line.isPrevented ? "gives" : "takes";
    case "retime":
      return line.isPrevented ? null : "retimes";
    default: {
      const never: never = line.verb;
      return never;
    }
  }
}

const period = (window: Window, wording: PreviewWording) =>
  window.until === null
    ? `from ${wording.at(window.from)} with no end`
    : `from ${wording.at(window.from)} until ${wording.at(window.until)}`;

function sentenceOf(line: PreviewLine, wording: PreviewWording): string {
  const group = line.groupId === null ? "" : wording.group(line.groupId);
  const held = line.ledgerId === null ? null : wording.ledgerWindow(line.ledgerId);
  switch (line.verb) {
    case "ensurePerson":
      return "Adds this person to the door system";
    case "grant":
      return line.window === null
        ? group
        : `${line.isPrevented ? "No longer gives" : "Gives"} ${group} ${period(line.window, wording)}`;
    case "retime":
      return `Changes ${group}: now ${line.window ? period(line.window, wording) : ""}`;
    case "revoke":
      return `${line.isPrevented ? "Keeps" : "Takes"} ${group}${held ? ` ${period(held, wording)}` : ""}`;
    default: {
      const never: never = line.verb;
      return never;
    }
  }
}

/** Whether somebody is inside the period that the line is about: for a loss, the period that is lost. */
function isInside(line: PreviewLine, wording: PreviewWording): boolean {
  const held = line.ledgerId === null ? null : wording.ledgerWindow(line.ledgerId);
  const lost = line.verb === "revoke" ? held : line.window;
  if (line.verb === "retime")
    return (
      held !== null && contains(held, wording.now) && !(line.window && contains(line.window, wording.now))
    );
  return lost !== null && contains(lost, wording.now) && !isOver(lost, wording.now);
}

/** Counts and sentences of the lines, members in the order of their names. Pure. */
export function previewBody(lines: readonly PreviewLine[], wording: PreviewWording): Body {
  const byMember = new Map<string, PreviewSentenceView[]>();
  const groups = new Map<string, { given: Set<string>; taken: Set<string> }>();
  const losing = new Set<string>();
  const totals = { peopleAdded: 0, accessGiven: 0, accessTaken: 0, retimed: 0 };
  for (const line of lines) {
    const effect = effectOf(line);
    if (effect === null) continue;
    if (effect === "adds_person") totals.peopleAdded += 1;
    if (effect === "gives") totals.accessGiven += 1;
    if (effect === "takes") totals.accessTaken += 1;
    if (effect === "retimes") totals.retimed += 1;
    const nowInside = isInside(line, wording);
    const isLoss = effect === "takes" || effect === "retimes";
    if (nowInside && isLoss) losing.add(line.personId);
    if (line.groupId !== null && effect !== "retimes") {
      const counts = groups.get(line.groupId) ?? { given: new Set<string>(), taken: new Set<string>() };
      (effect === "gives" ? counts.given : counts.taken).add(line.personId);
      groups.set(line.groupId, counts);
    }
    const sentence = { effect, text: sentenceOf(line, wording), nowInside: nowInside && isLoss };
    for (const memberId of wording.membersOf(line.personId))
      byMember.set(memberId, [...(byMember.get(memberId) ?? []), sentence]);
  }
  const members = [...byMember]
    .map(
      ([memberId, sentences]): PreviewMemberView => ({ memberId, name: wording.name(memberId), sentences }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.memberId < b.memberId ? -1 : 1));
  return {
    totals: { ...totals, losingWhileInside: losing.size },
    groups: [...groups]
      .map(([id, { given, taken }]) => ({ name: wording.group(id), given: given.size, taken: taken.size }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    members: members.slice(0, MEMBERS_MAX),
    moreMembers: Math.max(0, members.length - MEMBERS_MAX),
  };
}

import type { ItemKind } from "@/lib/access/types";
import type { CsvProblem, MappingChange } from "../mapping-views";
import type { Assignment } from "./assignments";
import { type Column, GROUP_SEPARATOR } from "./csv-columns";
import type { CsvRow } from "./csv-file";

/** What rows are held against. */
export interface CsvGround {
  readonly items: readonly {
    readonly key: string;
    readonly kind: ItemKind;
    readonly id: string;
    readonly name: string;
    readonly business: string;
  }[];
  readonly groups: readonly { readonly id: string; readonly name: string; readonly isGone: boolean }[];
  /** What holds, or waits for its preview: a group that is gone may stay where it is, and no more. */
  assignment(key: string): Assignment;
}

type Item = CsvGround["items"][number];
const KINDS: Readonly<Record<string, ItemKind>> = {
  plan: "plan",
  tariff: "plan",
  pass: "pass",
  "time pass": "pass",
  desk: "desk",
  office: "desk",
  resource: "resource",
};
const TRUTH: Readonly<Record<string, boolean>> = {
  "": false,
  no: false,
  yes: true,
  false: false,
  true: true,
};
const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
/** Enough to find the cell again. */
const quoted = (text: string) => `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"`;

/** How a group is written: its name, or its id where the name would be taken for something else. */
export function groupWriter(groups: CsvGround["groups"]): (id: string) => string {
  const isTaken = (group: CsvGround["groups"][number]) =>
    group.name.trim() === "" ||
    group.name.includes(GROUP_SEPARATOR) ||
    groups.some(
      (other) => other.id !== group.id && (same(other.name, group.name) || other.id === group.name),
    );
  const texts = new Map(groups.map((group) => [group.id, isTaken(group) ? group.id : group.name]));
  return (id) => texts.get(id) ?? id;
}

/**
 * What rows ask for, each item's whole assignment, or everything that is wrong with them: one wrong row, and none
 * counts. Items without a row stay as they are. A column that is left out leaves its setting as it is.
 */
export function readRows(
  rows: readonly CsvRow[],
  ground: CsvGround,
): { readonly changes: readonly MappingChange[]; readonly problems: readonly CsvProblem[] } {
  const problems: CsvProblem[] = [];
  const changes: MappingChange[] = [];
  const seen = new Map<string, number>();
  for (const { line, cells } of rows) {
    const say = (message: string) => void problems.push({ line, message });
    const item = itemOf(cells, ground, say);
    if (!item) continue;
    const earlier = seen.get(item.key);
    if (earlier !== undefined) say(`${item.name} is in line ${earlier} already.`);
    seen.set(item.key, earlier ?? line);
    const before = ground.assignment(item.key);
    const groupIds = groupsOf(cells["access groups"] ?? "", before, ground, say);
    const options = {
      leadMinutes: minutesOf(cells["open before"], "open before", before.options.leadMinutes, say),
      lagMinutes: minutesOf(cells["close after"], "close after", before.options.lagMinutes, say),
      keepsHours: keepsOf(cells["keep pass hours"], item.kind, before.options.keepsHours, say),
    };
    changes.push({ key: item.key, groupIds, ...options });
  }
  return problems.length > 0 ? { changes: [], problems } : { changes, problems };
}

type Say = (message: string) => void;

function itemOf(cells: CsvRow["cells"], ground: CsvGround, say: Say): Item | null {
  const kind = KINDS[(cells.kind ?? "").toLowerCase()];
  if (!kind) {
    say(`${quoted(cells.kind ?? "")} is no kind: write plan, pass, desk or resource.`);
    return null;
  }
  const { id = "", name = "", business = "" } = cells;
  if (id !== "") return itemById(kind, { id, name, business }, ground, say);
  if (name === "") {
    say("Neither an id nor a name says which item this row is about.");
    return null;
  }
  const found = ground.items.filter(
    (item) =>
      item.kind === kind && same(item.name, name) && (business === "" || same(item.business, business)),
  );
  const [item] = found;
  if (found.length === 1 && item) return item;
  const where = business === "" ? "" : ` at ${quoted(business)}`;
  say(
    found.length === 0
      ? `There is no ${kind} called ${quoted(name)}${where}.`
      : `More than one ${kind} is called ${quoted(name)}${where}: fill in the id or the business.`,
  );
  return null;
}

/** The id decides; a name or business beside it must agree, or rows were shifted against each other. */
function itemById(
  kind: ItemKind,
  told: { readonly id: string; readonly name: string; readonly business: string },
  ground: CsvGround,
  say: Say,
): Item | null {
  const item = ground.items.find((one) => one.kind === kind && one.id === told.id);
  if (!item) {
    say(`There is no ${kind} with the id ${quoted(told.id)}.`);
    return null;
  }
  for (const [column, text] of [
    ["name", told.name],
    ["business", told.business],
  ] as const)
    if (text !== "" && !same(text, item[column])) {
      say(
        `The ${column} of ${kind} ${told.id} is ${quoted(item[column])}, not ${quoted(text)}. Correct it or leave it blank.`,
      );
      return null;
    }
  return item;
}

function groupsOf(cell: string, before: Assignment, ground: CsvGround, say: Say): string[] {
  const ids = cell
    .split(GROUP_SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .flatMap((part) => {
      const byId = ground.groups.filter((group) => group.id === part);
      const found = byId.length > 0 ? byId : ground.groups.filter((group) => same(group.name, part));
      const [group] = found;
      if (found.length > 1)
        say(`More than one access group is called ${quoted(part)}: write its id instead.`);
      else if (!group) say(`There is no access group ${quoted(part)}.`);
      else if (group.isGone && !before.groupIds.includes(group.id))
        say(`The access group ${quoted(part)} is gone at the vendor.`);
      else return [group.id];
      return [];
    });
  return [...new Set(ids)];
}

function minutesOf(cell: string | undefined, column: Column, before: number | null, say: Say): number | null {
  if (cell === undefined) return before;
  if (cell === "") return null;
  const minutes = Number(cell);
  if (/^\d{1,3}$/.test(cell) && minutes <= 120) return minutes;
  say(`"${column}" is ${quoted(cell)}: write whole minutes from 0 to 120, or leave it blank.`);
  return null;
}

function keepsOf(cell: string | undefined, kind: ItemKind, before: boolean, say: Say): boolean {
  if (cell === undefined) return before;
  const keeps = TRUTH[cell.toLowerCase()];
  if (keeps === undefined) say(`"keep pass hours" is ${quoted(cell)}: write yes or no.`);
  else if (keeps && kind !== "pass") say(`Only a pass has hours that can be kept; this is a ${kind}.`);
  else return keeps;
  return false;
}

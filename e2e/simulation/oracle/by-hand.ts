import type { Told } from "../types";
import { DEVICE_LAG_MS, PUT_BACK_MAX, PUT_BACK_WITHIN_MS, WITHOUT_MARKS } from "./bounds";
import { putBackDeadline } from "./deadlines";
import type { Cell } from "./rights";
import type { Stretch } from "./stretch";
import type { Trouble } from "./troubles";

/** What staff did by hand to a human at a connection; ms. */
function touchedByHand(told: Told, { human, door }: Cell): Set<number> {
  const isTheirs = (member: string) =>
    told.world.members.some(({ name, human: owner }) => name === member && owner === human.name);
  const touches = told.staff.flatMap((action) =>
    "connection" in action &&
    action.connection === door.connection.name &&
    "member" in action &&
    isTheirs(action.member)
      ? [Date.parse(action.at)]
      : [],
  );
  return new Set(touches);
}

/**
 * When a door stays shut though staff had opened it by hand and did nothing to end that: it is nobody else's to end.
 * Told by membership alone; a way in by PIN or card may end with the PIN or card.
 */
export function takenFromStaff(
  told: Told,
  cell: Cell,
  opened: readonly (Stretch & { readonly isForeign: boolean })[],
): Stretch[] {
  const end = Date.parse(told.to);
  const touched = touchedByHand(told, cell);
  const { vendor } = cell.door.connection;
  const lagMs = DEVICE_LAG_MS[vendor] ?? 0;
  const isGivenAgain = WITHOUT_MARKS.has(vendor) && isPutBackByHand(told, cell);
  const given = opened.filter(({ isForeign }) => isForeign).toSorted((a, b) => a.from - b.from);
  return given.flatMap(({ until }, i) => {
    if (until >= end || touched.has(until) || touched.has(until - lagMs) || isGivenAgain) return [];
    return [{ from: until, until: given[i + 1]?.from ?? end }];
  });
}

/**
 * Whether staff took somebody out of a group and later put them in again. Where a membership carries no mark that is the
 * one that was there before, which was not theirs.
 */
function isPutBackByHand(told: Told, { human, door }: Cell): boolean {
  const isTheirs = (member: string) =>
    told.world.members.some(({ name, human: owner }) => name === member && owner === human.name);
  const of = (kind: "staff_drop" | "staff_add") =>
    told.staff.flatMap((action) =>
      action.do === kind && action.connection === door.connection.name && isTheirs(action.member)
        ? [action]
        : [],
    );
  const drops = of("staff_drop");
  return of("staff_add").some((add) => drops.some((drop) => drop.group === add.group && drop.at < add.at));
}

/**
 * When a door may be shut because staff at the vendor shut it: until the next full check put back what they took;
 * for good, when it was taken a third time within a day, or the person was disabled or deleted.
 */
export function shutByHand(told: Told, { human, door }: Cell, troubles: readonly Trouble[]): Stretch[] {
  const isTheirs = (member: string) =>
    told.world.members.some(({ name, human: owner }) => name === member && owner === human.name);
  const here = told.staff.filter(
    (action) => "connection" in action && action.connection === door.connection.name,
  );
  const drops = here
    .flatMap((action) => (action.do === "staff_drop" && isTheirs(action.member) ? [action] : []))
    .filter(({ group }) => door.groups.has(group))
    .map(({ at, group }) => ({ at: Date.parse(at), group }));
  const dropped = drops.map(({ at, group }) => {
    const before = drops.filter(
      (each) => each.group === group && each.at < at && each.at > at - PUT_BACK_WITHIN_MS,
    );
    const isHeld = before.length >= PUT_BACK_MAX;
    return { from: at, until: isHeld ? Number.POSITIVE_INFINITY : putBackDeadline(at, troubles).at };
  });
  const stopped = here.flatMap((action) =>
    (action.do === "staff_disable" || action.do === "staff_delete") && isTheirs(action.member)
      ? [{ from: Date.parse(action.at), until: Number.POSITIVE_INFINITY }]
      : [],
  );
  return [...dropped, ...stopped];
}

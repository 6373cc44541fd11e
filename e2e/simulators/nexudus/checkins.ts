import { contractInEffect, zoneOf } from "./derive";
import type { Row } from "./model";
import { plain, readInstant } from "./stamps";
import type { World } from "./world";
import { fromLocal, toLocal } from "./zones";

type Values = Readonly<Record<string, unknown>>;
const day = 86_400_000;
/** Local hour at which everybody is checked out and a pass day ends. */
const CUT_OFF = "03:00";

/** A pass that covers a check-in: unused, or a day pass already spent within the last day. */
function coveringPass(world: World, values: Values): Row | undefined {
  const now = world.clock.now().getTime();
  return world
    .rows("CoworkerTimePass")
    .filter((p) => p.CoworkerId === values.CoworkerId && p.BusinessId === values.BusinessId)
    .filter((p) => (readInstant(p.ExpireDate)?.getTime() ?? Number.POSITIVE_INFINITY) > now)
    .toSorted((a, b) => Number(b.Used) - Number(a.Used))
    .find((p) => p.Used !== true || now - (readInstant(p.UsedDate)?.getTime() ?? 0) < day);
}

/** A kind of pass that is sold by itself when somebody without one checks in: to members, or to contacts. */
function payAsYouGo(world: World, values: Values): Row | undefined {
  const isMember = world
    .rows("CoworkerContract")
    .some((c) => c.CoworkerId === values.CoworkerId && contractInEffect(c, world.clock.now()));
  const flag = isMember ? "UseAsPayAsYouGoForMembers" : "UseAsPayAsYouGoForContacts";
  return world
    .rows("TimePass")
    .find((p) => p.BusinessId === values.BusinessId && p[flag] === true && p.Archived !== true);
}

/** No valid pass, and none is sold by itself: refused, and written down as failed. */
export const refuseCheckin = (world: World, values: Values) =>
  coveringPass(world, values) || payAsYouGo(world, values)
    ? null
    : { property: "Coworker", message: "does not have a valid pass to check in" };

/**
 * An open check-in must be dated today. UNVERIFIED: whether that is the calendar day, which is the narrower reading, or
 * the day from cut-off to cut-off.
 */
export function isMisdated(world: World, values: Values): boolean {
  const from = readInstant(values.FromTime);
  if (from === null || values.ToTime) return false;
  const zone = zoneOf(world, values.BusinessId);
  return toLocal(from, zone).slice(0, 10) !== toLocal(world.clock.now(), zone).slice(0, 10);
}

/** Marks the day pass of a check-in as used, after selling one where that is set up. Returns the pass's guid. */
export function spendPass(world: World, values: Values, by: string): string | null {
  const pass = coveringPass(world, values) ?? sell(world, values, by);
  if (pass && pass.Used !== true && world.find("TimePass", pass.TimePassId)?.MinutesIncluded === null) {
    world.update(
      "CoworkerTimePass",
      pass.Id,
      { Used: true, UsedDate: plain(world.clock.now()), CheckedIn: true },
      by,
    );
  }
  return pass?.UniqueId ?? null;
}

function sell(world: World, values: Values, by: string): Row | undefined {
  const kind = payAsYouGo(world, values);
  if (!kind) return undefined;
  const { CoworkerId, BusinessId } = values;
  return world.insert(
    "CoworkerTimePass",
    { CoworkerId, BusinessId, TimePassId: kind.Id, CreateMultiple: 1, IsPayAsYouGo: true, Free: false },
    by,
  );
}

export function recordFailedCheckin(world: World, values: Values, why: string, by: string): void {
  const { BusinessId, CoworkerId, Source } = values;
  const CheckinAttemptTime = world.now();
  world.insert("FailedCheckin", { BusinessId, CoworkerId, Source, CheckinAttemptTime, Description: why }, by);
}

/** Checks everybody out whose location has had its cut-off hour since they came. Called whenever somebody looks. */
export function closeStays(world: World): void {
  const now = world.clock.now();
  for (const stay of world.rows("Checkin")) {
    const from = readInstant(stay.FromTime);
    if (stay.ToTime || from === null) continue;
    const zone = zoneOf(world, stay.BusinessId);
    const on = (at: Date) => fromLocal(`${toLocal(at, zone).slice(0, 10)}T${CUT_OFF}`, zone);
    const cutOff = on(from) > from ? on(from) : on(new Date(on(from).getTime() + day));
    if (cutOff > now) continue;
    world.update("Checkin", stay.Id, { ToTime: plain(cutOff), AutoCheckout: true }, "system");
  }
}

/** Stays of a location that began today, newest first. */
export function staysToday(world: World, businessId: number): Row[] {
  const zone = zoneOf(world, businessId);
  const dateOf = (at: Date) => toLocal(at, zone).slice(0, 10);
  const today = dateOf(world.clock.now());
  return world
    .rows("Checkin")
    .filter((stay) => stay.BusinessId === businessId)
    .filter((stay) => {
      const from = readInstant(stay.FromTime);
      return from !== null && (!stay.ToTime || dateOf(from) === today);
    })
    .toSorted((a, b) => String(b.FromTime).localeCompare(String(a.FromTime)));
}

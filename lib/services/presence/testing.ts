import { listDoors } from "@/db/queries/doors";
import type { DoorAction } from "@/lib/access";
import type { Services } from "../context";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  businessId,
  emailOf,
  memberId,
  type Site,
  type World,
  type WorldOptions,
} from "../testing/world";
import { savePresenceSettings } from "./save";

/** Has a pass of ten hours at Rotherhithe. */
export const CHLOE = "Chloé Martin";
/** Has a contract there, but no pass. */
export const ANA = "Ana Pereira";

export interface PresenceWorld {
  readonly world: World;
  readonly site: Site;
}

/** An active site at which Chloé and Ana may enter the board room for a week; presence is off. */
export async function presenceWorld(options: Omit<WorldOptions, "database"> = {}): Promise<PresenceWorld> {
  const world = await testWorld(options);
  const site = await activeSite(world);
  await book(world, { who: CHLOE, room: "Lightship", from: at(-60), to: at(7 * 24 * 60) });
  await book(world, { who: ANA, room: "Ropewalk", from: at(-60), to: at(7 * 24 * 60) });
  return { world, site };
}

/** The same services for a vendor whose doors have actions of their own. */
export function perDoor(services: Services): Services {
  return {
    ...services,
    definition(vendor) {
      const found = services.definition(vendor);
      return found && { ...found, presence: "per_door" };
    },
  };
}

/** Switches "check in on open" on or off. */
export async function switchOnOpen(
  { world, site }: PresenceWorld,
  onOpen: boolean,
  doors: Readonly<Record<string, string>> = {},
): Promise<void> {
  await savePresenceSettings(world.services, {
    ...site,
    onOpen,
    doors: Object.entries(doors).map(([id, location]) => ({
      id,
      action: "nothing",
      locationId: String(businessId(world, location)),
    })),
  });
  await world.runner.drain();
}

/** Chooses what doors do, by their names at the vendor. */
export async function choose(
  { world, site }: PresenceWorld,
  actions: Readonly<Record<string, DoorAction>>,
): Promise<void> {
  const doors = await listDoors(world.db, site);
  await savePresenceSettings(perDoor(world.services), {
    ...site,
    onOpen: false,
    doors: doors
      .filter((door) => door.name in actions)
      .map(({ id, name }) => ({ id, action: actions[name] ?? "nothing", locationId: null })),
  });
}

/** The form in which Nexudus keeps an instant it was sent. */
export const whole = (at: Date) => at.toISOString().replace(/\.\d{3}Z$/, "Z");

/** Somebody opens a door with a card; returns when. Throws when it stays shut. */
export function openDoor({ world }: PresenceWorld, who: string, door: string): string {
  const attempt = world.akiles.api.attempt({
    member: emailOf(who),
    door,
    method: "card",
    withCredential: false,
  });
  if (!attempt.opened) throw new Error(`${door} stayed shut for ${who}: ${attempt.text}`);
  return whole(world.clock.now());
}

/** Stays of a member at Nexudus, oldest first: `in` until `out`, as Nexudus has them. */
export function stays({ world }: PresenceWorld, who: string) {
  return world.nexudus.api
    .rows("Checkin")
    .filter((row) => row.CoworkerId === memberId(world, who))
    .map((row) => ({ in: row.FromTime, out: row.ToTime, place: row.BusinessId }));
}

export const failedStays = ({ world }: PresenceWorld, who: string) =>
  world.nexudus.api.rows("FailedCheckin").filter((row) => row.CoworkerId === memberId(world, who));

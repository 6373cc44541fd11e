import { setCoveredLocations } from "@/db/queries/connections";
import { SEED } from "@/e2e/simulators/akiles/seed";
import type { ItemKind, LocationId } from "@/lib/access/types";
import { confirmPreview } from "../mappings/confirm";
import type { Proposal } from "../mappings/propose";
import { testWorld } from "./test-world";
import {
  activeSite,
  atDesk,
  businessId,
  memberId,
  propose,
  reconcileNow,
  type Site,
  unheard,
  type World,
} from "./world";

const ENTITY = { plan: "Tariff", pass: "TimePass", desk: "FloorPlanDesk", resource: "Resource" } as const;

/** Text of an instant as the platform's records carry it. */
export const stamp = (instant: Date) => instant.toISOString().slice(0, 19);

/** Nexudus id of something that can be mapped; names repeat from place to place. */
export function itemId(world: World, kind: ItemKind, name: string, place = "Rotherhithe"): number {
  const { api } = world.nexudus;
  const placeId = businessId(world, place);
  const row = api
    .rows(ENTITY[kind])
    .find(
      (one) =>
        one.Name === name &&
        (kind === "desk" ? api.row("FloorPlan", Number(one.FloorPlanId)).BusinessId : one.BusinessId) ===
          placeId,
    );
  if (!row) throw new Error(`no ${kind} ${name} in ${place}`);
  return row.Id;
}

/** Maps items, each to the board room's group unless told otherwise, and applies it. */
export async function map(
  world: World,
  site: Site,
  keys: readonly string[],
  more: Omit<Proposal, "installationId" | "connectionId"> & { readonly groupId?: string } = {},
): Promise<void> {
  const { groupId = SEED.groups.board, items: given = [], ...rest } = more;
  const items = [...given, ...keys.map((key) => ({ key, groupIds: [groupId] }))];
  const shown = await propose(world, { ...site, ...rest, items });
  const confirmed = await confirmPreview(world.services, { installationId: site.installationId, ...shown });
  if (confirmed.status !== "applied") throw new Error("the mapping was not applied");
  await world.runner.drain();
}

/** An active site where these items lead to the board room, beside the rooms. `prepare` runs before the first read. */
export async function siteWith(
  wanted: (world: World) => readonly string[],
  options: { readonly vendorWindows?: boolean; readonly prepare?: (world: World) => void } = {},
): Promise<{ readonly world: World; readonly site: Site }> {
  const world = await testWorld();
  const { prepare, ...rest } = options;
  if (prepare) unheard(world, () => prepare(world));
  const site = await activeSite(world, rest);
  // What the installation itself asked for may have been read before the mapping; now all is known.
  await reconcileNow(world, site);
  await map(world, site, wanted(world));
  return { world, site };
}

/** A contract made now; from then on unless told otherwise. */
export function contractOf(
  world: World,
  who: string,
  more: Readonly<Record<string, unknown>> = {},
  plan = "Hot Desk",
): number {
  return world.nexudus.api.create("CoworkerContract", {
    IssuedById: businessId(world, "Rotherhithe"),
    CoworkerId: memberId(world, who),
    TariffId: itemId(world, "plan", plan),
    StartDate: stamp(world.clock.now()),
    ...more,
  }).Id;
}

/** A pass put on somebody's account now. */
export function passOf(
  world: World,
  who: string,
  more: Readonly<Record<string, unknown>> = {},
  kind = "Day Pass",
): number {
  return world.nexudus.api.create("CoworkerTimePass", {
    CoworkerId: memberId(world, who),
    BusinessId: businessId(world, "Rotherhithe"),
    TimePassId: itemId(world, "pass", kind),
    CreateMultiple: 1,
    ...more,
  }).Id;
}

/** Changes a record at the desk; its webhooks are heard and answered. */
export const change = (
  world: World,
  entity: Parameters<World["nexudus"]["api"]["change"]>[0],
  id: number,
  values: Readonly<Record<string, unknown>>,
) => atDesk(world, () => world.nexudus.api.change(entity, id, values));

/** The only contract of a member that counts here. */
export function contractId(world: World, who: string): number {
  const row = world.nexudus.api
    .rows("CoworkerContract")
    .find((one) => one.CoworkerId === memberId(world, who));
  if (!row) throw new Error(`${who} has no contract`);
  return row.Id;
}

/** Has a connection cover these locations, by name. */
export const cover = (world: World, site: Site, names: readonly string[]) =>
  setCoveredLocations(
    world.db,
    site,
    names.map((name) => String(businessId(world, name)) as LocationId),
  );

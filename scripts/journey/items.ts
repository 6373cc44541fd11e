import type { Page } from "playwright";
import { applyPreview, type Console } from "./console";
import { GROUP } from "./set-up";
import type { Systems } from "./systems";

/** One of each kind that can be mapped, by the name it has in Nexudus and the table it is in. */
export const ITEMS = {
  plan: { name: "Journey plan", table: "Plans" },
  pass: { name: "Journey pass", table: "Passes" },
  desk: { name: "Journey desk", table: "Desks & offices" },
  office: { name: "Journey office", table: "Desks & offices" },
  hall: { name: "Journey hall", table: "Resources" },
} as const;
export type ItemName = keyof typeof ITEMS;

const ENTITY = {
  plan: "Tariff",
  pass: "TimePass",
  desk: "FloorPlanDesk",
  office: "FloorPlanDesk",
  hall: "Resource",
} as const satisfies Record<ItemName, string>;

/** Every contract has a plan; this one leads to no door. */
const OTHER_PLAN = "Unmapped plan";

const floorOf = async (world: Systems, business: number) =>
  (await world.records("FloorPlan")).find((row) => row.BusinessId === business)?.Id;

/** A location of the network in London, with a floor to put desks on. Returns its id. */
export async function addLocation(world: Systems, name: string): Promise<number> {
  const model = (await world.records("Business")).find((row) => row.Name === "Rotherhithe");
  const { RootLocationId, SimpleTimeZoneId, CountryId, CountryName, CurrencyId, CurrencyCode } = model ?? {};
  const business = await world.create("Business", {
    Name: name,
    WebAddress: `harbourworks-${name.toLowerCase()}`,
    RootLocationId,
    SimpleTimeZoneId,
    CountryId,
    CountryName,
    CurrencyId,
    CurrencyCode,
  });
  await world.create("FloorPlan", { BusinessId: business, Name: "Ground floor" });
  return business;
}

/** Puts one item of each kind on sale at a location. */
export async function addItems(world: Systems, business: number): Promise<void> {
  const FloorPlanId = await floorOf(world, business);
  for (const Name of [ITEMS.plan.name, OTHER_PLAN])
    await world.create("Tariff", { BusinessId: business, Name, Price: 100, CurrencyCode: "GBP" });
  await world.create("TimePass", { BusinessId: business, Name: ITEMS.pass.name, Businesses: [business] });
  for (const [item, ItemType] of [
    ["desk", 2],
    ["office", 1],
  ] as const)
    await world.create("FloorPlanDesk", {
      FloorPlanId,
      Name: ITEMS[item].name,
      ItemType,
      Capacity: 1,
      Available: true,
    });
  await world.addRoom(business, ITEMS.hall.name);
}

/** Nexudus id of a location's item. */
export async function itemId(world: Systems, business: number, item: ItemName): Promise<number> {
  const floor = await floorOf(world, business);
  const row = (await world.records(ENTITY[item])).find(
    (one) => one.Name === ITEMS[item].name && (one.BusinessId === business || one.FloorPlanId === floor),
  );
  if (typeof row?.Id !== "number") throw new Error(`no ${ITEMS[item].name}`);
  return row.Id;
}

/** Nexudus id of a location's plan that is mapped to nothing. */
export const otherPlanId = async (world: Systems, business: number): Promise<unknown> =>
  (await world.records("Tariff")).find((row) => row.BusinessId === business && row.Name === OTHER_PLAN)?.Id;

/**
 * Maps a location's items for a connection, on the mapping page with that location chosen, table by table, in one change
 * that is previewed and applied once.
 */
export async function mapItems(
  { page, base }: Pick<Console, "page" | "base">,
  app: string,
  at: { readonly connection: string; readonly business: number },
): Promise<void> {
  const query = `connection=${at.connection.split("/").at(-1)}&location=${at.business}`;
  await page.goto(`${app}${base}/mapping?${query}`);
  for (const { name, table } of Object.values(ITEMS)) await mapItem(page, name, table);
  await page.getByRole("button", { name: `Preview ${Object.keys(ITEMS).length} changes` }).click();
  await applyPreview(page);
}

async function mapItem(page: Page, name: string, table: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${table} \\d+$`) }).click();
  await page.getByRole("searchbox", { name: "Search items" }).fill(name);
  await page.getByRole("button", { name: `Access groups for ${name}: Not controlled by Lintel` }).click();
  await page.getByRole("option", { name: GROUP }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Access groups for ${name}: ${GROUP}` }).waitFor();
}

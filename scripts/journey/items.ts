import type { Page } from "playwright";
import { applyPreview, GROUP, type Site } from "./set-up";
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

/** Puts one item of each kind on sale at a location. */
export async function addItems(world: Systems, business: number): Promise<void> {
  const floor = (await world.records("FloorPlan")).find((row) => row.BusinessId === business);
  await world.create("Tariff", {
    BusinessId: business,
    Name: ITEMS.plan.name,
    Price: 100,
    CurrencyCode: "GBP",
  });
  await world.create("TimePass", { BusinessId: business, Name: ITEMS.pass.name, Businesses: [business] });
  for (const [item, ItemType] of [
    ["desk", 2],
    ["office", 1],
  ] as const)
    await world.create("FloorPlanDesk", {
      FloorPlanId: floor?.Id,
      Name: ITEMS[item].name,
      ItemType,
      Capacity: 1,
      Available: true,
    });
  await world.addRoom(business, ITEMS.hall.name);
}

/** Nexudus id of an item. */
export async function itemId(world: Systems, item: ItemName): Promise<number> {
  const row = (await world.records(ENTITY[item])).find((one) => one.Name === ITEMS[item].name);
  if (typeof row?.Id !== "number") throw new Error(`no ${ITEMS[item].name}`);
  return row.Id;
}

/** Maps all of them on the mapping page, table by table, in one change that is previewed and applied once. */
export async function mapItems(site: Site, app: string, say: (line: string) => void): Promise<void> {
  const { page, base, connection } = site;
  say("Mapping a plan, a pass, a desk, an office and a room...");
  await page.goto(`${app}${base}/mapping?connection=${connection.split("/").at(-1)}`);
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

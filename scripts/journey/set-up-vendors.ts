import type { Page } from "playwright";
import { realClock } from "../../lib/clock";
import { type Console, connect, inConsole, openConsole } from "./console";
import { addItems, addLocation, mapItems } from "./items";
import type { Party } from "./play-rights";
import { doorsOf, type Systems } from "./systems";
import { buildingOf, type OwnStack, type VendorJourney } from "./vendors";

/** The first is in the network already; where a vendor plays alone, its connection covers every location. */
const LOCATIONS = ["Rotherhithe", "Wapping", "Deptford", "Limehouse", "Greenwich"];
/** By the name it has at every vendor. */
const DOOR = "Board room";
const WAIT_MS = 60_000;

export interface VendorSite extends Console {
  readonly parties: readonly Party[];
}

/**
 * One installation with a connection to each of these vendors, each at a location of its own with one item of every
 * kind, connected, set up and mapped in Chromium as an admin does it.
 */
export async function setUpVendors(
  world: Systems,
  own: OwnStack,
  vendors: readonly VendorJourney[],
  say: (line: string) => void,
  onPage: (page: Page) => void,
): Promise<VendorSite> {
  const places: { readonly vendor: VendorJourney; readonly business: number; readonly location: string }[] =
    [];
  for (const [number, vendor] of vendors.entries()) {
    const location = LOCATIONS[number] ?? "";
    const business = number === 0 ? await world.businessId(location) : await addLocation(world, location);
    await addItems(world, business);
    places.push({ vendor, business, location });
  }
  const admin = await openConsole(world, say, onPage);
  return inConsole(admin, async () => {
    const parties: Party[] = [];
    for (const { vendor, business, location } of places) {
      say(`Connecting ${vendor.name}...`);
      const connection = await connect(admin, world.urls.app, {
        vendor: vendor.id,
        location: places.length === 1 ? null : location,
        signIn: (page) => vendor.connect(page, own),
      });
      await prepareDoors(admin.page, `${world.urls.app}${connection}`, vendor);
      await waitForItems(world, admin, { connection, business });
      say(`Mapping a plan, a pass, a desk, an office and a room at ${vendor.name}...`);
      await mapItems(admin, world.urls.app, { connection, business });
      parties.push(partyOf(vendor, own, business));
    }
    return { ...admin, parties };
  });
}

function partyOf(vendor: VendorJourney, own: OwnStack, business: number): Party {
  let names: ReadonlyMap<number, string> = new Map();
  const { leadMinutes, lagMinutes, doorsHearWithinMs } = vendor;
  return {
    windows: vendor.id,
    business,
    door: DOOR,
    doors: doorsOf(buildingOf(vendor, own, (member) => names.get(member))),
    leadMinutes,
    lagMinutes,
    doorsHearWithinMs,
    cast: (members) => {
      names = members;
    },
  };
}

/** What the vendor wants chosen, and a PIN for everybody, so that there is something to open doors with. */
async function prepareDoors(page: Page, address: string, vendor: VendorJourney): Promise<void> {
  await page.goto(address);
  await vendor.choose?.(page);
  await page.goto(address);
  const pin = page.getByRole("switch", { name: "PIN", exact: true });
  if (!(await pin.isChecked())) await pin.click();
  await page.getByRole("button", { name: /^(Preview and save|Save settings)$/ }).click();
  await page.getByText("Saved.").first().waitFor();
}

/** The first read of Nexudus runs after the install: wait until there is something to be mapped. */
async function waitForItems(
  world: Systems,
  { page, base }: Console,
  at: { readonly connection: string; readonly business: number },
): Promise<void> {
  const query = `connection=${at.connection.split("/").at(-1)}&location=${at.business}&kind=resource`;
  const deadline = realClock.monotonicMs() + WAIT_MS;
  for (;;) {
    await page.goto(`${world.urls.app}${base}/mapping?${query}&q=Journey+hall`);
    if (await page.getByText("Journey hall").count()) return;
    if (realClock.monotonicMs() > deadline) throw new Error("the rooms did not appear on the mapping page");
    await realClock.sleep(500);
  }
}

import type { Page } from "playwright";
import { realClock } from "../../lib/clock";
import { applyPreview, type Console, connect, inConsole, openConsole } from "./console";
import type { Booked } from "./stories";
import { STORIES } from "./stories";
import type { Systems } from "./systems";

/** The group every journey room is mapped to, and the door that is tried. */
export const GROUP = "Board room (with front door)";
const DOOR = "gad_board_room";
const WAIT_MS = 60_000;

export interface Site extends Console {
  readonly door: string;
  /** A member and a room of their own for one story. */
  cast(story: string): Promise<Booked>;
  setVendorWindows(on: boolean): Promise<void>;
  /** Whether the vendor can keep the times, or only Lintel. */
  waysOfKeepingTime(): Promise<readonly ("vendor" | "timers")[]>;
  /** Path of the connection's page. */
  readonly connection: string;
}

/**
 * What an admin does on the first day, in Chromium: install from the marketplace, confirm the locations,
 * connect Akiles, map rooms, read the preview, activate.
 */
export async function setUp(
  world: Systems,
  say: (line: string) => void,
  /** Called with the page before its first address. */
  onPage: (page: Page) => void = () => undefined,
  /** Called with the location's id before anything is installed. */
  prepare: (business: number) => Promise<void> = async () => undefined,
): Promise<Site> {
  const cast = new Map<string, Booked>();
  const business = await world.businessId("Rotherhithe");
  for (const windows of ["vendor", "timers"])
    for (const story of STORIES) {
      const number = cast.size + 1;
      const member = await world.addCustomer(
        `Journey Member ${number}`,
        `journey${number}@members.test`,
        business,
      );
      const room = await world.addRoom(business, `Journey room ${String(number).padStart(2, "0")}`);
      cast.set(`${story.name} (${windows})`, { member, room });
    }

  await prepare(business);

  const admin = await openConsole(world, say, onPage);
  return inConsole(admin, async () => {
    const { page } = admin;
    say("Connecting Akiles...");
    const connection = await connect(admin, world.urls.app, {
      vendor: "akiles",
      location: null,
      async signIn() {
        await page.getByRole("button", { name: "Sign in at Akiles" }).click();
        await page.getByRole("button", { name: "Allow" }).click();
      },
    });
    await waitForItems(world, page, admin.base, connection);
    const site = siteOf(world, admin, { connection, cast });

    say("Mapping the rooms...");
    await page
      .getByRole("searchbox")
      .or(page.getByPlaceholder(/search/i))
      .first()
      .fill("Journey room");
    await page.getByRole("checkbox", { name: `Select all ${cast.size} items` }).check();
    await page.getByRole("button", { name: "Access groups to assign" }).click();
    await page.getByRole("option", { name: GROUP }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: `Add to ${cast.size} items` }).click();
    await page.getByRole("button", { name: /^Preview \d+ changes?$/ }).click();

    say("Reading the preview and activating...");
    await applyPreview(page);
    say("Lintel keeps the doors.");
    return site;
  });
}

function siteOf(
  world: Systems,
  admin: Console,
  at: { readonly connection: string; readonly cast: ReadonlyMap<string, Booked> },
): Site {
  const { page } = admin;
  const { connection, cast } = at;
  const setVendorWindows = async (on: boolean) => {
    await page.goto(`${world.urls.app}${connection}`);
    const option = page.getByRole("switch", { name: "Let the doors keep the times" });
    if ((await option.isChecked()) === on) return;
    await option.click();
    await page.getByRole("button", { name: /^(Preview and save|Save settings)$/ }).click();
    await page.getByText("Saved.").first().waitFor();
  };
  return {
    ...admin,
    door: DOOR,
    connection,
    setVendorWindows,
    async waysOfKeepingTime() {
      await page.goto(`${world.urls.app}${connection}`);
      const option = page.getByRole("switch", { name: "Let the doors keep the times" });
      return (await option.isEnabled()) ? ["vendor", "timers"] : ["timers"];
    },
    cast: async (story) => {
      const who = cast.get(story);
      if (!who) throw new Error(`nobody plays ${story}`);
      return who;
    },
  };
}

/** The first read of Nexudus runs after the install: wait until the rooms are there to be mapped. */
async function waitForItems(world: Systems, page: Page, base: string, connection: string): Promise<void> {
  const id = connection.split("/").at(-1);
  const deadline = realClock.monotonicMs() + WAIT_MS;
  for (;;) {
    await page.goto(`${world.urls.app}${base}/mapping?connection=${id}&kind=resource`);
    if (await page.getByText("Journey room 12").count()) return;
    if (realClock.monotonicMs() > deadline) throw new Error("the rooms did not appear on the mapping page");
    await realClock.sleep(500);
  }
}

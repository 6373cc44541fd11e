import { type Browser, chromium, type Page } from "playwright";
import { realClock } from "../../lib/clock";
import type { Booked } from "./stories";
import { STORIES } from "./stories";
import type { Systems } from "./systems";
import type { OwnStack, VendorJourney } from "./vendors";

/** The group every journey room is mapped to, and the door that is tried. */
export const GROUP = "Board room (with front door)";
const DOOR = "gad_board_room";
const WAIT_MS = 60_000;

export interface Site {
  readonly door: string;
  /** A member and a room of their own for one story. */
  cast(story: string): Promise<Booked>;
  setVendorWindows(on: boolean): Promise<void>;
  /** Whether the vendor can keep the times, or only Lintel. */
  waysOfKeepingTime(): Promise<readonly ("vendor" | "timers")[]>;
  /** Screens of the finished set-up, for pictures and checks. */
  readonly page: Page;
  readonly base: string;
  /** Path of the connection's page. */
  readonly connection: string;
  close(): Promise<void>;
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
  /** Another vendor than Akiles; nothing is mapped then. */
  other?: { readonly vendor: VendorJourney; readonly own: OwnStack },
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

  const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  const browser: Browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(WAIT_MS);
  onPage(page);
  try {
    say("Installing from the marketplace...");
    await page.goto(`${world.urls.app}/`);
    await page.getByRole("link", { name: "Install from the Nexudus Marketplace" }).first().click();
    await page.getByRole("button", { name: "Install", exact: true }).click();
    await page.getByRole("button", { name: "Accept and install" }).click();
    await page.waitForURL(/\/[0-9a-f-]{36}(\?|$)/);
    const base = new URL(page.url()).pathname;

    say("Confirming locations...");
    await page.goto(`${world.urls.app}${base}/settings/account`);
    await page.getByRole("button", { name: /Confirm (the location|\d+ locations)/ }).click();
    await page.getByRole("button", { name: "Save locations" }).waitFor();

    say(`Connecting ${other?.vendor.name ?? "Akiles"}...`);
    await page.goto(`${world.urls.app}${base}/connections/new?vendor=${other?.vendor.id ?? "akiles"}`);
    await page.getByRole("checkbox").first().waitFor();
    for (const box of await page.getByRole("checkbox").all()) if (!(await box.isChecked())) await box.check();
    if (other) await other.vendor.connect(page, other.own);
    else {
      await page.getByRole("button", { name: "Sign in at Akiles" }).click();
      await page.getByRole("button", { name: "Allow" }).click();
    }
    await page.getByRole("button", { name: "Yes, this is ours" }).click();
    await page.getByText("Is this yours?").waitFor({ state: "detached" });
    const connection = new URL(page.url()).pathname;
    if (other) await prepareDoors(page, `${world.urls.app}${connection}`, other.vendor);
    await waitForItems(world, page, base, connection);
    const site = siteOf(world, browser, page, {
      base,
      connection,
      cast,
      door: other ? "Board room" : DOOR,
    });
    if (other) return site;

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
  } catch (error) {
    await page.screenshot({ path: "journey-failure.png", fullPage: true }).catch(() => undefined);
    await browser.close();
    throw error;
  }
}

function siteOf(
  world: Systems,
  browser: Browser,
  page: Page,
  at: {
    readonly base: string;
    readonly connection: string;
    readonly cast: ReadonlyMap<string, Booked>;
    readonly door: string;
  },
): Site {
  const { base, connection, cast } = at;
  const setVendorWindows = async (on: boolean) => {
    await page.goto(`${world.urls.app}${connection}`);
    const option = page.getByRole("switch", { name: "Let the doors keep the times" });
    if ((await option.isChecked()) === on) return;
    await option.click();
    await page.getByRole("button", { name: /^(Preview and save|Save settings)$/ }).click();
    await page.getByText("Saved.").first().waitFor();
  };
  return {
    door: at.door,
    page,
    base,
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
    close: () => browser.close(),
  };
}

/** What the vendor wants chosen, and a PIN for everybody, so that there is something to open doors with. */
async function prepareDoors(page: Page, address: string, vendor: VendorJourney): Promise<void> {
  await page.goto(address);
  await vendor.choose?.(page);
  await page.goto(address);
  const pin = page.getByRole("switch", { name: "PIN", exact: true });
  if ((await pin.isEnabled()) && !(await pin.isChecked())) await pin.click();
  const cards = page.getByRole("switch", { name: "Cards", exact: true });
  if (!(await pin.isEnabled()) && !(await cards.isChecked())) await cards.click();
  await page.getByRole("button", { name: /^(Preview and save|Save settings)$/ }).click();
  await page.getByText("Saved.").first().waitFor();
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

/** Where nobody gains or loses anything by it, the change needs no dialog. */
export async function applyPreview(page: Page): Promise<void> {
  await page.waitForURL(/\/preview\//);
  const plain = page.getByRole("button", { name: "Save without door changes" });
  const apply = page.getByRole("button", { name: /^Apply \d+ changes?$/ });
  await plain.or(apply).first().waitFor();
  if (await plain.count()) await plain.click();
  else {
    await apply.click();
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: /^Apply/ })
      .click();
  }
  await page.getByText("Applied.").first().waitFor();
}

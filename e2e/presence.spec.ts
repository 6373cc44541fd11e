import type { Page } from "@playwright/test";
import { connectSystems, type Systems } from "../scripts/journey/systems";
import { expect, test } from "./fixtures";
import { looksRight } from "./looks-right";
import { type E2eSite, STATE_FILE } from "./site";

const WAIT = { timeout: 60_000 };
const DOOR = "gad_board_room";
const SHEET = "Change check in on open";

test.describe.configure({ mode: "serial" });

/** The connection by whose doors everybody here goes: it covers both locations, others may cover one of them. */
const cardOf = (page: Page) =>
  page
    .getByRole("region", { name: /^Akiles / })
    .filter({ hasText: "Red Hook" })
    .filter({ hasText: "Rotherhithe" });

async function open(page: Page, site: E2eSite) {
  await page.goto(`${site.urls.app}${site.base}/presence`);
  return cardOf(page);
}

/** Somebody who may enter the board room by a booking of a room that no other spec has booked by then; with or without a pass. */
async function inside(world: Systems, name: string, room: string, hasPass: boolean): Promise<number> {
  const business = await world.businessId("Rotherhithe");
  const member = await world.addCustomer(
    name,
    `${name.toLowerCase().replace(" ", ".")}@presence.test`,
    business,
  );
  const resourceId = await world.idOf("resources", `Journey room ${room}`);
  if (hasPass) {
    const kinds = await world.records("TimePass");
    const kind = kinds.find((row) => row.BusinessId === business && row.Name === "Ten Hours");
    await world.create("CoworkerTimePass", {
      CoworkerId: member,
      BusinessId: business,
      TimePassId: kind?.Id,
      CreateMultiple: 1,
    });
  }
  const now = (await world.now()).getTime();
  const minute = (n: number) => new Date(now + n * 60_000);
  await world.book({ coworkerId: member, resourceId, from: minute(-5), to: minute(300) });
  await expect.poll(() => world.canOpen(member, DOOR), WAIT).toBe(true);
  return member;
}

/** Turns the switch by keyboard alone. */
async function turn(page: Page, site: E2eSite, on: boolean): Promise<void> {
  const card = await open(page, site);
  await card.getByRole("button", { name: SHEET }).focus();
  await page.keyboard.press("Enter");
  const box = page.getByRole("switch", { name: "Check in on open" });
  await expect(box).toBeVisible();
  if ((await box.isChecked()) === on) return;
  await box.focus();
  await page.keyboard.press("Space");
  const save = page.getByRole("button", { name: /^Save \d+ changes?$/ });
  const everywhere = page.getByRole("button", { name: "All at Rotherhithe" });
  if (on && (await page.getByLabel("Location of Board room").inputValue()) === "") {
    // Nobody is checked in nowhere: the first door without a location is named, and what was chosen is kept.
    await save.click();
    await expect(page.getByText("Choose the location of this door.")).toBeVisible();
    await expect(box).toBeChecked();
    await everywhere.focus();
    await page.keyboard.press("Enter");
  }
  await save.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("It holds for doors opened from now on.")).toBeVisible(WAIT);
}

test.afterAll(async ({ browser, site }) => {
  const page = await browser.newPage({ storageState: STATE_FILE });
  await turn(page, site, false);
  await page.close();
});

test("check in on open: the first opening checks in at once, and who has no pass is shown with why", async ({
  page,
  site,
}) => {
  test.setTimeout(240_000);
  const world = connectSystems(site.urls);
  const paid = await inside(world, "Petra Present", "09", true);
  const unpaid = await inside(world, "Umar Unpaid", "10", false);

  // Off by default: a check-in can spend a pass.
  await world.openDoor(paid, DOOR);
  const card = await open(page, site);
  await expect(card.getByText("Opening a door checks nobody in.")).toBeVisible();
  await turn(page, site, true);
  await looksRight(page, "presence-sheet");
  await page.keyboard.press("Escape");
  await expect(card.getByRole("button", { name: SHEET })).toBeFocused();
  await expect(card.getByText("The first door a member opens on a day checks them in.")).toBeVisible();

  await world.openDoor(paid, DOOR);
  await world.openDoor(unpaid, DOOR);
  await world.openDoor(paid, DOOR);
  const today = page.getByRole("region", { name: "Check-ins today, Rotherhithe" });
  const failed = page.getByRole("region", { name: "Failed check-ins today, Rotherhithe" });
  await expect(async () => {
    await open(page, site);
    await expect(today.getByRole("row", { name: /Petra Present.*In now.*by a door/ })).toBeVisible({
      timeout: 2_000,
    });
    await expect(failed.getByRole("row", { name: /Umar Unpaid.*valid pass/ })).toBeVisible({
      timeout: 2_000,
    });
  }).toPass(WAIT);
  const stays = (await world.records("Checkin")).filter((row) => row.CoworkerId === paid);
  expect(stays).toHaveLength(1);
  expect(await world.canOpen(unpaid, DOOR)).toBe(true);
  await looksRight(page, "presence-in");
});

test("what is not saved is counted, kept while the sheet is closed, and asked about before leaving", async ({
  page,
  site,
}) => {
  const card = await open(page, site);
  await card.getByRole("button", { name: SHEET }).click();
  const box = page.getByRole("switch", { name: "Check in on open" });
  const before = await box.isChecked();
  await box.click();
  await page.keyboard.press("Escape");
  await expect(page.getByText("1 change not saved")).toBeVisible();
  await page.getByRole("link", { name: "Visitors", exact: true }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Leave without saving 1 change?");
  await page.getByRole("button", { name: "Stay on this page" }).click();
  await card.getByRole("button", { name: SHEET }).click();
  await page.getByRole("button", { name: "Discard" }).click();
  expect(await box.isChecked()).toBe(before);
  await expect(page.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
});

test("the chosen location stands alone, and the doors are listed again when asked", async ({
  page,
  site,
}) => {
  const world = connectSystems(site.urls);
  await page.goto(`${site.urls.app}${site.base}/presence?location=${await world.businessId("Red Hook")}`);
  await expect(page.getByRole("heading", { name: "Red Hook", exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Rotherhithe", exact: true })).toHaveCount(0);
  const card = cardOf(page);
  await card.getByRole("button", { name: "List the doors again" }).click();
  await expect(card.getByText(/^The vendor has \d+ doors\.$/)).toBeVisible();
});

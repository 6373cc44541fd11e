import type { Page } from "@playwright/test";
import { connectSystems, type Systems } from "../scripts/journey/systems";
import { expect, test } from "./fixtures";
import { looksRight } from "./looks-right";
import { type E2eSite, STATE_FILE } from "./site";

const WAIT = { timeout: 60_000 };
const DOOR = "gad_board_room";

test.describe.configure({ mode: "serial" });

/** Says on the page from how many people on it asks. */
async function askFrom(page: Page, site: E2eSite, people: number, share: number): Promise<void> {
  await page.goto(`${site.urls.app}${site.base}/approvals`);
  const form = page.getByRole("form", { name: /^When to ask/ }).first();
  await form.getByLabel("More people than").fill(String(people));
  await form.getByLabel(/more than this share/).fill(String(share));
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Saved.")).toBeVisible();
}

/** Somebody inside a room of their own by a booking. */
async function inside(world: Systems, name: string, room: number) {
  const business = await world.businessId("Rotherhithe");
  const email = `${name.toLowerCase().replace(" ", ".")}@approvals.test`;
  const member = await world.addCustomer(name, email, business);
  const resourceId = await world.idOf("resources", `Journey room ${room}`);
  const now = (await world.now()).getTime();
  const minute = (n: number) => new Date(now + n * 60_000);
  const booking = await world.book({ coworkerId: member, resourceId, from: minute(-5), to: minute(300) });
  await expect.poll(() => world.canOpen(member, DOOR), WAIT).toBe(true);
  return { name, member, booking };
}

/** Waits until the page asks about this person, and returns what it says of them. */
async function asked(page: Page, site: E2eSite, name: string) {
  const person = page.getByRole("link", { name, exact: true });
  await expect(async () => {
    await page.goto(`${site.urls.app}${site.base}/approvals`);
    await expect(person).toBeVisible({ timeout: 2_000 });
  }).toPass(WAIT);
}

const answer = async (page: Page, trigger: string, confirm: string) => {
  await page.getByRole("button", { name: trigger }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: confirm }).click();
  await expect(dialog).toBeHidden();
};

test.afterAll(async ({ browser, site }) => {
  const page = await browser.newPage({ storageState: STATE_FILE });
  await askFrom(page, site, 10, 20);
  await page.close();
});

test("what is held is listed with everybody it is about; one question is answered yes, the next no", async ({
  page,
  site,
}) => {
  test.setTimeout(240_000);
  const world = connectSystems(site.urls);
  const [gone, kept] = [await inside(world, "Yara Yes", 10), await inside(world, "Noel No", 11)];
  await askFrom(page, site, 0, 1);

  await world.cancel(gone.booking);
  await asked(page, site, gone.name);
  expect(await world.canOpen(gone.member, DOOR)).toBe(true);
  await looksRight(page, "approval-open");
  await answer(page, "Take the access away", "Take access from 1 person");
  await expect.poll(() => world.canOpen(gone.member, DOOR), WAIT).toBe(false);
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();

  await world.cancel(kept.booking);
  await asked(page, site, kept.name);
  await answer(page, "Keep their access", "Keep the access of 1 person");
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await expect(page.getByText("Kept", { exact: true })).toBeVisible();
  await looksRight(page, "approval-kept");
  expect(await world.canOpen(kept.member, DOOR)).toBe(true);
  await answer(page, "Take it away after all", "Take access from 1 person");
  await expect.poll(() => world.canOpen(kept.member, DOOR), WAIT).toBe(false);
});

test("pausing says how many windows of how many people stay ahead, and takes those back where it is told to", async ({
  page,
  site,
}) => {
  test.setTimeout(240_000);
  const world = connectSystems(site.urls);
  const who = await inside(world, "Pia Paused", 12);
  await page.goto(`${site.urls.app}${site.connection}`);
  await page.getByRole("button", { name: "Pause" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText(/window(s)? of \d+ (person|people)/)).toBeVisible();
  await looksRight(page, "pause-dialog");
  await dialog.getByRole("checkbox", { name: /not begun/ }).check();
  await dialog.getByRole("button", { name: /^Pause/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await expect(async () => {
    await page.goto(`${site.urls.app}${site.base}/activity`);
    await expect(page.getByText("an admin withdrew it when pausing").first()).toBeVisible({ timeout: 2_000 });
  }).toPass(WAIT);
  expect(await world.canOpen(who.member, DOOR)).toBe(true);
  await page.goto(`${site.urls.app}${site.connection}`);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(async () => {
    await page.goto(`${site.urls.app}${site.connection}`);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(dialog.getByText(/window(s)? of \d+ (person|people)/)).toBeVisible({ timeout: 2_000 });
  }).toPass(WAIT);
});

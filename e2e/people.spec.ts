import { connect } from "../scripts/journey/console";
import { connectSystems } from "../scripts/journey/systems";
import { expect, test } from "./fixtures";
import { looksRight } from "./looks-right";
import type { E2eSite } from "./site";

const BOARD = "mg_board_room";
const ALWAYS = "mg_everyone_24_7";
/** Over the sweep, which makes up for a request that was lost, and for a read of everything at the pace that Nexudus permits. */
const WAIT = { timeout: 150_000 };

test.describe.configure({ mode: "serial" });

/** Somebody at the vendor by hand, with a member's e-mail. */
async function byHand(site: E2eSite, name: string, email: string, groups: readonly string[]): Promise<void> {
  const body = JSON.stringify({ name, email, groups });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${site.urls.akiles}/_test/members`, { method: "POST", headers, body });
  expect(answer.ok).toBe(true);
}

/** The vendor's word on a door, for whoever goes by the address there. */
async function opens(site: E2eSite, email: string): Promise<boolean> {
  const query = new URLSearchParams({ member: email, door: "gad_board_room" });
  const answer = await fetch(`${site.urls.akiles}/_test/canOpen?${query}`);
  return answer.ok && ((await answer.json()) as { open: boolean }).open;
}

const emailOf = (name: string) => `${name.toLowerCase().replaceAll(" ", ".")}@people.test`;

/** A member with a running booking in a journey room of their own. */
async function withBooking(site: E2eSite, name: string, room: number): Promise<number> {
  const world = connectSystems(site.urls);
  const business = await world.businessId("Rotherhithe");
  const coworkerId = await world.addCustomer(name, emailOf(name), business);
  const resourceId = await world.idOf("resources", `Journey room 0${room}`);
  const now = (await world.now()).getTime();
  const minute = (n: number) => new Date(now + n * 60_000);
  await world.book({ coworkerId, resourceId, from: minute(-5), to: minute(300) });
  return coworkerId;
}

test("nobody waits: the page says what will be asked there", async ({ page, site }) => {
  await page.goto(`${site.urls.app}${site.base}/members?state=confirm`);
  await expect(page.getByRole("heading", { name: "Nobody waits for you" })).toBeVisible();
  await looksRight(page, "people-nobody");
});

test("people are confirmed by name, one and several at once; weighty ones are decided on their own", async ({
  page,
  site,
}) => {
  test.setTimeout(420_000);
  const names = ["Una One", "Bea Both", "Cai Both", "Fay Foreign"];
  for (const [n, name] of names.entries()) {
    await byHand(site, `${name} by hand`, emailOf(name), name === "Fay Foreign" ? [ALWAYS] : []);
    await withBooking(site, name, 2 + n);
  }
  const list = `${site.urls.app}${site.base}/members?state=confirm`;
  await expect(async () => {
    await page.goto(list);
    for (const name of names)
      await expect(page.getByRole("link", { name, exact: true })).toBeVisible({ timeout: 2_000 });
  }).toPass(WAIT);
  await looksRight(page, "people-to-confirm");
  expect(await opens(site, emailOf("Una One"))).toBe(false);

  await page.getByRole("button", { name: "Yes this is Una One" }).click();
  await expect(page.getByRole("link", { name: "Una One", exact: true })).toBeHidden();
  await expect.poll(() => opens(site, emailOf("Una One")), WAIT).toBe(true);

  await expect(page.getByRole("checkbox", { name: "Select Fay Foreign" })).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Select everybody who can be confirmed together" }).check();
  await page.getByRole("button", { name: "Confirm 2 people" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText("Bea Both is")).toBeVisible();
  await dialog.getByRole("button", { name: "Confirm 2 people" }).click();
  await expect(dialog).toBeHidden(WAIT);
  await expect(page.getByText("2 people confirmed.")).toBeVisible();
  for (const name of ["Bea Both", "Cai Both"])
    await expect.poll(() => opens(site, emailOf(name)), WAIT).toBe(true);

  await page.getByRole("link", { name: "Decide who Fay Foreign is" }).click();
  await expect(page.getByRole("heading", { name: /Who is Fay Foreign/ })).toBeVisible();
  await looksRight(page, "person-question");
  await page.getByRole("button", { name: "Make a new person" }).click();
  await expect(page.getByRole("heading", { name: /Who is Fay Foreign/ })).toBeHidden();
  await page.goto(list);
  await expect(page.getByRole("heading", { name: "Nobody waits for you" })).toBeVisible();
});

test("what a member confirmed later holds by hand is adopted on their page, and ends as it said", async ({
  page,
  site,
}) => {
  test.setTimeout(420_000);
  const name = "Gus Given";
  await byHand(site, name, emailOf(name), [BOARD]);
  const member = await withBooking(site, name, 6);
  const address = `${site.urls.app}${site.base}/members/${member}`;
  await expect(async () => {
    await page.goto(address);
    await page.getByRole("button", { name: `This is ${name}` }).click({ timeout: 2_000 });
  }).toPass(WAIT);
  // What adopting does depends on what Lintel has given: it is refused when that changed since it was shown.
  await expect(async () => {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: /^Given by hand at/ })).toBeVisible({ timeout: 2_000 });
    await expect(page.getByText("Applying", { exact: true })).toHaveCount(0, { timeout: 1_000 });
  }).toPass(WAIT);
  await looksRight(page, "member-by-hand");
  await page.getByRole("button", { name: "Adopt what they hold in mapped groups" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByRole("listitem")).toContainText("Board room");
  await dialog.getByRole("button", { name: /^Adopt/ }).click();
  await expect(dialog).toBeHidden(WAIT);
  await expect(page.getByRole("heading", { name: /^Given by hand at/ })).toBeHidden(WAIT);
  expect(await opens(site, emailOf(name))).toBe(true);
});

test("before the first activation a group is adopted and another left, after their effect was shown", async ({
  page,
  site,
}) => {
  test.setTimeout(420_000);
  const { app } = site.urls;
  const held = [
    { name: "Ned Notdue", group: BOARD },
    { name: "Lea Left", group: "mg_studio" },
  ];
  for (const { name, group } of held) {
    await byHand(site, `${name} by hand`, emailOf(name), [group]);
    await withBooking(site, name, name === "Ned Notdue" ? 7 : 8);
  }
  // A look asks only about members Lintel has read.
  for (const { name } of held)
    await expect(async () => {
      await page.goto(`${app}${site.base}/members?q=${encodeURIComponent(name)}`);
      await expect(page.getByRole("link", { name, exact: true })).toBeVisible({ timeout: 2_000 });
    }).toPass(WAIT);
  // The location that has the room: items of others are not listed for it.
  const connection = await connect({ page, base: site.base }, app, {
    vendor: "akiles",
    location: "Rotherhithe",
    async signIn() {
      await page.getByRole("button", { name: "Sign in at Akiles" }).click();
      await page.getByRole("button", { name: "Allow" }).click();
    },
  });
  const id = connection.split("/").at(-1);
  await page.goto(`${app}${site.base}/mapping?connection=${id}&kind=resource&q=Journey+room+12`);
  await page.getByRole("checkbox", { name: /^Select all/ }).check();
  await page.getByRole("button", { name: "Access groups to assign" }).click();
  await page.getByRole("option", { name: "Board room (with front door)" }).click();
  await page.getByRole("option", { name: "Studio (with front door)" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Add to/ }).click();
  await page.getByRole("button", { name: /^Preview \d+ changes?$/ }).click();
  await page.waitForURL(/\/preview\//);

  const section = page.getByRole("region", { name: /^What members hold at/ });
  const shown = page.url();
  await section.getByRole("button", { name: "Look who is there" }).click();
  await page.waitForURL((url) => `${url}` !== shown);
  await expect(section.getByText(/could be somebody there/)).toBeVisible();
  const preview = page.url();
  await section.getByRole("link", { name: "Say who they are" }).click();
  await page.getByRole("checkbox", { name: "Select everybody who can be confirmed together" }).check();
  await page.getByRole("button", { name: /^Confirm \d+ people/ }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: /^Confirm/ }).click();
  // Each of them is linked and looked after on its own.
  await expect(dialog).toBeHidden(WAIT);
  await expect(page.getByText(/^\d+ people confirmed\.$/)).toBeVisible();
  await page.goto(preview);
  await section.getByRole("button", { name: "Look again" }).click();
  await page.waitForURL((url) => `${url}` !== preview);
  const group = section.getByRole("group", { name: "Board room (with front door)" });
  await group.getByRole("radio", { name: /^Adopt/ }).check();
  const before = page.url();
  await section.getByRole("button", { name: "Show what that changes" }).click();
  await page.waitForURL((url) => `${url}` !== before);
  await expect(page.getByText("Takes Board room (with front door)").first()).toBeVisible();
  await expect(page.getByText(/Takes Studio/)).toHaveCount(0);
  await looksRight(page, "adoption");

  await page.getByRole("button", { name: /^Apply \d+ changes?$/ }).click();
  await dialog.getByRole("button", { name: /^Apply/ }).click();
  await expect(page.getByText("Applied.", { exact: false }).first()).toBeVisible(WAIT);
  const left = await fetch(
    `${site.urls.akiles}/_test/canOpen?${new URLSearchParams({ member: emailOf("Lea Left"), door: "gad_studio" })}`,
  );
  expect(((await left.json()) as { open: boolean }).open).toBe(true);
});

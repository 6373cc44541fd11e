import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { settled } from "./looks-right";
import type { E2eSite } from "./site";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const BOARD = "Board room (with front door)";
const STUDIO = "Studio (with front door)";

/** What a change of one spec leaves waiting is no other's business. */
async function openMapping(page: Page, site: E2eSite, query = "kind=plan"): Promise<void> {
  await page.goto(`${site.urls.app}${site.base}/mapping?${query}`);
  const takeBack = page.getByRole("button", { name: "Take it back" });
  if (await takeBack.isVisible()) {
    await takeBack.click();
    await expect(takeBack).toBeHidden();
  }
  await expect(page.getByRole("heading", { name: "Mapping", level: 1 })).toBeVisible();
}
const picker = (page: Page, item: string, groups: string) =>
  page.getByRole("button", { name: `Access groups for ${item}: ${groups}`, exact: true }).first();
const table = (page: Page, name: string) =>
  page.getByRole("button", { name: new RegExp(`^${name} [\\d,]+$`) }).click();
const upload = (page: Page, text: string | Buffer) =>
  page.getByLabel("Mapping file").setInputFiles({
    name: "mapping.csv",
    mimeType: "text/csv",
    buffer: typeof text === "string" ? Buffer.from(text) : text,
  });
async function written(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Write CSV" }).click(),
  ]);
  return readFileSync(await download.path(), "utf8");
}

test("each kind has its table, and several businesses are told in the names", async ({ page, site }) => {
  await openMapping(page, site);
  await expect(page.getByRole("row", { name: /Rotherhithe \/ Tariff \/ Hot Desk/ })).toBeVisible();
  await table(page, "Passes");
  await expect(page.getByText("Mon 08:00-18:00, Tue 19:00-22:00, New York time")).toBeVisible();
  await expect(page.getByText(/Hours set at Akiles always win/)).toBeVisible();
  await table(page, "Desks & offices");
  await expect(page.getByRole("row", { name: /Rotherhithe \/ Office \/ Office A/ })).toBeVisible();
  await table(page, "Resources");
  await expect(page.getByText(/must include every door on the way/)).toBeVisible();
  await expect(page).toHaveURL(/kind=resource/);
});

test("what has a like name, and what Nexudus names itself, is taken over with a click", async ({
  page,
  site,
}) => {
  await openMapping(page, site, "kind=resource&q=Focus");
  await page.getByRole("button", { name: "Use like names for 1 item" }).click();
  await expect(picker(page, "Focus room", "Focus room")).toBeVisible();
  await page.getByRole("searchbox").fill("Tide");
  await expect(
    page.getByText("Switch the native integration off in Nexudus", { exact: false }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Take over 1 item" }).click();
  await expect(picker(page, "Tide Room", STUDIO)).toBeVisible();
  await expect(page.getByText("2 changes not saved")).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
});

test("who sits at a desk without a contract is listed at the desk", async ({ page, site }) => {
  await openMapping(page, site, "kind=desk");
  await page.getByRole("button", { name: /^To look at \d+$/ }).click();
  await expect(
    page.getByText("Ana Pereira sits here by the floor plan, has no contract for it: no access."),
  ).toBeVisible();
});

test("by keyboard a plan is mapped, undone, and mapped again up to its preview", async ({ page, site }) => {
  await openMapping(page, site, "kind=plan&q=Private+Office+Rotherhithe");
  const blank = picker(page, "Private Office", "Not controlled by Lintel");
  await blank.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Studio");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(picker(page, "Private Office", STUDIO)).toBeFocused();
  await expect(page.getByText("1 change not saved")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(blank).toBeVisible();
  await expect(page.getByRole("region", { name: "Unsaved changes" })).toBeHidden();

  await blank.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Studio");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Preview 1 change" }).press("Enter");
  await page.waitForURL(/\/preview\//);
  await expect(page.getByText("Mapping of 1 item", { exact: false })).toBeVisible();
});

test("a saved change can be taken back before it is confirmed, and nothing is left of it", async ({
  page,
  site,
}) => {
  await openMapping(page, site, "kind=plan&q=Private+Office+Rotherhithe");
  await picker(page, "Private Office", "Not controlled by Lintel").click();
  await page.getByRole("option", { name: STUDIO }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Preview 1 change" }).click();
  await page.waitForURL(/\/preview\//);
  await page.goto(`${site.urls.app}${site.base}/mapping?kind=plan&q=Private+Office+Rotherhithe`);
  await expect(page.getByText("Waits for its preview")).toBeVisible();
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(picker(page, "Private Office", "Not controlled by Lintel")).toBeVisible();
  await expect(page.getByText("Waits for its preview")).toBeHidden();
});

test("many items get their groups at once, and one step of undo takes all of them back", async ({
  page,
  site,
}) => {
  await openMapping(page, site, "kind=desk&q=Desk+Rotherhithe");
  await page.getByRole("checkbox", { name: /^Select all \d+ items$/ }).check();
  const bar = page.getByRole("region", { name: "Selected items" });
  await bar.getByRole("button", { name: "Access groups to assign" }).click();
  await page.getByRole("option", { name: BOARD }).click();
  await page.keyboard.press("Escape");
  await bar.getByRole("button", { name: /^Add to \d+ items$/ }).click();
  await expect(picker(page, "Desk 1", BOARD)).toBeVisible();
  await expect(picker(page, "Desk 3", BOARD)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(picker(page, "Desk 3", "Not controlled by Lintel")).toBeVisible();
  await expect(page.getByRole("region", { name: "Unsaved changes" })).toBeHidden();
});

test("a room has times of its own, a pass keeps its hours, and wrong minutes are refused", async ({
  page,
  site,
}) => {
  await openMapping(page, site, "kind=resource&q=Journey+room+02");
  await page.getByRole("button", { name: "Times of Journey room 02: as the connection" }).click();
  const dialog = page.getByRole("dialog", { name: "Times of Journey room 02" });
  await dialog.getByLabel("Open before a booking, in minutes").fill("500");
  await dialog.getByRole("button", { name: "Set" }).click();
  await expect(dialog.getByText("Enter whole minutes from 0 to 120, or nothing.")).toBeVisible();
  await dialog.getByLabel("Open before a booking, in minutes").fill("15");
  await dialog.getByRole("button", { name: "Set" }).click();
  await expect(page.getByRole("button", { name: "Times of Journey room 02: 15 min before" })).toBeVisible();
  await table(page, "Passes");
  await page.getByRole("searchbox").fill("Ten Hours Red Hook");
  await picker(page, "Ten Hours", "Not controlled by Lintel").click();
  await page.getByRole("option", { name: STUDIO }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Times of Ten Hours: as the connection" }).click();
  await page.getByRole("switch", { name: "Also keep the pass's hours" }).click();
  await page.getByRole("button", { name: "Set" }).click();
  await expect(page.getByText("2 changes not saved")).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
});

test("times and team switches go through a preview, and wrong minutes are told at their field", async ({
  page,
  site,
}) => {
  await openMapping(page, site);
  const form = page.getByRole("form", { name: "Times and teams of this mapping" });
  await form.evaluate((element) => element.setAttribute("novalidate", ""));
  const lag = form.getByLabel("Close after a booking, in minutes");
  await lag.fill("121");
  await form.getByRole("button", { name: "Preview times and teams" }).click();
  await expect(form.getByText("Enter whole minutes from 0 to 120.")).toBeVisible();
  await lag.fill("10");
  await form.getByRole("switch", { name: "Desks and offices open for the team" }).click();
  await form.getByRole("button", { name: "Preview times and teams" }).click();
  await page.waitForURL(/\/preview\//);
  await expect(page.getByText(/^Settings, /)).toBeVisible();
  await openMapping(page, site);
});

test("a file that was written reads back as no change, and an edited one as unsaved changes", async ({
  page,
  site,
}) => {
  await openMapping(page, site);
  const text = await written(page);
  expect(text).toContain('"kind","id","business","name","access groups"');
  await upload(page, text);
  await expect(page.getByText(/rows were read/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Preview \d+ change/ })).toBeHidden();

  const semicolons = `kind;business;name;access groups\r\nplan;Rotherhithe;Private Office;${STUDIO} | ${BOARD}\r\n`;
  await upload(page, Buffer.from(`\uFEFF${semicolons}`, "utf16le"));
  await expect(page.getByText("1 row was read")).toBeVisible();
  await expect(page.getByText("1 change not saved")).toBeVisible();
  await page.getByRole("button", { name: "Preview 1 change" }).click();
  await page.waitForURL(/\/preview\//);
  await openMapping(page, site);
});

test("a file with anything wrong changes nothing and says line by line what is wrong", async ({
  page,
  site,
}) => {
  await openMapping(page, site);
  await upload(
    page,
    `kind,business,name,access groups\nplan,Rotherhithe,Private Office,${BOARD}\nplan,,Cold Desk,=1+1\npass,Rotherhithe,Day Pass,=1+1\n`,
  );
  const alert = page.getByRole("alert").filter({ hasText: "Nothing was taken from this file" });
  await expect(alert).toContainText("2 things are wrong");
  await expect(alert).toContainText('Line 3: There is no plan called "Cold Desk".');
  await expect(alert).toContainText('Line 4: There is no access group "=1+1".');
  await expect(page.getByRole("button", { name: /^Preview \d+ change/ })).toBeHidden();
  await upload(page, "x".repeat(600_000));
  await expect(alert).toContainText("The file is too large");
});

for (const colorScheme of ["light", "dark"] as const)
  for (const width of [1280, 390])
    test.describe(`${colorScheme} at ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      test("what opens on the mapping page has no accessibility violation either", async ({ page, site }) => {
        await openMapping(page, site, "kind=resource&q=Journey+room");
        const look = async (name: string) => {
          await settled(page);
          const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
          expect(violations.map((row) => `${name} ${row.id}: ${row.nodes.map((n) => n.target)}`)).toEqual([]);
          await page.screenshot({
            path: `.reports/screens/${name}-${colorScheme}-${width}.png`,
            fullPage: true,
          });
        };
        await page.getByRole("checkbox", { name: /^Select all \d+ items$/ }).check();
        await page.getByRole("button", { name: "Make blank" }).click();
        await upload(page, "kind,id,access groups\nplan,1,x\n");
        await expect(page.getByText("Nothing was taken from this file", { exact: false })).toBeVisible();
        await page.getByText("What the columns mean").click();
        await look("mapping-edited");
        await page.getByRole("button", { name: "Undo" }).click();
        await page.getByRole("button", { name: /^Times of Journey room 01/ }).click();
        await look("mapping-times");
        await page.keyboard.press("Escape");
      });
    });

import { expect, test } from "./fixtures";

test("a lead that is no whole number is refused at its field, and what was typed stays", async ({
  page,
  site,
}) => {
  await page.goto(`${site.urls.app}${site.connection}`);
  const lead = page.getByLabel("Open before, in minutes");
  await page
    .locator("form[aria-label='Settings of this connection']")
    .evaluate((form) => form.setAttribute("novalidate", ""));
  await lead.fill("500");
  await page.getByRole("button", { name: /^(Preview and save|Save settings)$/ }).click();
  await expect(page.getByText("Enter whole minutes from 0 to 120.")).toBeVisible();
  await expect(lead).toHaveValue("500");
  await expect(lead).toHaveAttribute("aria-invalid", "true");
});

test("the member page answers why, with the booking and the group", async ({ page, site }) => {
  await page.goto(`${site.urls.app}${site.base}/members/${site.member}`);
  await expect(page.getByText("Board room (with front door)").first()).toBeVisible();
  await expect(page.getByText(/Booking of/).first()).toBeVisible();
  await expect(page.getByText("Open", { exact: false }).first()).toBeVisible();
});

test("the overview counts who may enter now and names the next edge", async ({ page, site }) => {
  await page.goto(`${site.urls.app}${site.base}`);
  await expect(page.getByText("Harbour Works Doors").first()).toBeVisible();
  await expect(page.getByText(/Open now/).first()).toBeVisible();
});

test("a longer lead is shown in numbers first, and the page says when it is applied", async ({
  page,
  site,
}) => {
  await page.goto(`${site.urls.app}${site.connection}`);
  await page.getByLabel("Open before, in minutes").fill("5");
  await page.getByRole("button", { name: "Preview and save" }).click();
  await page.waitForURL(/\/preview\//);
  await expect(page.getByText("Nothing is applied until you confirm.", { exact: false })).toBeVisible();
  test.slow();
  const apply = page.getByRole("button", { name: /^Apply \d+ changes?$/ });
  const applied = page.getByText("Applied.", { exact: false }).first();
  // Bookings go on meanwhile: where the page says that something changed, a person reads it and confirms again.
  await expect(async () => {
    if (await apply.isVisible()) {
      await apply.click();
      const dialog = page.getByRole("alertdialog");
      await dialog.getByRole("button", { name: /^Apply/ }).click();
      await expect(dialog).toBeHidden();
    }
    await expect(applied).toBeVisible({ timeout: 20_000 });
  }).toPass({ timeout: 90_000 });
});

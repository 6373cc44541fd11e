import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { settled } from "./looks-right";
import type { E2eSite } from "./site";

test.use({ storageState: { cookies: [], origins: [] } });

const NAME = "Southgate";

interface Row extends Record<string, unknown> {
  readonly Id: number;
  readonly Name: string;
}

/** A business of its own beside the installed network; made once. */
async function otherBusiness(request: APIRequestContext, site: E2eSite): Promise<number> {
  const url = `${site.urls.nexudus}/_test/entities/Business`;
  const rows = (await (await request.get(url)).json()) as Row[];
  const found = rows.find((row) => row.Name === NAME);
  if (found) return found.Id;
  const { CurrencyId, CountryId, SimpleTimeZoneId }: Partial<Row> = rows[0] ?? {};
  const data = { Name: NAME, WebAddress: "southgate", CurrencyId, CountryId, SimpleTimeZoneId };
  return ((await (await request.post(url, { data })).json()) as Row).Id;
}

/** Genuine links as Nexudus gives them: of the installed network, and of the other account. */
async function links(request: APIRequestContext, site: E2eSite) {
  const test = `${site.urls.nexudus}/_test`;
  const [first] = (await (await request.get(`${test}/installs`)).json()) as { id: number }[];
  const own = await request.post(`${test}/installs/${first?.id}/link`, { data: {} });
  const businessId = await otherBusiness(request, site);
  const other = await request.post(`${test}/installs`, { data: { businessId } });
  return {
    own: ((await own.json()) as { url: string }).url,
    other: ((await other.json()) as { url: string }).url,
  };
}

async function sessionCookie(page: Page) {
  const found = (await page.context().cookies()).find((one) => one.name.endsWith("session-token"));
  if (!found) throw new Error("nobody is signed in");
  return found;
}

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`a link of another account, ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: { width: 390, height: 800 } });

    test("is asked about by both names; Stay stays, and spends the link", async ({ page, request, site }) => {
      const { own, other } = await links(request, site);
      await page.goto(own);
      await expect(page).toHaveURL(new RegExp(site.base));
      await page.goto(other);
      await expect(page).toHaveURL(`${site.urls.app}/install/confirm`);
      await expect(page.getByText("You are signed in to harbourworks.", { exact: false })).toBeVisible();
      await expect(page.getByText("southgate", { exact: false }).first()).toBeVisible();
      await settled(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((row) => row.id)).toEqual([]);
      await page.screenshot({ path: `.reports/screens/install-question-${colorScheme}-390.png` });
      await page.getByRole("button", { name: "Stay in harbourworks" }).click();
      await expect(page).toHaveURL(new RegExp(site.base));
      const again = await page.goto(other);
      expect(again?.status()).toBe(400);
    });
  });

// The session left behind must be worth nothing: its cookie may still lie in another tab or in somebody's hands.
test("confirmed, it opens the other account, and the cookie from before opens nothing any more", async ({
  page,
  playwright,
  request,
  site,
}) => {
  const { own, other } = await links(request, site);
  await page.goto(own);
  await expect(page).toHaveURL(new RegExp(site.base));
  const before = await sessionCookie(page);
  await page.goto(other);
  await page.getByRole("button", { name: /^(Open|Install in) southgate$/ }).click();
  await expect(page).toHaveURL(/\/[0-9a-f-]{36}$/);
  expect(new URL(page.url()).pathname).not.toBe(site.base);
  expect((await sessionCookie(page)).value).not.toBe(before.value);
  const old = await playwright.request.newContext({
    extraHTTPHeaders: { cookie: `${before.name}=${before.value}` },
  });
  const answer = await old.get(`${site.urls.app}${site.base}`, { maxRedirects: 0 });
  expect(answer.status()).toBe(307);
  expect(answer.headers().location).toContain("/signed-out");
  await old.dispose();
});

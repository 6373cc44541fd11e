import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "./fixtures";

test.use({ storageState: { cookies: [], origins: [] } });

interface Install {
  readonly id: number;
  readonly Id?: number;
}

async function freshLink(
  request: APIRequestContext,
  nexudus: string,
  flags: Record<string, unknown> = {},
): Promise<string> {
  const installs = (await (await request.get(`${nexudus}/_test/installs`)).json()) as Install[];
  const id = installs[0]?.id ?? installs[0]?.Id;
  const answer = (await (
    await request.post(`${nexudus}/_test/installs/${id}/link`, { data: flags })
  ).json()) as { url: string };
  return answer.url;
}

const changed = (link: string, change: (query: URLSearchParams) => void) => {
  const url = new URL(link);
  change(url.searchParams);
  return url.toString();
};

const REFUSED: Readonly<Record<string, { readonly code: string; readonly of: (link: string) => string }>> = {
  "a missing": { code: "missing-a", of: (link) => changed(link, (q) => q.delete("a")) },
  "t missing": { code: "missing-t", of: (link) => changed(link, (q) => q.delete("t")) },
  "d missing": { code: "missing-d", of: (link) => changed(link, (q) => q.delete("d")) },
  "h missing": { code: "missing-h", of: (link) => changed(link, (q) => q.delete("h")) },
  "t doubled": { code: "doubled-t", of: (link) => changed(link, (q) => q.append("t", "x")) },
  "t tampered": { code: "bad-signature", of: (link) => changed(link, (q) => q.set("t", "0".repeat(32))) },
  "h tampered": { code: "bad-signature", of: (link) => changed(link, (q) => q.set("h", "0".repeat(32))) },
  "another application": {
    code: "unknown-application",
    of: (link) => changed(link, (q) => q.set("a", "0".repeat(32))),
  },
  "d as a float": {
    code: "time-not-a-number",
    of: (link) => changed(link, (q) => q.set("d", "638990208000000000.5")),
  },
  "d stale": { code: "stale", of: (link) => changed(link, (q) => q.set("d", "634963729314011098")) },
  "d in the future": { code: "future", of: (link) => changed(link, (q) => q.set("d", "678990208000000000")) },
  "a value of 10 kB": {
    code: "too-long",
    of: (link) => changed(link, (q) => q.set("t", "a".repeat(10_000))),
  },
};

for (const [name, { code, of }] of Object.entries(REFUSED))
  test(`an install link with ${name} is a 400 page with the code "${code}" and leaks nothing`, async ({
    page,
    request,
    site,
  }) => {
    const link = of(await freshLink(request, site.urls.nexudus));
    const response = await page.goto(link);
    expect(response?.status()).toBe(400);
    await expect(page.getByText(code)).toBeVisible();
    const html = await page.content();
    for (const secret of ["t", "h"]) {
      const value = new URL(link).searchParams.get(secret);
      if (value && value.length >= 16) expect(html).not.toContain(value);
    }
    expect(
      (await page.context().cookies()).filter((cookie) => cookie.name.includes("session-token")),
    ).toEqual([]);
  });

test("a good link signs in once; the same link in another browser does not", async ({
  browser,
  page,
  request,
  site,
}) => {
  const link = await freshLink(request, site.urls.nexudus);
  await page.goto(link);
  await expect(page).toHaveURL(new RegExp(site.base));
  expect(page.url()).not.toContain("h=");
  const other = await browser.newPage();
  const response = await other.goto(link);
  expect(response?.status()).toBe(400);
  await expect(other.getByText("used", { exact: false }).first()).toBeVisible();
  await other.close();
});

test("a reload of the used link in the signed-in browser goes on", async ({ page, request, site }) => {
  const link = await freshLink(request, site.urls.nexudus);
  await page.goto(link);
  await page.goto(link);
  await expect(page).toHaveURL(new RegExp(site.base));
});

for (const [name, flags] of Object.entries({
  "a doubled slash": { doubleSlash: true },
  "an upper-case hash": { upperCaseH: true },
  "no b and no e": { omitB: true, omitE: true },
}))
  test(`a good link with ${name} signs in`, async ({ page, request, site }) => {
    await page.goto(await freshLink(request, site.urls.nexudus, flags));
    await expect(page).toHaveURL(new RegExp(site.base));
  });

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { settled } from "./looks-right";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Every page of the console, by its path below the base. */
const PAGES: readonly {
  readonly name: string;
  readonly path: (site: { connection: string; base: string; member: number }) => string;
}[] = [
  { name: "landing", path: () => "/" },
  { name: "signed-out", path: () => "/signed-out" },
  { name: "overview", path: ({ base }) => base },
  { name: "account", path: ({ base }) => `${base}/settings/account` },
  { name: "connections", path: ({ base }) => `${base}/connections` },
  { name: "connect", path: ({ base }) => `${base}/connections/new` },
  { name: "connect-akiles", path: ({ base }) => `${base}/connections/new?vendor=akiles` },
  { name: "connection", path: ({ connection }) => connection },
  { name: "mapping", path: ({ base }) => `${base}/mapping` },
  { name: "mapping-passes", path: ({ base }) => `${base}/mapping?kind=pass` },
  { name: "mapping-desks", path: ({ base }) => `${base}/mapping?kind=desk&show=warned` },
  { name: "members", path: ({ base }) => `${base}/members` },
  { name: "member", path: ({ base, member }) => `${base}/members/${member}` },
  { name: "activity", path: ({ base }) => `${base}/activity` },
  { name: "presence", path: ({ base }) => `${base}/presence` },
  { name: "visitors", path: ({ base }) => `${base}/visitors` },
  { name: "approvals", path: ({ base }) => `${base}/approvals` },
  { name: "runs", path: ({ base }) => `${base}/runs` },
  { name: "not-found", path: ({ base }) => `${base}/members/1` },
];

for (const colorScheme of ["light", "dark"] as const)
  for (const width of [1280, 390])
    test.describe(`${colorScheme} at ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      for (const { name, path } of PAGES)
        test(`${name} has no accessibility violation and fits the screen`, async ({ page, site }) => {
          await page.goto(`${site.urls.app}${path(site)}`);
          await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
          await settled(page);
          const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
          expect(
            violations.map((row) => `${row.id}: ${row.nodes.map((node) => node.target).join(" | ")}`),
          ).toEqual([]);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect(overflow).toBeLessThanOrEqual(0);
          await page.screenshot({
            path: `.reports/screens/${name}-${colorScheme}-${width}.png`,
            fullPage: true,
          });
        });
    });

import { expect, test } from "./fixtures";

test.use({ storageState: { cookies: [], origins: [] } });

const below = [
  "",
  "/settings/account",
  "/connections",
  "/connections/new",
  "/mapping",
  "/members",
  "/activity",
  "/runs",
];

const COOKIES: Readonly<Record<string, string | null>> = {
  "no cookie": null,
  "a garbage cookie": "garbage",
  "a cookie from another secret":
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA",
};

for (const [name, value] of Object.entries(COOKIES))
  test(`no page loops with ${name}: at most 3 redirects to a 200 page that says what to do`, async ({
    context,
    page,
    site,
  }) => {
    if (value !== null)
      await context.addCookies([
        { name: "next-auth.session-token", value, url: site.urls.app, httpOnly: true, sameSite: "Lax" },
      ]);
    for (const path of ["/", "/welcome", ...below.map((suffix) => `${site.base}${suffix}`)]) {
      const response = await page.goto(`${site.urls.app}${path}`);
      let hops = 0;
      for (let request = response?.request().redirectedFrom(); request; request = request.redirectedFrom())
        hops += 1;
      expect(hops, path).toBeLessThanOrEqual(3);
      expect(response?.status(), path).toBe(200);
      expect(new URL(page.url()).origin, path).toBe(site.urls.app);
    }
  });

test("an unknown host is sent to the one origin before anything else", async ({ request, site }) => {
  const port = new URL(site.urls.app).port;
  const response = await request.get(`http://localhost:${port}/signed-out`, { maxRedirects: 0 });
  expect(response.status()).toBe(308);
  expect(response.headers().location).toBe(`${site.urls.app}/signed-out`);
});

test("another installation's console is not found, signed in or not", async ({ request, site }) => {
  const response = await request.get(`${site.urls.app}/00000000-0000-4000-8000-000000000000`, {
    maxRedirects: 3,
  });
  expect(response.status()).toBe(200);
  expect(await response.text()).toContain("Nexudus");
});

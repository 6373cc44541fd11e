import { expect, test } from "./fixtures";

test.use({ storageState: { cookies: [], origins: [] } });

test("an unknown host is sent to the one origin before anything else", async ({ request, site }) => {
  const port = new URL(site.urls.app).port;
  const response = await request.get(`http://localhost:${port}/signed-out`, { maxRedirects: 0 });
  expect(response.status()).toBe(308);
  expect(response.headers().location).toBe(`${site.urls.app}/signed-out?moved=1`);
});

test("another installation's console is not found, signed in or not", async ({ request, site }) => {
  const response = await request.get(`${site.urls.app}/00000000-0000-4000-8000-000000000000`, {
    maxRedirects: 3,
  });
  expect(response.status()).toBe(200);
  expect(await response.text()).toContain("Nexudus");
});

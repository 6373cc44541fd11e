import { createHmac } from "node:crypto";
import { expect, test } from "./fixtures";

interface Hook {
  readonly URL: string;
  readonly Action: number;
}

test("unsigned calls of the durable functions get 401", async ({ request, site }) => {
  const url = `${site.urls.app}/api/inngest`;
  const call = { event: { name: "x" }, ctx: { run_id: "r" } };
  expect((await request.post(`${url}?fnId=lintel-access-sweep&stepId=step`, { data: call })).status()).toBe(
    401,
  );
  expect((await request.put(url, { data: { url } })).status()).toBe(401);
  expect((await request.get(url)).status()).toBe(401);
});

test.describe("Nexudus webhooks", () => {
  const body = JSON.stringify([{ Id: 1, CoworkerId: 2 }]);

  test("a wrong signature is 401, a malformed body 400, 2 MB is 413, unknown ids are 200", async ({
    request,
    site,
  }) => {
    const hooks = (await (await request.get(`${site.urls.nexudus}/_test/webhooks`)).json()) as Hook[];
    const hook = hooks.find((row) => row.Action === 6);
    expect(hook).toBeDefined();
    const url = hook?.URL ?? "";
    const post = (to: string, data: string, headers: Record<string, string> = {}) =>
      request.post(to, {
        data: Buffer.from(data),
        headers: { "content-type": "application/json", ...headers },
      });
    expect((await post(url, body, { "x-nexudus-hook-signature": "AB".repeat(32) })).status()).toBe(401);
    const wrongKey = createHmac("sha256", "not the secret").update(body).digest("hex").toUpperCase();
    expect((await post(url, body, { "x-nexudus-hook-signature": wrongKey })).status()).toBe(401);
    expect((await post(url, "x".repeat(2 * 1024 * 1024))).status()).toBe(413);
    const unknown = url.replace(/webhooks\/[^/]+/, "webhooks/AAAAAAAAAAAAAAAAAAAAAA");
    expect((await post(unknown, body)).status()).toBe(200);
  });
});

test("health says which part works", async ({ request, site }) => {
  const response = await request.get(`${site.urls.app}/api/health`);
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({ ok: true, database: "up" });
});

test("unknown ids of one's own installation are not found", async ({ request, site }) => {
  const nobody = "00000000-0000-4000-8000-000000000000";
  for (const path of [`/connections/${nobody}`, "/members/1", `/preview/${nobody}`, "/connections/not-an-id"])
    expect((await request.get(`${site.urls.app}${site.base}${path}`)).status(), path).toBe(404);
  expect((await request.get(`${site.urls.app}/${nobody}`)).status()).toBe(404);
});

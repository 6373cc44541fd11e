import { createHmac } from "node:crypto";
import { expect, test } from "./fixtures";
import { sendBytes } from "./fuzz/send";
import { countRows } from "./fuzz/tables";
import { TEST_LIMITS } from "./site";

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

test("a vendor's webhook without its secret is 404 whatever it brings, and whoever guesses on is told to wait", async ({
  request,
  site,
}) => {
  const connection = site.connection.split("/").at(-1) ?? "";
  const post = (path: string, address = "203.0.113.40") =>
    request.post(`${site.urls.app}/api/vendors/${path}`, {
      data: Buffer.from("{not json"),
      headers: { "x-forwarded-for": address },
    });
  for (const path of [
    `akiles/webhooks/${connection}`,
    `akiles/webhooks/${connection}?key=`,
    `akiles/webhooks/${connection}?key=${"A".repeat(43)}`,
    `akiles/webhooks/${connection}?key=${"A".repeat(5_000)}`,
    `nobody/webhooks/${connection}?key=${"A".repeat(43)}`,
    `akiles/webhooks/not-an-id?key=${"A".repeat(43)}`,
  ])
    expect((await post(path)).status(), path).toBe(404);
  const guess = `akiles/webhooks/${connection}?key=${"B".repeat(43)}`;
  const limit = Number(TEST_LIMITS.PUBLIC_CALLS_PER_MINUTE);
  let refused = await post(guess, "203.0.113.41");
  // Twice as many: a window may end in between.
  for (let n = 0; n < 2 * limit && refused.status() !== 429; n += 1)
    refused = await post(guess, "203.0.113.41");
  expect(refused.status()).toBe(429);
  expect((await post(guess, "203.0.113.42")).status()).toBe(404);
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

/** Sends lines as they are; `{host}` is the app's own. */
const sendLines = (app: string, lines: readonly string[], body = "", endsEarly = false) => {
  const { host, port } = new URL(app);
  const text = `${lines.map((line) => `${line.replace("{host}", host)}\r\n`).join("")}\r\n${body}`;
  return sendBytes(Number(port), Buffer.from(text, "latin1"), endsEarly);
};
const HOOK = "/api/nexudus/webhooks/AAAAAAAAAAAAAAAAAAAAAA/1/6";
const END = "Connection: close";
const HERE = "Host: {host}";
const cookie = (text: string) => ["GET / HTTP/1.1", HERE, END, `Cookie: ${text}`];

/** What a server may answer to each; all of it without a trace in the database. */
const BAD_INPUT: Readonly<
  Record<string, readonly [expected: readonly number[], lines: readonly string[], body?: string]>
> = {
  "20 kB of cookies": [[431], cookie(`a=${"x".repeat(20_000)}`)],
  "500 cookies": [[200], cookie(Array.from({ length: 500 }, (_, n) => `c${n}=v`).join("; "))],
  "a cookie of broken escapes": [[200], cookie("next-auth.session-token=%E0%A4%A; %=%; __proto__=x")],
  "two lengths": [
    [400],
    [`POST ${HOOK} HTTP/1.1`, HERE, END, "Content-Length: 2", "Content-Length: 3"],
    "[]x",
  ],
  "a length and chunks": [
    [400],
    [`POST ${HOOK} HTTP/1.1`, HERE, END, "Content-Length: 5", "Transfer-Encoding: chunked"],
    "0\r\n\r\n",
  ],
  "chunks that are none": [
    [400],
    [`POST ${HOOK} HTTP/1.1`, HERE, END, "Transfer-Encoding: chunked"],
    "zz\r\n",
  ],
  "a header that goes on in the next line": [[400], ["GET / HTTP/1.1", HERE, END, "X-A: b", " c: d\u0000"]],
  "a space before the colon": [[400], ["GET / HTTP/1.1", HERE, END, "Content-Length : 5"]],
  "no host": [[400], ["GET / HTTP/1.1", END]],
  "another host": [[308], ["GET /signed-out HTTP/1.1", "Host: evil.example", END]],
  "two hosts": [
    [200, 308, 400],
    ["GET / HTTP/1.1", HERE, "Host: evil.example", END],
  ],
  "a forged X-Forwarded-Host": [
    [200, 308],
    ["GET / HTTP/1.1", HERE, END, "X-Forwarded-Host: evil.example"],
  ],
  "a whole URL as target": [[400], ["GET http://evil.example/install HTTP/1.1", HERE, END]],
  "a target of two slashes": [[308], ["GET //evil.example HTTP/1.1", HERE, END]],
  "a target of encoded slashes": [
    [200, 307, 404],
    ["GET /%2f%2fevil.example HTTP/1.1", HERE, END],
  ],
  "a target that cannot be decoded": [[400], ["GET /%c0%ae%zz HTTP/1.1", HERE, END]],
  "a NUL in the path": [[400], ["GET /members/%00 HTTP/1.1", HERE, END]],
  "a method nobody knows": [[405], ["TRACE / HTTP/1.1", HERE, END]],
  "a target that is no path": [[400], ["OPTIONS * HTTP/1.1", HERE, END]],
  "Next's page for its own failures": [[404], ["GET /_global-error HTTP/1.1", HERE, END]],
  "a router state that is none": [
    [200, 307],
    ["GET /?_rsc HTTP/1.1", HERE, END, "RSC: 1", "Next-Router-State-Tree: %"],
  ],
  "a form that breaks off": [
    [400],
    [
      "POST /signed-out HTTP/1.1",
      HERE,
      END,
      "Origin: http://{host}",
      "Content-Type: multipart/form-data; boundary=x",
      "Content-Length: 5",
    ],
    "--x\r\n",
  ],
  "an action of another site": [
    [403],
    [
      "POST / HTTP/1.1",
      HERE,
      END,
      "Origin: https://evil.example",
      `Next-Action: ${"4".repeat(42)}`,
      "Content-Length: 2",
    ],
    "[]",
  ],
  "broken JSON for the sign-in": [
    [400, 403],
    [
      "POST /api/auth/signin HTTP/1.1",
      HERE,
      END,
      "Origin: http://{host}",
      "Content-Type: application/json",
      "Content-Length: 1",
    ],
    "{",
  ],
  "an unsigned call of a megabyte, announced only": [
    [401],
    ["POST /api/inngest?fnId=x HTTP/1.1", HERE, END, "Content-Length: 1000000"],
  ],
  "an OAuth answer without a session": [
    [303],
    ["GET /api/vendors/akiles/oauth/callback?state=x&code=y HTTP/1.1", HERE, END],
  ],
};

for (const [name, [expected, lines, body]] of Object.entries(BAD_INPUT))
  test(`bad input: ${name} is ${expected.join(" or ")} and leaves nothing behind`, async ({ site }) => {
    const before = await countRows(site.urls.database);
    const answer = await sendLines(site.urls.app, lines, body);
    expect(expected, answer.headers).toContain(answer.status);
    expect(answer.isHung).toBe(false);
    const location = /location: (\S+)/i.exec(answer.headers)?.[1];
    if (location) expect(new URL(location, site.urls.app).origin).toBe(site.urls.app);
    expect(await countRows(site.urls.database)).toEqual(before);
  });

test("a body that grows past 1 MB is refused before it has come to its end", async ({ site }) => {
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  // The last chunk never comes: only a server that counts while it reads can answer.
  const answer = await sendLines(
    site.urls.app,
    [`POST ${HOOK} HTTP/1.1`, HERE, END, "Transfer-Encoding: chunked"],
    chunk.repeat(17),
  );
  expect(answer.status).toBe(413);
  expect(answer.isHung).toBe(false);
});

test("the install link is limited per client: one is told to wait, the others are not", async ({
  request,
  site,
}) => {
  const from = (address: string) =>
    request.get(`${site.urls.app}/install?a=x`, {
      headers: { "x-forwarded-for": address },
      maxRedirects: 0,
    });
  const limit = Number(TEST_LIMITS.PUBLIC_CALLS_PER_MINUTE);
  let refused = await from("203.0.113.7");
  // Twice as many: a window may end in between.
  for (let n = 0; n < 2 * limit && refused.status() !== 429; n += 1)
    refused = await from(`198.51.100.${n % 250}, 203.0.113.7`);
  expect(refused.status()).toBe(429);
  expect(Number(refused.headers()["retry-after"])).toBeGreaterThan(0);
  expect(refused.headers().location).toBeUndefined();
  expect(await refused.text()).toContain("Too many tries from your network");
  expect((await from("203.0.113.8")).status()).toBe(303);
});

import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { type CookieStates, makeCookieStates } from "./cookie-states";
import { expect, test } from "./fixtures";
import { follow, headingOf, type Road, type Traveller } from "./hops";
import { settled } from "./looks-right";
import { startSecondApp } from "./second-app";
import { type E2eSite, readSite } from "./site";
import { HONEST, type ProxyMode, startTlsProxy, type TlsProxy } from "./tls-proxy";

/**
 * A deployment as it stands at a customer's: https, a server in front that ends TLS, Nexudus' dashboard at its own
 * name. What only a browser can show is shown in Chromium; hops are counted over plain requests.
 */
const HOST = "doors.lintel.test";
const ORIGIN = `https://${HOST}`;
const ALIAS = "www.lintel.test";
const DASHBOARD = "dashboard.nexudus.com";
const STRANGER = "elsewhere.test";
const COOKIE = "__Secure-next-auth.session-token";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let site: E2eSite;
let states: CookieStates;
let app: Awaited<ReturnType<typeof startSecondApp>>;
let proxy: TlsProxy;
let browser: Browser;

test.beforeAll(async () => {
  site = readSite();
  states = await makeCookieStates(site);
  app = await startSecondApp(site, ORIGIN);
  proxy = await startTlsProxy({ target: app.port, hosts: [HOST, ALIAS], framing: [DASHBOARD, STRANGER] });
  const map = [HOST, ALIAS, DASHBOARD, STRANGER].flatMap((host) => [
    `MAP ${host}:443 127.0.0.1:${proxy.ports.https}`,
    `MAP ${host}:80 127.0.0.1:${proxy.ports.http}`,
  ]);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      `--host-resolver-rules=${map.join(",")}`,
      "--ignore-certificate-errors",
    ],
  });
});
test.afterAll(async () => {
  await browser?.close();
  await proxy?.close();
  await app?.stop();
  await states?.remove();
});
test.beforeEach(() => {
  proxy.mode = HONEST;
});

/** Behind a server in front that behaves like this. */
const behind = (mode: Partial<ProxyMode>) => {
  proxy.mode = { ...HONEST, ...mode };
};
const go = (url: string, traveller: Traveller = {}): Promise<Road> =>
  follow(url, { ports: proxy.ports, ...traveller });

async function freshLink(origin = ORIGIN): Promise<string> {
  const api = `${site.urls.nexudus}/_test`;
  const installs = (await (await fetch(`${api}/installs`)).json()) as { id: number }[];
  const made = await fetch(`${api}/installs/${installs[0]?.id}/link`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  const { url } = (await made.json()) as { url: string };
  return `${origin}/install${new URL(url).search}`;
}

async function inBrowser<T>(
  options: Parameters<Browser["newContext"]>[0],
  run: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  try {
    return await run(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

test("over https the cookie is a secure one, and the link leads to the console", async () => {
  await inBrowser({}, async (page, context) => {
    await page.goto(await freshLink());
    await expect(page).toHaveURL(`${ORIGIN}${site.base}`);
    const [cookie] = (await context.cookies(ORIGIN)).filter((row) => row.name.includes("session-token"));
    expect(cookie).toMatchObject({ name: COOKIE, secure: true, httpOnly: true, sameSite: "Lax", path: "/" });
    await page.goto(`http://${HOST}${site.base}/runs`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Runs");
    expect(new URL(page.url()).protocol).toBe("https:");
  });
});

test("http goes to https once, with path and query, from every road in", async () => {
  for (const start of [`http://${HOST}`, `http://${ALIAS}`, `https://${ALIAS}`]) {
    const road = await go(`${start}/signed-out?reason=expired`);
    expect(road.url.origin, start).toBe(ORIGIN);
    expect(road.hops, start).toBe(1);
    expect(headingOf(road.text), start).toBe("Your session has expired");
    expect(road.headers["strict-transport-security"], start).toContain("max-age=");
    const install = await go(await freshLink(start), { keepsCookies: true, cookies: {} });
    expect(install.url.pathname, start).toBe(site.base);
    expect(install.hops, start).toBe(3);
  }
});

test("behind a server in front that tells nothing, or calls everything http, no page loops", async () => {
  for (const tells of ["nothing", "http"] as const) {
    behind({ tells });
    const road = await go(`${ORIGIN}${site.base}`);
    expect(road.hops, tells).toBeLessThanOrEqual(3);
    expect(road.status, tells).toBe(200);
    expect(headingOf(road.text), tells).toBe("You are not signed in");
    await inBrowser({}, async (page) => {
      await page.goto(await freshLink());
      await expect(page).toHaveURL(`${ORIGIN}${site.base}`);
    });
  }
});

test("behind a server in front that keeps the host to itself, one page says so", async () => {
  behind({ passesHost: false });
  for (const path of ["/", site.base, "/signed-out", "/check"]) {
    const road = await go(`${ORIGIN}${path}`);
    expect(road.hops, path).toBe(1);
    expect(road.status, path).toBe(200);
    expect(headingOf(road.text), path).toBe("Lintel lives at another address");
  }
  expect((await go(`${ORIGIN}/api/auth/session`)).status).toBe(421);
});

test("a sign-in that came in under another name is told which name counts", async () => {
  behind({ hidesHostAs: HOST, dropsCookies: true });
  const road = await go(await freshLink(`https://${ALIAS}`), { headers: { "user-agent": "other name" } });
  expect(road.url.pathname).toBe("/check");
  expect(headingOf(road.text)).toBe("Lintel lives at another address");
  expect(road.hops).toBeLessThanOrEqual(3);
});

test("a sign-in over http and https by turns is told so", async () => {
  behind({ tells: "http", dropsCookies: true });
  const headers = { "user-agent": "other scheme" };
  const road = await go(await freshLink(), { headers });
  expect(headingOf(road.text)).toBe("The address mixes http and https");
  expect(road.hops).toBeLessThanOrEqual(3);
  behind({ dropsCookies: true });
  const other = { "next-auth.session-token": states.valid };
  expect(headingOf((await go(await freshLink(), { headers, cookies: other })).text)).toBe(
    "The address mixes http and https",
  );
});

test("forged headers of a server in front choose neither the address nor the account", async () => {
  for (const headers of [
    { "x-forwarded-host": STRANGER },
    { "x-forwarded-host": `${STRANGER}, ${HOST}`, forwarded: `host=${STRANGER}` },
    {
      "x-lintel-target": `https://${STRANGER}/`,
      "x-lintel-cause": "framed",
      "x-lintel-seen": "javascript:1",
    },
    { "x-original-url": "/api/health", "x-rewrite-url": "/api/health", "x-middleware-subrequest": "proxy" },
    { cookie: `${COOKIE}=${"x".repeat(9_000)}` },
    { cookie: Array.from({ length: 500 }, (_, n) => `c${n}=1`).join("; ") },
  ]) {
    const road = await go(`${ORIGIN}${site.base}`, { headers });
    expect(road.url.origin).toBe(ORIGIN);
    expect(road.status).toBe(200);
    expect(road.hops).toBe(1);
    expect(headingOf(road.text)).toMatch(/^(You are not signed in)$/);
  }
  // Node itself refuses headers beyond 16 kB.
  const huge = await go(`${ORIGIN}${site.base}`, { headers: { cookie: `${COOKIE}=${"x".repeat(20_000)}` } });
  expect(huge.status).toBe(431);
});

test("next-auth's own addresses lead to the page that says what to do, and tell no ids", async () => {
  const cookies = { [COOKIE]: states.valid };
  for (const path of [
    "signin",
    "signin?callbackUrl=https://elsewhere.test/",
    "error?error=Callback",
    "signout",
  ])
    for (const traveller of [{}, { cookies: { ...cookies } }]) {
      const road = await go(`${ORIGIN}/api/auth/${path}`, traveller);
      expect(road.hops, path).toBeLessThanOrEqual(3);
      expect(road.status, path).toBe(200);
      expect(road.url.origin, path).toBe(ORIGIN);
      expect(road.url.pathname, path).toBe("/signed-out");
    }
  const session = await go(`${ORIGIN}/api/auth/session`, { cookies });
  expect(session.status).toBe(200);
  expect(Object.keys(JSON.parse(session.text) as object)).toEqual(["expires"]);
  for (const path of ["callback/none", "session/x", "nothing", "_log", "signin/none", "providers", "csrf"])
    expect((await go(`${ORIGIN}/api/auth/${path}`)).status, path).toBeLessThan(500);
});

test("Nexudus may frame the install link, which opens in a tab of its own and signs in there", async () => {
  const link = await freshLink();
  await inBrowser({}, async (page, context) => {
    await page.goto(`https://${DASHBOARD}/?src=${encodeURIComponent(link)}`);
    const frame = page.frameLocator("iframe");
    await expect(frame.getByRole("heading", { level: 1 })).toHaveText("Lintel needs its own tab");
    const opened = context.waitForEvent("page");
    await frame.getByRole("link", { name: "Open in a new tab" }).click();
    const tab = await opened;
    await expect(tab).toHaveURL(`${ORIGIN}${site.base}`);
    await expect(tab.getByRole("heading", { level: 1 })).toHaveText("Overview");
  });
});

test("nobody else may frame it, and nobody may frame another page", async () => {
  for (const [host, path] of [
    [STRANGER, "/check"],
    [DASHBOARD, "/signed-out"],
    [DASHBOARD, "/"],
  ] as const)
    await inBrowser({}, async (page) => {
      const refused = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
      await page.goto(`https://${host}/?src=${encodeURIComponent(`${ORIGIN}${path}`)}`);
      await refused;
      await expect(page.frameLocator("iframe").getByRole("heading", { level: 1 })).toHaveCount(0);
    });
});

/** One of each shape of page about signing in; the words of all causes are counted over plain requests. */
const SHOWN: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  "not-signed-in": (page) => page.goto(`${ORIGIN}${site.base}`),
  "cookies-blocked": async (page) => {
    behind({ dropsCookies: true });
    await page.goto(await freshLink());
  },
  "wrong-host": async (page) => {
    behind({ passesHost: false });
    await page.goto(`${ORIGIN}/`);
  },
  "other-account": async (page) => {
    await page.context().addCookies([{ name: COOKIE, value: states.otherTenant, url: ORIGIN, secure: true }]);
    await page.goto(`${ORIGIN}${site.base}`);
  },
  "still-signed-in": async (page) => {
    await page.context().addCookies([{ name: COOKIE, value: states.valid, url: ORIGIN, secure: true }]);
    await page.goto(`${ORIGIN}/signed-out`);
  },
};

for (const [name, show] of Object.entries(SHOWN))
  test(`the page about signing in reads well, wide and narrow, light and dark: ${name}`, async () => {
    test.setTimeout(300_000);
    await inBrowser({ colorScheme: "light", viewport: { width: 1280, height: 900 } }, async (page) => {
      await show(page);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("main").getByRole("link")).toHaveCount(1);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 900 });
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect(overflow, `${colorScheme} ${width}`).toBeLessThanOrEqual(0);
          await page.screenshot({ path: `.reports/screens/sign-in-${name}-${colorScheme}-${width}.png` });
        }
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        expect(
          violations.map((row) => row.id),
          colorScheme,
        ).toEqual([]);
      }
    });
  });

test("with another account's cookie the new link asks first, and its yes ends at the console", async () => {
  await inBrowser({}, async (page, context) => {
    await context.addCookies([{ name: COOKIE, value: states.otherTenant, url: ORIGIN, secure: true }]);
    await page.goto(await freshLink());
    await expect(page).toHaveURL(`${ORIGIN}/install/confirm`);
    await page.locator("main").getByRole("button").first().click();
    await expect(page).toHaveURL(`${ORIGIN}${site.base}`);
  });
});

import { join } from "node:path";
import { ROOT } from "../scripts/stack/stack";
import { type CookieStates, makeCookieStates } from "./cookie-states";
import { expect, test } from "./fixtures";
import { actionsOn, follow, headingOf, type Road, type Traveller } from "./hops";
import { fillPage, readPages } from "./manifest/pages";
import type { E2eSite } from "./site";

/** Who sees what on a page: the console, something for everybody, or something for those without a session. */
type Kind = "console" | "public" | "signed-out" | "check";

/** Every page of the build, and its heading for somebody with a session. A page without a row fails the first test. */
const PAGES: Readonly<
  Record<string, { readonly kind: Kind; readonly heading: RegExp; readonly status?: number }>
> = {
  "/": { kind: "public", heading: /Doors that know/ },
  "/[installation]": { kind: "console", heading: /Overview/ },
  "/[installation]/activity": { kind: "console", heading: /Activity/ },
  "/[installation]/connections": { kind: "console", heading: /Connections/ },
  "/[installation]/connections/[id]": { kind: "console", heading: /Akiles/ },
  "/[installation]/connections/new": { kind: "console", heading: /Connect/ },
  "/[installation]/mapping": { kind: "console", heading: /Mapping/ },
  "/[installation]/members": { kind: "console", heading: /Members/ },
  "/[installation]/members/[id]": { kind: "console", heading: /Journey Member/ },
  "/[installation]/preview/[id]": { kind: "console", heading: /./ },
  "/[installation]/approvals": { kind: "console", heading: /Approvals/ },
  "/[installation]/presence": { kind: "console", heading: /Presence/ },
  "/[installation]/visitors": { kind: "console", heading: /Visitors/ },
  "/[installation]/runs": { kind: "console", heading: /Runs/ },
  "/[installation]/settings/account": { kind: "console", heading: /Account/ },
  "/check": { kind: "check", heading: /Overview/ },
  "/install/confirm": { kind: "public", heading: /nothing to answer/ },
  "/install/problem": { kind: "public", heading: /./, status: 400 },
  "/signed-out": { kind: "signed-out", heading: /You are signed in/ },
};

const COOKIE = "next-auth.session-token";
/** The state of the cookie, the cookie itself, and the words that no other state has. */
const STATES = {
  "no cookie": { cookie: null, says: "You are not signed in" },
  "a garbage cookie": { cookie: "garbage", says: "Your sign-in cannot be read" },
  "a cookie of another secret": { cookie: "otherSecret", says: "Your sign-in is no longer known" },
  "an expired cookie": { cookie: "expired", says: "Your session has expired" },
  "a cookie whose session is over": { cookie: "over", says: "Your session has expired" },
  "the cookie of an ended session": { cookie: "ended", says: "Your session was ended" },
} as const satisfies Record<string, { cookie: keyof CookieStates | null; says: string }>;

let states: CookieStates;
const given = (cookie: keyof CookieStates | null): Record<string, string> =>
  cookie === null ? {} : { [COOKIE]: String(states[cookie]) };

const pages = readPages(join(ROOT, ".next"));
const paths = (site: E2eSite) =>
  pages.map((route) => {
    const path = fillPage(route, {
      installation: site.base.slice(1),
      connection: site.connection.split("/").at(-1) ?? "",
      member: String(site.member),
      preview: states.preview,
    });
    const page = PAGES[route];
    if (!page) throw new Error(`${route} has no row`);
    return { route, path, page };
  });

async function freshLink(site: E2eSite): Promise<string> {
  const test = `${site.urls.nexudus}/_test`;
  const installs = (await (await fetch(`${test}/installs`)).json()) as { id: number }[];
  const made = await fetch(`${test}/installs/${installs[0]?.id}/link`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  return ((await made.json()) as { url: string }).url;
}

/** One page, one thing to do, and a short way to it. */
function expectOnePage(road: Road, says: string, where: string): void {
  expect.soft(road.status, where).toBe(200);
  expect.soft(road.hops, where).toBeLessThanOrEqual(3);
  expect.soft(headingOf(road.text), where).toBe(says);
  expect.soft(actionsOn(road.text), where).toBe(1);
}

test.beforeAll(async () => {
  const { readSite } = await import("./site");
  states = await makeCookieStates(readSite());
});
test.afterAll(() => states?.remove());

test("every page of the build has a row here", () => {
  expect(Object.keys(PAGES).sort()).toEqual([...pages].sort());
});

test("with a good cookie every page shows what was asked for", async ({ site }) => {
  for (const { route, path, page } of paths(site)) {
    const road = await follow(`${site.urls.app}${path}`, { cookies: given("valid") });
    expect.soft(road.status, route).toBe(page.status ?? 200);
    expect.soft(headingOf(road.text), route).toMatch(page.heading);
    expect.soft(road.hops, route).toBe(page.kind === "check" ? 1 : 0);
  }
});

for (const [state, { cookie, says }] of Object.entries(STATES))
  test(`no page loops with ${state}, and each says what is wrong and one thing to do`, async ({ site }) => {
    for (const { route, path, page } of paths(site)) {
      const road = await follow(`${site.urls.app}${path}`, { cookies: given(cookie) });
      if (page.kind !== "public") expectOnePage(road, says, `${state}: ${route}`);
      else {
        expect.soft(road.status, route).toBe(page.status ?? 200);
        expect.soft(headingOf(road.text), route).toMatch(page.heading);
        expect.soft(road.hops, route).toBe(0);
      }
    }
  });

test("with another account's cookie the console is not found, in the words for what never was", async ({
  site,
}) => {
  const cookies = given("otherTenant");
  const nobody = await follow(`${site.urls.app}/00000000-0000-4000-8000-000000000000`, { cookies });
  expect(nobody.status).toBe(404);
  expect(nobody.text).toContain("There is no page here");
  for (const { route, path, page } of paths(site)) {
    const road = await follow(`${site.urls.app}${path}`, { cookies });
    expect.soft(road.hops, route).toBeLessThanOrEqual(3);
    expect.soft(road.text, route).not.toContain("Journey Member");
    if (page.kind === "console") {
      // Next draws this page in the browser; here it is the words that count.
      expect.soft(road.status, route).toBe(404);
      expect.soft(road.text, route).toContain("There is no page here");
    } else expect.soft(road.status, route).toBe(page.status ?? 200);
  }
});

test("in a frame no page loops, and none but the two meant for it may be shown", async ({ site }) => {
  const headers = { "sec-fetch-dest": "iframe", "sec-fetch-site": "cross-site" };
  for (const { route, path, page } of paths(site)) {
    const road = await follow(`${site.urls.app}${path}`, { headers });
    const ancestors = page.kind === "check" ? "https://*.nexudus.com" : "'none'";
    expect.soft(road.headers["content-security-policy"], route).toContain(`frame-ancestors ${ancestors}`);
    expect.soft(road.headers["x-frame-options"], route).toBeUndefined();
    if (page.kind === "check") expectOnePage(road, "Lintel needs its own tab", route);
    else if (page.kind !== "public") expectOnePage(road, "You are not signed in", route);
  }
  const framed = await follow(await freshLink(site), { headers });
  expectOnePage(framed, "Lintel needs its own tab", "/install");
  expect(framed.hops).toBe(0);
  expect(framed.setCookies).toEqual([]);
  expect(framed.headers["content-security-policy"]).toContain("frame-ancestors https://*.nexudus.com");
});

test("a link that was shown in a frame still opens, once, in a tab of its own", async ({ site }) => {
  const link = await freshLink(site);
  await follow(link, { headers: { "sec-fetch-dest": "iframe" } });
  const tab = await follow(link, { keepsCookies: true, cookies: {} });
  expect(tab.url.pathname).toBe(site.base);
  expect((await follow(link)).status).toBe(400);
});

for (const state of Object.keys(STATES) as (keyof typeof STATES)[])
  test(`signing in again with ${state} ends at the console`, async ({ site }) => {
    const traveller: Traveller = { cookies: given(STATES[state].cookie), keepsCookies: true };
    const road = await follow(await freshLink(site), traveller);
    expect(road.hops).toBeLessThanOrEqual(3);
    expect(road.status).toBe(200);
    expect(road.url.pathname).toBe(site.base);
    for (const { route, path, page } of paths(site).filter((row) => row.page.kind === "console"))
      expect
        .soft(headingOf((await follow(`${site.urls.app}${path}`, traveller)).text), route)
        .toMatch(page.heading);
  });

test("leftover parts of a long cookie lock nobody out", async ({ site }) => {
  const traveller: Traveller = {
    cookies: { [`${COOKIE}.0`]: "stale", [`${COOKIE}.1`]: "parts" },
    keepsCookies: true,
  };
  const road = await follow(await freshLink(site), traveller);
  expect(road.url.pathname).toBe(site.base);
});

/** After a verified install: what the check page says to a browser that keeps `cookies` and takes no new one. */
const BLOCKED = {
  "no cookie": "Your browser does not keep Lintel's cookie",
  "a garbage cookie": "A damaged cookie is in the way",
  "a cookie of another secret": "A cookie of another Lintel is in the way",
  "an expired cookie": "An old cookie is in the way",
  "the cookie of an ended session": "A cookie of an ended session is in the way",
} as const satisfies Partial<Record<keyof typeof STATES, string>>;

for (const [state, says] of Object.entries(BLOCKED))
  test(`a browser that drops the new cookie and has ${state} is told so, and is sent nowhere`, async ({
    site,
  }) => {
    const { cookie } = STATES[state as keyof typeof STATES];
    const headers = { "user-agent": `drops with ${state}` };
    const road = await follow(await freshLink(site), { cookies: given(cookie), headers });
    expectOnePage(road, says, state);
    expect(road.url.pathname).toBe("/check");
    expect(road.hops).toBe(1);
    expect(road.headers["cache-control"]).toContain("no-store");
    expect(road.headers["referrer-policy"]).toBe("no-referrer");
    expect(road.text).toMatch(/<meta name="robots" content="noindex/);
    for (const { route, path, page } of paths(site))
      if (page.kind === "console")
        expectOnePage(
          await follow(`${site.urls.app}${path}`, { cookies: given(cookie), headers }),
          STATES[state as keyof typeof STATES].says,
          route,
        );
  });

test("the third dropped cookie within two minutes stops; a look at the page counts for nothing; success clears", async ({
  site,
}) => {
  const headers = { "user-agent": `counts ${states.otherInstallation}` };
  const stopped = "Lintel stops here";
  const drop = async () => follow(await freshLink(site), { headers });
  const first = await drop();
  for (const again of [1, 2, 3])
    expect((await follow(first.url.toString(), { headers })).text, `look ${again}`).not.toContain(stopped);
  expect((await drop()).text).not.toContain(stopped);
  const third = await drop();
  expect(third.text).toContain(stopped);
  expect(actionsOn(third.text)).toBe(1);
  expect(third.text).not.toContain(`href="${site.urls.nexudus}`);
  const good = await follow(await freshLink(site), { headers, keepsCookies: true });
  expect(good.url.pathname).toBe(site.base);
  expect((await drop()).text).not.toContain(stopped);
});

test("the reason in the address is one of a list; anything else is not repeated", async ({ site }) => {
  const road = await follow(
    `${site.urls.app}/signed-out?reason=canary-text&callbackUrl=https://elsewhere.test/`,
  );
  expect(road.text.replace(/<script[\s\S]*?<\/script>/g, "")).not.toContain("canary-text");
  expect(headingOf(road.text)).toBe("You are not signed in");
});

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createKeyedHash } from "../lib/security/keyed-hash";
import { callAction, fromOwnPage } from "./call-action";
import { ACTION_CASES, type Ids, PUBLIC_PAGES, UNBOUND_ACTIONS, UNBOUND_HANDLERS } from "./crossing-cases";
import { expect, test } from "./fixtures";
import { readActions, readHandlers } from "./manifest/actions";
import { fillPage, readPages } from "./manifest/pages";
import type { E2eSite } from "./site";
import { CANARY, createStranger, insertQuestion, query, type Stranger } from "./stranger";

const BUILD = join(import.meta.dirname, "..", ".next");
const actions = readActions(BUILD);
const pages = readPages(BUILD);
const handlers = readHandlers(BUILD);

let stranger: Stranger;
let own: Ids & { readonly installation: string };

async function ownIds(site: E2eSite): Promise<typeof own> {
  const installation = site.base.slice(1);
  const connection = site.connection.split("/").at(-1) ?? "";
  const one = async (table: string) => {
    const [row] = await query(site, `select id from ${table} where installation_id = $1 limit 1`, [
      installation,
    ]);
    return String(row?.id);
  };
  const approval = randomUUID();
  await insertQuestion(site, { installation, connection, approval });
  return {
    installation,
    connection,
    member: String(site.member),
    preview: await one("previews"),
    approval,
    visit: randomUUID(),
    person: await one("persons"),
    location: await one("locations"),
  };
}

test.beforeAll(async ({ playwright, site }) => {
  stranger = await createStranger(playwright, site, actions);
  own = await ownIds(site);
});
test.afterAll(() => stranger.close());

test("every page, handler and action of the build has a case, and no case is about nothing", () => {
  const cases = {
    pages: [...Object.keys(PUBLIC_PAGES), ...pages.filter((page) => page.startsWith("/[installation]"))],
    handlers: [...Object.keys(UNBOUND_HANDLERS), ...Object.keys(HANDLERS)],
    actions: [...Object.keys(ACTION_CASES), ...Object.keys(UNBOUND_ACTIONS)],
  };
  expect([...new Set(cases.pages)].sort()).toEqual([...pages]);
  expect(cases.handlers.sort()).toEqual([...handlers]);
  expect(cases.actions.sort()).toEqual(actions.map((action) => action.name));
});

for (const page of pages.filter((address) => address.startsWith("/[installation]"))) {
  test(`page ${page} of another installation is not found`, async ({ request, site }) => {
    const path = fillPage(page, stranger);
    const answer = await request.get(`${site.urls.app}${path}`, { maxRedirects: 0 });
    expect(answer.status()).toBe(404);
    expect(await answer.text()).not.toContain(CANARY);
  });

  test(`page ${page} shows nothing of another installation, whatever its address names`, async ({
    request,
    site,
  }) => {
    const named = new URLSearchParams({
      connection: stranger.connection,
      location: stranger.location,
      group: stranger.connection,
      vendor: "akiles",
      q: "Northgate",
    });
    const path = fillPage(page, { ...stranger, installation: own.installation });
    const answer = await request.get(`${site.urls.app}${path}?${named}`, { maxRedirects: 0 });
    expect(await answer.text()).not.toContain(CANARY);
    if (page.includes("[id]")) expect(answer.status()).toBe(404);
    else expect([200, 404]).toContain(answer.status());
  });
}

for (const action of actions) {
  const url = (site: E2eSite, ids: Ids & { installation: string }) =>
    `${site.urls.app}${action.page.startsWith("/[installation]") ? fillPage(action.page, ids) : action.page}`;
  const row = ACTION_CASES[action.name];
  if (row) {
    test(`action ${action.name} does nothing for another installation`, async ({ request, site }) => {
      const before = await stranger.contents();
      const answer = await callAction(request, {
        id: action.id,
        url: url(site, own),
        args: [stranger.installation, ...row.args(stranger)],
        headers: fromOwnPage(site.urls.app),
      });
      expect(answer.status()).toBe(404);
      expect(await stranger.contents()).toBe(before);
    });

    const { refusal } = row;
    if (refusal === null) continue;
    test(`action ${action.name} does nothing with ids of another installation`, async ({ request, site }) => {
      const before = await stranger.contents();
      const answer = await callAction(request, {
        id: action.id,
        url: url(site, own),
        args: [own.installation, ...row.args(stranger)],
        headers: fromOwnPage(site.urls.app),
      });
      expect(await answer.text()).toMatch(refusal);
      expect(await stranger.contents()).toBe(before);
    });
  } else
    test(`action ${action.name} does nothing without the cookie of its own`, async ({ request, site }) => {
      const before = await stranger.contents();
      const answer = await callAction(request, {
        id: action.id,
        url: url(site, own),
        args: UNBOUND_ACTIONS[action.name]?.args ?? [],
        headers: fromOwnPage(site.urls.app),
      });
      expect(answer.headers()["x-action-redirect"]).toMatch(UNBOUND_ACTIONS[action.name]?.leadsTo ?? /^$/);
      expect(await stranger.contents()).toBe(before);
    });
}

// Without this, a call that is made wrongly would pass for one that is refused.
test("the same calls with one's own ids are carried out", async ({ request, site }) => {
  const call = (name: string) => {
    const action = actions.find((one) => one.name.endsWith(name));
    const row = action && ACTION_CASES[action.name];
    if (!action || !row) throw new Error(`there is no ${name}`);
    return callAction(request, {
      id: action.id,
      url: `${site.urls.app}${fillPage(action.page, own)}`,
      args: [own.installation, ...row.args(own)],
      headers: fromOwnPage(site.urls.app),
    });
  };
  expect(await (await call("#lookAgain")).text()).toContain("Looking again.");
  expect(await (await call("#checkConnection")).text()).toContain("A full check has begun.");
  expect((await call("#waitAMoment")).status()).toBe(200);
  expect(await (await call("#saveMapping")).text()).not.toContain("There is no such connection");
  expect(await (await call("#readFile")).text()).toContain("There is no plan with the id");
});

type HandlerCase = (call: {
  readonly request: Parameters<typeof callAction>[0];
  readonly site: E2eSite;
}) => Promise<void>;

const HANDLERS: Readonly<Record<string, HandlerCase>> = {
  "/[installation]/activity/csv": async ({ request, site }) => {
    const answer = await request.get(`${site.urls.app}/${stranger.installation}/activity/csv`);
    expect(answer.status()).toBe(404);
    const mine = await request.get(`${site.urls.app}/${own.installation}/activity/csv?q=Northgate`);
    expect(mine.status()).toBe(200);
    expect(await mine.text()).not.toContain(CANARY);
  },
  "/[installation]/mapping/csv": async ({ request, site }) => {
    const of = (installation: string, connection: string) =>
      request.get(`${site.urls.app}/${installation}/mapping/csv?connection=${connection}`);
    expect((await of(stranger.installation, stranger.connection)).status()).toBe(404);
    const theirs = await of(own.installation, stranger.connection);
    expect(theirs.status()).toBe(404);
    expect(await theirs.text()).not.toContain(CANARY);
    const mine = await of(own.installation, own.connection);
    expect(mine.status()).toBe(200);
    expect(await mine.text()).toContain("Board room (with front door)");
  },
  // The stranger begins a sign-in at the vendor; its answer is carried to the admin's browser.
  "/api/vendors/[vendor]/oauth/callback": async ({ request, site }) => {
    const begun = actions.find((action) => action.name.endsWith("#signInAtVendor"));
    const answer = await callAction(stranger.request, {
      id: begun?.id ?? "",
      url: `${site.urls.app}/${stranger.installation}/connections/${stranger.connection}`,
      args: [stranger.installation, ...(ACTION_CASES[begun?.name ?? ""]?.args(stranger) ?? [])],
      headers: fromOwnPage(site.urls.app),
    });
    const state = /[?&]state=([\w-]+)/.exec((await answer.text()).replaceAll("\\u0026", "&"))?.[1] ?? "";
    expect(state.length).toBeGreaterThan(40);
    const { cookies } = await stranger.request.storageState();
    const theirs = cookies.find((cookie) => cookie.name === "lintel-oauth")?.value ?? "";
    const before = await stranger.contents();
    const callback = `${site.urls.app}/api/vendors/akiles/oauth/callback?state=${state}&code=stolen`;
    const back = await request.get(callback, {
      headers: { cookie: `${await cookieHeader(request)}; lintel-oauth=${theirs}` },
      maxRedirects: 0,
    });
    expect(back.status()).toBe(303);
    expect(back.headers().location).toContain(`/${own.installation}/connections?problem=state`);
    expect(await stranger.contents()).toBe(before);
  },
  // The secret of one's own webhook, at the address of somebody else's connection.
  "/api/vendors/[vendor]/webhooks/[connectionId]": async ({ request, site }) => {
    const { hashKey } = JSON.parse(readFileSync(join(site.dataDir, "secrets.json"), "utf8")) as {
      hashKey: string;
    };
    const key = createKeyedHash(hashKey).hash({ purpose: "vendor-hook", value: `akiles/${own.connection}` });
    const before = await stranger.contents();
    const url = `${site.urls.app}/api/vendors/akiles/webhooks/${stranger.connection}?key=${key}`;
    const answer = await request.post(url, { data: { id: "evt_1", verb: "use" } });
    expect(answer.status()).toBe(404);
    expect(await stranger.contents()).toBe(before);
  },
  // A webhook of one's own, sent about somebody else's business and customer.
  "/api/nexudus/webhooks/[secret]/[business]/[action]": async ({ request, site }) => {
    const hooks = (await (await request.get(`${site.urls.nexudus}/_test/webhooks`)).json()) as {
      URL: string;
      Action: number;
    }[];
    const [location] = await query(site, "select id from locations where installation_id = $1", [
      own.installation,
    ]);
    const hook = hooks.find((row) => row.URL.includes(`/${String(location?.id)}/`));
    expect(hook).toBeDefined();
    const before = await stranger.contents();
    const url = (hook?.URL ?? "").replace(`/${String(location?.id)}/`, `/${stranger.location}/`);
    const answer = await request.post(url, {
      data: [{ Id: 1, CoworkerId: Number(stranger.member), UpdatedOn: "2030-01-01T00:00:00Z" }],
    });
    expect([200, 401]).toContain(answer.status());
    const told = await query(
      site,
      "select count(*)::int as n from webhook_deliveries where installation_id = $1",
      [stranger.installation],
    );
    expect(told).toEqual([{ n: 0 }]);
    expect(await stranger.contents()).toBe(before);
  },
};

async function cookieHeader(request: Parameters<typeof callAction>[0]): Promise<string> {
  const { cookies } = await request.storageState();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

for (const [address, run] of Object.entries(HANDLERS))
  test(`handler ${address} does nothing for another installation`, ({ request, site }) =>
    run({ request, site }));

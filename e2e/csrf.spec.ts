import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { callAction } from "./call-action";
import { ACTION_CASES, type Ids, UNBOUND_ACTIONS } from "./crossing-cases";
import { expect, test } from "./fixtures";
import { readActions, readHandlers } from "./manifest/actions";
import { fillPage } from "./manifest/pages";
import type { E2eSite } from "./site";
import { contentsOf, insertQuestion, query } from "./stranger";

const BUILD = join(import.meta.dirname, "..", ".next");
const actions = readActions(BUILD);

/** What a page elsewhere makes a browser send; the cookies are the admin's own. */
const ELSEWHERE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "another site": { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  "another site in a browser that says no more": { origin: "https://evil.example" },
  "a sandboxed frame": { origin: "null", "sec-fetch-site": "cross-site" },
  "nobody named": {},
};

async function ownIds(site: E2eSite): Promise<Ids & { readonly installation: string }> {
  const installation = site.base.slice(1);
  const one = async (table: string) => {
    const [row] = await query(site, `select id from ${table} where installation_id = $1 limit 1`, [
      installation,
    ]);
    return String(row?.id);
  };
  const connection = site.connection.split("/").at(-1) ?? "";
  const asked = await query(site, "select id from revoke_approvals where installation_id = $1 limit 1", [
    installation,
  ]);
  const approval = String(asked[0]?.id ?? randomUUID());
  if (asked.length === 0) await insertQuestion(site, { installation, connection, approval });
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

/** The vendor's side of doors goes on by itself; what a person asked for does not. */
const asked = async (site: E2eSite, installation: string) => {
  const [parts, told] = JSON.parse(await contentsOf(site, installation)) as [[string, string[]][], unknown];
  const people = ["locations", "connection_locations", "oauth_states", "mappings", "previews", "sessions"];
  const connections = await query(
    site,
    "select id, state, lead_minutes, lag_minutes, account_confirmed_at from connections where installation_id = $1",
    [installation],
  );
  return JSON.stringify([parts.filter(([table]) => people.includes(table)), connections, told]);
};

for (const action of actions)
  test(`action ${action.name} is refused to pages of other sites, and nothing is written`, async ({
    request,
    site,
  }) => {
    const ids = await ownIds(site);
    const isBound = action.page.startsWith("/[installation]");
    const before = await asked(site, ids.installation);
    for (const [name, headers] of Object.entries(ELSEWHERE)) {
      const answer = await callAction(request, {
        id: action.id,
        url: `${site.urls.app}${isBound ? fillPage(action.page, ids) : action.page}`,
        args: isBound
          ? [ids.installation, ...(ACTION_CASES[action.name]?.args(ids) ?? [])]
          : (UNBOUND_ACTIONS[action.name]?.args ?? []),
        headers,
      });
      expect(answer.status(), name).toBe(403);
    }
    expect(await asked(site, ids.installation)).toBe(before);
  });

/** Called by machines, which send no origin and are known by a signature or a secret; vendors post with forms. */
const MACHINES = /^\/api\/(inngest|nexudus\/webhooks|health|vendors)(\/|$)/;

for (const address of readHandlers(BUILD).filter((one) => !MACHINES.test(one)))
  test(`handler ${address} is refused to forms of other sites`, async ({ request, site }) => {
    const { installation } = await ownIds(site);
    const path = address.replace("[installation]", installation).replace("[...nextauth]", "signout");
    const before = await asked(site, installation);
    for (const [name, headers] of Object.entries(ELSEWHERE))
      for (const method of ["post", "put", "patch", "delete"] as const)
        expect(
          (
            await request[method](`${site.urls.app}${path}`, {
              form: { csrfToken: "x" },
              headers,
              maxRedirects: 0,
            })
          ).status(),
          `${method} from ${name}`,
        ).toBe(403);
    expect(await asked(site, installation)).toBe(before);
  });

test("a page elsewhere starts no download of the activity", async ({ request, site }) => {
  const url = `${site.urls.app}${site.base}/activity/csv`;
  const from = (value: string) => request.get(url, { headers: { "sec-fetch-site": value } });
  expect((await from("cross-site")).status()).toBe(403);
  expect((await from("same-site")).status()).toBe(403);
  expect((await from("same-origin")).status()).toBe(200);
  expect((await from("none")).status()).toBe(200);
});

// The same host on another port is the same site: its forms carry even cookies that other sites' do not.
test("a real browser's form on another port of this host signs nobody out", async ({ page, site }) => {
  const action = actions.find((one) => one.name.endsWith("#signOutAction"));
  const form = `<form method="post" enctype="multipart/form-data" action="${site.urls.app}${site.base}">
<input name="$ACTION_ID_${action?.id}" value=""><button>Win</button></form>`;
  const elsewhere = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(form);
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  try {
    await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    const [answer] = await Promise.all([
      page.waitForResponse((one) => one.url().startsWith(site.urls.app) && one.request().method() === "POST"),
      page.getByRole("button", { name: "Win" }).click(),
    ]);
    expect(answer.status()).toBe(403);
  } finally {
    elsewhere.closeAllConnections();
    elsewhere.close();
  }
  await page.goto(`${site.urls.app}${site.base}`);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(site.base);
});

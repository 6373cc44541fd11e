import { randomUUID } from "node:crypto";
import { type APIRequest, type APIRequestContext, expect } from "@playwright/test";
import pg from "pg";
import { realClock } from "../lib/clock";
import { callAction, Form, fromOwnPage, IDLE } from "./call-action";
import type { ActionRoute } from "./manifest/actions";
import type { E2eSite } from "./site";

/** Stands in every name the other account has, so that a page that shows any of it is found out. */
export const CANARY = "Northgate Canary";

/** Another account in the same Lintel: another Nexudus business, installed and signed in for itself. */
export interface Stranger {
  readonly installation: string;
  readonly location: string;
  readonly connection: string;
  readonly preview: string;
  readonly approval: string;
  readonly visit: string;
  readonly person: string;
  readonly member: string;
  /** Signed in there. */
  readonly request: APIRequestContext;
  /** Everything of it that somebody signed in can change, as text. */
  contents(): Promise<string>;
  close(): Promise<void>;
}

/** What only people change; reads and polls of their own go on beside. */
const TABLES = [
  "installations",
  "locations",
  "connections",
  "connection_locations",
  "vendor_doors",
  "presence",
  "check_ins",
  "oauth_states",
  "mappings",
  "previews",
  "revoke_approvals",
  "visitors",
  "visit_keys",
  "persons",
  "person_members",
  "grants",
  "vendor_grants",
  "operations",
  "sessions",
  "missing_roles",
];
/** Columns that move without anybody: left out. */
const RESTLESS = [
  "everybody_touched_at",
  "last_poll_at",
  "last_full_read_at",
  "updated_at",
  "seen_at",
  "doors_listed_at",
  "last_read_at",
  "hook_checked_at",
  "mark",
  "unauthorized_since",
  "unauthorized_probes",
];

export async function query(site: E2eSite, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ connectionString: site.urls.database });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** All that people can change of one installation, and what was written down about it. */
export async function contentsOf(site: E2eSite, installation: string): Promise<string> {
  const parts: unknown[] = [];
  for (const table of TABLES) {
    const id = table === "installations" ? "id" : "installation_id";
    const rows = await query(site, `select to_jsonb(t) as row from "${table}" t where t.${id} = $1`, [
      installation,
    ]);
    const kept = rows.map(({ row }) =>
      JSON.stringify(Object.entries(row as object).filter(([name]) => !RESTLESS.includes(name))),
    );
    parts.push([table, kept.sort()]);
  }
  const told = await query(
    site,
    "select count(*)::int as n from audit_log where installation_id = $1 and (actor like 'operator:%' or actor = 'install')",
    [installation],
  );
  return JSON.stringify([parts, told]);
}

async function made(request: APIRequestContext, url: string, data: object): Promise<{ Id: number }> {
  const answer = await request.post(url, { data });
  expect(answer.ok(), `${url}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as { Id: number };
}

/** A question about nobody: whoever answers it with a number of people is told that the list has changed. */
export async function insertQuestion(
  site: E2eSite,
  of: { readonly installation: string; readonly connection: string; readonly approval: string },
): Promise<void> {
  await query(
    site,
    `insert into revoke_approvals (id, installation_id, connection_id, state, cause, created_at, decided_at)
     values ($1, $2, $3, 'dismissed', 'one_read', $4, $4)`,
    [of.approval, of.installation, of.connection, realClock.now().toISOString()],
  );
}

/** Somebody who visits the other account, with a link that is not there to be opened. */
async function insertVisit(
  site: E2eSite,
  of: { readonly installation: string; readonly connection: string; readonly visit: string },
): Promise<void> {
  const now = realClock.now();
  const later = new Date(now.getTime() + 3_600_000).toISOString();
  await query(
    site,
    `insert into visitors (id, installation_id, visitor_id, location_id, full_name, arrives_at, approval, state, created_at, updated_at)
     select $2, $1, '1', id, $3, $4, 1, 'live', $4, $4 from locations where installation_id = $1 limit 1`,
    [of.installation, randomUUID(), `${CANARY} Visitor`, now.toISOString()],
  );
  await query(
    site,
    `insert into visit_keys (id, installation_id, connection_id, visit, visitor_id, location_id, wanted_from, wanted_until,
       state, fence, arm_count, failures, mail, mail_failures, created_at, updated_at)
     select $3, $1, $2, 'visitor:1', '1', id, $4, $5, 'none', 0, 0, 0, 'none', 0, $4, $4
     from locations where installation_id = $1 limit 1`,
    [of.installation, of.connection, of.visit, now.toISOString(), later],
  );
}

/** Makes the other account once: a business with a customer at Nexudus, an install, a connection, a preview. */
export async function createStranger(
  playwright: { readonly request: APIRequest },
  site: E2eSite,
  actions: readonly ActionRoute[],
): Promise<Stranger> {
  const { app, nexudus } = site.urls;
  const request = await playwright.request.newContext({ storageState: { cookies: [], origins: [] } });
  const test = `${nexudus}/_test`;
  const [seeded] = (await (await request.get(`${test}/entities/Business`)).json()) as Record<
    string,
    unknown
  >[];
  const business = await made(request, `${test}/entities/Business`, {
    Name: CANARY,
    WebAddress: "northgate",
    CurrencyId: seeded?.CurrencyId,
    CountryId: seeded?.CountryId,
    SimpleTimeZoneId: seeded?.SimpleTimeZoneId,
  });
  const customer = await made(request, `${test}/customers`, {
    fullName: `${CANARY} Member`,
    email: "canary@northgate.test",
    businessId: business.Id,
  });
  const installed = await request.post(`${test}/installs`, { data: { businessId: business.Id } });
  await request.get(((await installed.json()) as { url: string }).url);
  const [row] = await query(site, "select installation_id from locations where id = $1", [
    String(business.Id),
  ]);
  const installation = String(row?.installation_id);
  const read = () => query(site, "select id from members where installation_id = $1", [installation]);
  await expect.poll(async () => (await read()).length, { timeout: 60_000 }).toBeGreaterThan(0);

  const connect = actions.find((action) => action.name.endsWith("connections/actions.ts#connectVendor"));
  const answer = await callAction(request, {
    id: connect?.id ?? "",
    url: `${app}/${installation}/connections/new`,
    args: [
      installation,
      IDLE,
      new Form([
        ["vendor", "akiles"],
        ["location", String(business.Id)],
      ]),
    ],
    headers: fromOwnPage(app),
  });
  expect(answer.status(), await answer.text()).toBe(200);
  expect(await answer.text()).toContain('"status":"ok"');
  const [connection] = await query(site, "select id from connections where installation_id = $1", [
    installation,
  ]);
  const [preview, person, approval, visit] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const now = realClock.now().toISOString();
  const of = [installation, connection?.id, now];
  await query(
    site,
    `insert into previews (id, installation_id, connection_id, state, change, digest, created_at)
     values ($4, $1, $2, 'open', '{}', repeat('0', 64), $3)`,
    [...of, preview],
  );
  await query(
    site,
    `insert into persons (id, installation_id, connection_id, link, revision, created_at, updated_at)
     values ($4, $1, $2, 'unconfirmed', 0, $3, $3)`,
    [...of, person],
  );
  await insertVisit(site, { installation, connection: String(connection?.id), visit });
  await insertQuestion(site, { installation, connection: String(connection?.id), approval });
  return {
    installation,
    location: String(business.Id),
    connection: String(connection?.id),
    preview,
    approval,
    visit,
    person,
    member: String(customer.Id),
    request,
    contents: () => contentsOf(site, installation),
    close: () => request.dispose(),
  };
}

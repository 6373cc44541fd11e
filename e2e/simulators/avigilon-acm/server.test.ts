import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { Switches } from "./switches";
import { ACCOUNT, bracketed, call, type Harness, MINUTE, startForTest } from "./testing";

let open: Harness[] = [];
const start = async (switches: Partial<Switches> = {}, file: string | null = null) => {
  const t = await startForTest(switches, file);
  open.push(t);
  return t;
};
afterEach(async () => {
  for (const t of open) await t.sim.close();
  open = [];
});

const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`${ACCOUNT.login}:${password}`).toString("base64")}`,
});
const FILTER = "/identities.xml?filter=plasecidentityEmailaddress=front-desk@harbour-works.example";

it("speaks TLS with a certificate of its own making that stays over a restart and can be changed", async () => {
  const dir = mkdtempSync(join(tmpdir(), "acm-"));
  const file = join(dir, "acm.json");
  const first = await start({}, file);
  const { fingerprint } = await call(`${first.sim.url}/sessions/new`);
  expect(fingerprint).toBe(first.api.fingerprint);
  await expect(fetch(`${first.sim.url}/sessions/new`)).rejects.toThrow();
  await first.sim.close();
  const second = await start({}, file);
  open = open.filter((t) => t !== first);
  expect((await call(`${second.sim.url}/sessions/new`)).fingerprint).toBe(fingerprint);
  await second.api.rotateCertificate();
  const changed = (await call(`${second.sim.url}/sessions/new`)).fingerprint;
  expect(changed).not.toBe(fingerprint);
  expect(changed).toBe(second.api.fingerprint);
  rmSync(dir, { recursive: true });
});

it("resets connections, answers half a document, and answers slowly on demand", async () => {
  const t = await start();
  await t.session();
  const fault = (kind: "drop" | "truncate") =>
    t.api.setFaults([{ id: "f", method: "GET", path: "/identities", times: 1, kind }]);
  fault("drop");
  await expect(t.get(FILTER)).rejects.toThrow();
  fault("truncate");
  const half = await t.get(FILTER);
  expect([half.status, half.text.includes("</identities>")]).toEqual([200, false]);
  expect((await t.get(FILTER)).text).toContain("</identities>");
  t.api.setSwitches({ xmlList: "works", listDelayMs: 250 });
  const order: string[] = [];
  const list = t.get("/identities.xml").then(() => order.push("list"));
  await Promise.all([list, t.get("/roles.json").then(() => order.push("roles"))]);
  expect(order).toEqual(["roles", "list"]);
});

it("signs in by form or by JSON, and gives a cookie for the right password only", async () => {
  const t = await start({ loginBody: "form" });
  const good = await t.login();
  expect(good.status).toBe(302);
  expect(String(good.headers["set-cookie"])).toMatch(/^_session_id=[0-9a-f]+;/);
  const json = (password: string) =>
    call(`${t.sim.url}/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login: ACCOUNT.login, password }),
    });
  expect((await json(ACCOUNT.password)).status).toBe(406);
  t.api.setSwitches({ loginBody: "json" });
  expect((await t.login()).status).toBe(406);
  const byJson = await json(ACCOUNT.password);
  expect([byJson.status, String(byJson.headers["set-cookie"])]).toEqual([
    200,
    expect.stringMatching(/_session_id/),
  ]);
  t.api.setSwitches({ loginBody: "both" });
  for (const [wrongLogin, status] of [
    ["form_again", 200],
    ["redirect", 302],
    ["401", 401],
  ] as const) {
    t.api.setSwitches({ wrongLogin });
    const wrong = await t.login({ ...ACCOUNT, password: "wrong" });
    expect([wrong.status, wrong.headers["set-cookie"]]).toEqual([status, undefined]);
  }
  t.api.setAccount({ mustChangePassword: true });
  const forced = await t.login();
  expect([forced.status, forced.headers["set-cookie"]]).toEqual([302, undefined]);
});

it("counts wrong passwords however they come, and locks the account", async () => {
  const t = await start({ basic: "xml", lockAfter: 3 });
  await t.login({ ...ACCOUNT, password: "wrong" });
  expect((await call(`${t.sim.url}${FILTER}`, { headers: basic("wrong") })).status).toBe(401);
  expect(t.api.wrongLogins).toBe(2);
  expect((await t.login()).headers["set-cookie"]).toBeDefined();
  for (let i = 0; i < 3; i += 1) await t.login({ ...ACCOUNT, password: "wrong" });
  expect((await t.login()).headers["set-cookie"]).toBeUndefined();
  t.api.setAccount({ unlock: true });
  expect((await t.login()).headers["set-cookie"]).toBeDefined();
});

it("takes HTTP Basic on .xml resources, everywhere, or nowhere, by switch", async () => {
  const t = await start();
  const ask = (path: string) => call(`${t.sim.url}${path}`, { headers: basic(ACCOUNT.password) });
  expect((await ask(FILTER)).status).toBe(302);
  t.api.setSwitches({ basic: "xml" });
  expect((await ask(FILTER)).text).toContain("<plasecLname>Marsh</plasecLname>");
  expect((await ask("/roles.json")).status).toBe(302);
  t.api.setSwitches({ basic: "all" });
  expect((await ask("/roles.json")).status).toBe(200);
  const made = await call(`${t.sim.url}/identities`, {
    method: "POST",
    headers: { ...basic(ACCOUNT.password), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(bracketed("identity", { plasecLname: "Ruiz" })).toString(),
  });
  expect(made.status).toBe(302);
});

it("ends sessions after quiet, and says so by redirect, by the login page or by 401", async () => {
  const t = await start({ sessionIdleMs: 10 * MINUTE });
  expect((await t.get("/roles.json")).status).toBe(200);
  t.clock.advance(9 * MINUTE);
  expect((await t.get("/roles.json")).status).toBe(200);
  t.clock.advance(10 * MINUTE);
  const gone = await t.get("/roles.json");
  expect([gone.status, gone.headers.location]).toEqual([302, "/sessions/new"]);
  t.api.setSwitches({ expiredSession: "login_page" });
  const page = await t.get("/roles.json");
  expect([page.status, page.text.includes('action="/sessions"')]).toEqual([200, true]);
  t.api.setSwitches({ expiredSession: "401" });
  expect((await t.get("/roles.json")).status).toBe(401);
  t.forget();
  t.api.setSwitches({ oneSession: true });
  expect((await t.get("/roles.json")).status).toBe(200);
  await t.login();
  expect((await t.get("/roles.json")).status).toBe(401);
});

it("asks for the CSRF token on every write of a session, served by cookie or by meta tag", async () => {
  for (const csrfFrom of ["cookie", "meta"] as const) {
    const t = await start({ csrfFrom });
    const { cookie, csrf } = await t.session();
    expect(csrf).not.toBe("");
    expect(cookie.includes("XSRF-TOKEN")).toBe(csrfFrom === "cookie");
    const write = (headers: Record<string, string>) =>
      call(`${t.sim.url}/identities`, {
        method: "POST",
        headers: { cookie, "content-type": "application/x-www-form-urlencoded", ...headers },
        body: new URLSearchParams(bracketed("identity", { plasecLname: "Ruiz" })).toString(),
      });
    expect((await write({})).status).toBe(422);
    expect((await write({ "x-csrf-token": "old" })).status).toBe(422);
    expect((await write({ "x-csrf-token": csrf })).status).toBe(302);
  }
});

it("names a missing delegation by 403, or goes back to the form with nothing changed", async () => {
  const t = await start();
  const person = await t.person();
  t.api.setAccount({ rights: ["Identities Listing"] });
  expect((await t.get("/roles.json")).status).toBe(403);
  expect((await t.roles(person, "cn=5c1e0000000000e1,ou=roles,dc=plasec")).status).toBe(403);
  t.api.setSwitches({ missingRight: "bounce" });
  const bounced = await t.roles(person, "cn=5c1e0000000000e1,ou=roles,dc=plasec");
  expect([bounced.status, bounced.headers.location]).toEqual([302, `/identities/${person}/roles`]);
  expect(t.api.world.find("identities", person)?.roles).toEqual([]);
});

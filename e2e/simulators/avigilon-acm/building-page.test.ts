import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "./seed";
import { ACCOUNT, type Harness, MINUTE, START, startForTest } from "./testing";

let t: Harness;
beforeEach(async () => {
  t = await startForTest({ panelLagSeconds: 0 });
});
afterEach(() => t.sim.close());

const send = async (path: string, fields: Record<string, string>) => {
  const answer = await fetch(`${t.sim.pageUrl}${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
  });
  return (await answer.text()).replace(/\s+/g, " ");
};
const tryDoor = (member: string, door: string, method: string) => send("/try", { member, door, method });

it("says why a door stays shut, in the building's time", async () => {
  const { cn } = t.api.staffPerson({ last: "Ruiz <b>", card: "1001" });
  expect(await tryDoor(cn, "Board room", "card")).toContain("No role of this person opens this door");
  t.api.staffRoles(cn, [SEED.roles.board]);
  t.api.changeRole(SEED.roles.board, { startsAt: START.getTime() + 45 * MINUTE });
  const early = await tryDoor(cn, "Board room", "card");
  expect(early).toContain("Outside the dates of the role (09:45)");
  expect(early).toContain("Next change: 09:45, Ruiz &lt;b&gt; may enter");
  t.clock.advance(60 * MINUTE);
  expect(await tryDoor(cn, "Board room", "card")).toContain("Opened by");
  expect(await tryDoor(cn, "Board room", "pin")).toContain("has no card or PIN that this door takes");
});

it("shows how to connect, takes the panel offline, and makes another certificate", async () => {
  const { text } = await t.page("/");
  expect(text).toContain("Demo");
  for (const shown of [t.sim.url, ACCOUNT.login, t.api.fingerprint]) expect(text).toContain(shown);
  expect(await send("/panel", { online: "no" })).toContain(">panel offline<");
  expect(await send("/panel", { online: "yes" })).not.toContain(">panel offline<");
  const before = t.api.fingerprint;
  await send("/certificate", {});
  expect(t.api.fingerprint).not.toBe(before);
});

it("the test API answers over HTTP, and only this machine under its own name", async () => {
  const made = await t.page("/_test/people", {
    last: "Ruiz",
    email: "ana@example.com",
    card: "1001",
    roles: [SEED.roles.studio],
  });
  expect(made.status).toBe(200);
  const asked = await t.page("/_test/canOpen?member=ana@example.com&door=Studio&method=card&credential=1");
  expect(asked.json.open).toBe(true);
  const span = "from=2026-05-01T00:00:00Z&to=2026-05-01T12:00:00Z";
  expect(
    (await t.page(`/_test/intervals?member=ana@example.com&door=Studio&${span}`)).json.intervals,
  ).toEqual([expect.objectContaining({ from: "2026-05-01T08:00:00Z" })]);
  const attempt = { member: "ana@example.com", door: "Studio", method: "card" };
  expect((await t.page("/_test/attempt", attempt)).json.opened).toBe(true);
  expect((await t.page("/_test/canOpen?member=x&door=Cellar")).status).toBe(404);
  expect((await t.page("/_test/switches", { pinMin: "4" })).status).toBe(400);
  expect((await t.page("/_test/profile", { name: "json-only" })).json.xmlList).toBe("not_acceptable");
  expect((await t.page("/_test/reset", {})).status).toBe(200);
  expect((await t.page("/_test/people")).json).toHaveLength(3);
  expect((await t.page("/_test/server")).json).toMatchObject({ wrongLogins: 0, locked: false });
  const { port } = new URL(t.sim.pageUrl);
  const { request } = await import("node:http");
  const status = await new Promise((resolve) =>
    request(
      { port, host: "127.0.0.1", path: "/_test/people", headers: { host: "evil.example" } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    ).end(),
  );
  expect(status).toBe(403);
});

import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { testWorld } from "../testing/test-world";
import { businessId, install, MINUTE, open, type World } from "../testing/world";

/** Row counts of everything an install could write. */
async function rows(world: World): Promise<unknown> {
  const { rows: counted } = await world.db.execute(sql`
    select (select count(*) from installations) as installations,
           (select count(*) from locations) as locations,
           (select count(*) from install_links) as links,
           (select count(*) from audit_log) as audit,
           (select max(updated_at) from installations) as touched`);
  return counted;
}

const linkOf = (world: World, business: string) =>
  world.nexudus.api.link(world.nexudus.api.install({ businessId: businessId(world, business) }).id);

/** A second install of the same business: same account, another `t`. */
function reinstalled(world: World, business: string): string {
  const before = world.nexudus.api.install({ businessId: businessId(world, business) });
  world.nexudus.api.changeInstall(before.id, { revoked: true });
  return linkOf(world, business);
}

describe("which installation a link belongs to", () => {
  test("the same account opens its installation again, also in another browser", async () => {
    const world = await testWorld();
    const id = await install(world);
    const again = await open(world, linkOf(world, "Harbour Works"));
    expect(again).toMatchObject({ kind: "opened", installationId: id, isNew: false });
  });

  test("an unknown token that sees exactly the same businesses is the same installation", async () => {
    const world = await testWorld();
    const id = await install(world);
    const again = await open(world, reinstalled(world, "Harbour Works"));
    expect(again).toMatchObject({ kind: "opened", installationId: id, isNew: false });
  });

  test("an unknown token that sees other businesses is another installation", async () => {
    const world = await testWorld();
    const london = await install(world, "Rotherhithe");
    const newYork = await install(world, "Red Hook");
    expect(newYork).not.toBe(london);
  });

  test("root after child: the covered location is refused by its name, and nothing is written", async () => {
    const world = await testWorld();
    await install(world, "Rotherhithe");
    const before = await rows(world);
    const answer = await open(world, linkOf(world, "Harbour Works"));
    expect(answer).toEqual({ kind: "location-taken", locationName: "Rotherhithe" });
    expect(await rows(world)).toEqual(before);
  });

  test("child after root: the same, the other way round", async () => {
    const world = await testWorld();
    await install(world, "Harbour Works");
    const before = await rows(world);
    const answer = await open(world, linkOf(world, "Rotherhithe"));
    expect(answer).toEqual({ kind: "location-taken", locationName: "Rotherhithe" });
    expect(await rows(world)).toEqual(before);
  });

  test("root and child opened at one instant: one of them gets the location", async () => {
    const world = await testWorld();
    const links = [linkOf(world, "Harbour Works"), linkOf(world, "Rotherhithe")];
    const answers = await Promise.all(links.map((link) => open(world, link)));
    expect(answers.map((row) => row.kind).sort()).toEqual(["location-taken", "opened"]);
  });
});

describe("used, old and foreign links", () => {
  test("a link opens once; again only in the session it belongs to", async () => {
    const world = await testWorld();
    const link = linkOf(world, "Harbour Works");
    const first = await open(world, link);
    if (first.kind !== "opened") throw new Error("not opened");
    const before = await rows(world);
    expect(await open(world, link)).toEqual({ kind: "refused", reason: "used" });
    expect(await open(world, link, first.installationId)).toMatchObject({ kind: "opened", isNew: false });
    expect(await rows(world)).toEqual(before);
  });

  test("two browsers with one link at one instant: one wins, the other is told it was used", async () => {
    const world = await testWorld();
    const link = linkOf(world, "Harbour Works");
    const answers = await Promise.all([open(world, link), open(world, link)]);
    expect(answers.filter((row) => row.kind === "opened")).toHaveLength(1);
    expect(answers.filter((row) => row.kind === "refused")).toEqual([{ kind: "refused", reason: "used" }]);
  });

  test("the same race on a known installation changes nothing for the loser", async () => {
    const world = await testWorld();
    await install(world);
    const link = linkOf(world, "Harbour Works");
    const answers = await Promise.all([open(world, link), open(world, link), open(world, link)]);
    expect(answers.map((row) => row.kind).sort()).toEqual(["opened", "refused", "refused"]);
  });

  test("a stale link goes on only in its own session", async () => {
    const world = await testWorld();
    const id = await install(world);
    const [made] = world.nexudus.api.installs();
    if (!made) throw new Error("no install");
    const stale = world.nexudus.api.link(made.id, { shiftMs: -500 * MINUTE });
    expect(await open(world, stale)).toMatchObject({ kind: "refused" });
    expect(await open(world, stale, id)).toMatchObject({ kind: "opened", installationId: id });
  });

  test("a link of another installation never switches the session silently", async () => {
    const world = await testWorld();
    const london = await install(world, "Rotherhithe");
    await install(world, "Red Hook");
    const before = await rows(world);
    const answer = await open(world, linkOf(world, "Red Hook"), london);
    expect(answer).toEqual({
      kind: "other-account",
      current: "harbourworks-rotherhithe",
      other: "harbourworks-redhook",
    });
    expect(await rows(world)).toEqual(before);
  });

  test("a stale link of another installation opens nothing in this session", async () => {
    const world = await testWorld();
    const london = await install(world, "Rotherhithe");
    await install(world, "Red Hook");
    const other = world.nexudus.api.installs().at(-1);
    if (!other) throw new Error("no install");
    const stale = world.nexudus.api.link(other.id, { shiftMs: -500 * MINUTE });
    expect(await open(world, stale, london)).toMatchObject({ kind: "refused" });
  });
});

describe("what is refused writes nothing", () => {
  test.each([
    ["a tampered token", { tamper: { t: "0".repeat(32) } }],
    ["a tampered signature", { tamper: { h: "0".repeat(32) } }],
    ["another application's key", { tamper: { a: "f".repeat(32) } }],
    ["an old link", { shiftMs: -500 * MINUTE }],
    ["a link from the future", { shiftMs: 500 * MINUTE }],
  ])("%s", async (_, flags) => {
    const world = await testWorld();
    const made = world.nexudus.api.install({ businessId: businessId(world, "Harbour Works") });
    const before = await rows(world);
    expect(await open(world, world.nexudus.api.link(made.id, flags))).toMatchObject({ kind: "refused" });
    expect(await rows(world)).toEqual(before);
    expect(world.nexudus.api.requests().total).toBe(0);
  });

  test.each([
    ["a credential that does not work", true, "credential-refused"],
    ["a platform that does not answer", false, "nexudus-unavailable"],
  ])("%s", async (_, revoked, reason) => {
    const world = await testWorld();
    const made = world.nexudus.api.install({ businessId: businessId(world, "Harbour Works") });
    const link = world.nexudus.api.link(made.id);
    if (revoked) world.nexudus.api.changeInstall(made.id, { revoked: true });
    else world.nexudus.api.addFault({ preset: "unavailable" });
    const before = await rows(world);
    expect(await open(world, link)).toEqual({ kind: "refused", reason });
    expect(await rows(world)).toEqual(before);
    // A refusal for the moment does not spend the link.
    if (!revoked) {
      world.nexudus.api.clearFaults();
      expect(await open(world, link)).toMatchObject({ kind: "opened" });
    }
  });
});

import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { listLocations } from "@/db/queries/installations";
import type { InstallationId } from "@/lib/access/types";
import type { FetchLike } from "@/lib/connectors/contract";
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

/** A second install of the same business beside the first: same account, another `t`, both let in. */
function secondInstall(world: World, business: string): string {
  const first = world.nexudus.api.install({ businessId: businessId(world, business) });
  world.nexudus.api.changeInstall(first.id, { revoked: true });
  const link = linkOf(world, business);
  world.nexudus.api.changeInstall(first.id, { revoked: false });
  return link;
}

const authorizationOf = (world: World, nth: number) =>
  world.nexudus.api.authorization(world.nexudus.api.installs()[nth]?.id ?? 0);

/** Bends what Nexudus answers one credential about its businesses. */
function bentAnswers() {
  let bent: {
    readonly to: string;
    readonly with: (real: () => Promise<Response>) => Promise<Response>;
  } | null = null;
  return {
    answer(to: string, how: (real: () => Promise<Response>) => Promise<Response>) {
      bent = { to, with: how };
    },
    through:
      (fetch: FetchLike): FetchLike =>
      (input, init) => {
        const isAsked =
          String(input).includes("/sys/businesses") &&
          new Headers(init?.headers).get("authorization") === bent?.to;
        return bent && isAsked ? bent.with(() => fetch(input, init)) : fetch(input, init);
      },
  };
}

const covered = async (world: World, installationId: InstallationId) =>
  (await listLocations(world.db, { installationId })).filter((row) => !row.vanishedAt).map((row) => row.name);

describe("which installation a link belongs to", () => {
  test("the same account opens its installation again, also in another browser", async () => {
    const world = await testWorld();
    const id = await install(world);
    const again = await open(world, linkOf(world, "Harbour Works"));
    expect(again).toMatchObject({ kind: "opened", installationId: id, isNew: false });
  });

  test("an unknown token belongs to an installation when both credentials see exactly the same businesses now", async () => {
    const world = await testWorld();
    const id = await install(world);
    const again = await open(world, secondInstall(world, "Harbour Works"));
    expect(again).toMatchObject({ kind: "opened", installationId: id, isNew: false });
  });

  // A stored set proves nothing about today: the businesses of the old credential may have changed since.
  test("an unknown token is refused when the other credential once saw the same businesses and no longer does", async () => {
    const bent = bentAnswers();
    const world = await testWorld({ through: bent.through });
    await install(world);
    const link = secondInstall(world, "Harbour Works");
    bent.answer(authorizationOf(world, 0), async (real) => {
      const page = (await (await real()).json()) as { Records: { Name: string }[]; TotalItems: number };
      const Records = page.Records.filter((row) => row.Name !== "Red Hook");
      return Response.json({ ...page, Records, TotalItems: Records.length });
    });
    const before = await rows(world);
    expect(await open(world, link)).toEqual({ kind: "location-taken", locationName: "Harbour Works" });
    expect(await rows(world)).toEqual(before);
  });

  test("while the other credential cannot be asked, nothing is decided", async () => {
    const bent = bentAnswers();
    const world = await testWorld({ through: bent.through });
    await install(world, "Rotherhithe");
    const link = linkOf(world, "Harbour Works");
    bent.answer(authorizationOf(world, 0), async () => new Response("", { status: 503 }));
    const before = await rows(world);
    expect(await open(world, link)).toEqual({ kind: "refused", reason: "nexudus-unavailable" });
    expect(await rows(world)).toEqual(before);
  });

  test("a known token opens its installation, and leaves out what another one covers meanwhile", async () => {
    const world = await testWorld();
    world.nexudus.api.setSwitches({ api: { rootInstallCoversChildren: false } });
    const root = await install(world, "Harbour Works");
    const child = await install(world, "Rotherhithe");
    world.nexudus.api.setSwitches({ api: { rootInstallCoversChildren: true } });
    expect(await open(world, linkOf(world, "Harbour Works"))).toMatchObject({ installationId: root });
    expect(await covered(world, root)).toEqual(["Harbour Works", "Red Hook"]);
    expect(await covered(world, child)).toEqual(["Rotherhithe"]);
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

import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getInstallation, listLocations } from "@/db/queries/installations";
import type { InstallationId } from "@/lib/access/types";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  businessId,
  canOpen,
  DAY,
  goTo,
  install,
  MINUTE,
  open,
  vendorWrites,
  type World,
} from "../testing/world";
import { acceptQuestion, declineQuestion } from "./answer-question";
import { describeQuestion } from "./describe-question";

const linkOf = (world: World, business: string) =>
  world.nexudus.api.link(world.nexudus.api.install({ businessId: businessId(world, business) }).id);

/** Nexudus no longer lets the installs there are in: uninstalled, or their approval withdrawn. */
function killAll(world: World): void {
  for (const row of world.nexudus.api.installs()) world.nexudus.api.changeInstall(row.id, { revoked: true });
}

const covered = async (world: World, installationId: InstallationId) =>
  (await listLocations(world.db, { installationId })).filter((row) => !row.vanishedAt).map((row) => row.name);

async function installations(world: World): Promise<number> {
  const { rows } = await world.db.execute(sql`select count(*)::int as n from installations`);
  return Number(rows[0]?.n);
}

/** Follows a link that must ask, and reads the page it leads to. */
async function asked(world: World, link: string, session: InstallationId | null = null) {
  const answer = await open(world, link, session);
  expect(answer).toMatchObject({ kind: "asks" });
  if (answer.kind !== "asks") throw new Error("it did not ask");
  const { browserToken, question } = answer;
  const page = await describeQuestion(world.services, { browserToken, sessionInstallation: session });
  if (page.kind !== "asks") throw new Error(`the page does not ask: ${JSON.stringify(page)}`);
  return { browserToken, question, view: page.view, shown: page.view.shown };
}

describe("taking over from an installation that Nexudus refuses", () => {
  test("a root install over a dead child install asks first, and nothing is written before", async () => {
    const world = await testWorld();
    await install(world, "Rotherhithe");
    killAll(world);
    const { question, view } = await asked(world, linkOf(world, "Harbour Works"));
    expect(question).toBe("takeover");
    expect(view).toMatchObject({ locations: ["Rotherhithe"], goesOn: null, graceDays: 14 });
    expect(await installations(world)).toBe(1);
  });

  test("root over dead child: confirmed, the location moves and the child's grace begins", async () => {
    const world = await testWorld();
    const child = await install(world, "Rotherhithe");
    killAll(world);
    const answer = await acceptQuestion(world.services, await asked(world, linkOf(world, "Harbour Works")));
    if (answer.kind !== "opened") throw new Error(JSON.stringify(answer));
    expect(answer.isNew).toBe(true);
    expect(await covered(world, answer.installationId)).toEqual(["Harbour Works", "Red Hook", "Rotherhithe"]);
    expect(await covered(world, child)).toEqual([]);
    expect(await getInstallation(world.db, { installationId: child })).toMatchObject({
      state: "needs_reapproval",
      graceEndsAt: new Date(world.clock.now().getTime() + 14 * DAY),
    });
  });

  test("child over dead root: the root keeps its other locations", async () => {
    const world = await testWorld();
    const root = await install(world, "Harbour Works");
    killAll(world);
    const answer = await acceptQuestion(world.services, await asked(world, linkOf(world, "Rotherhithe")));
    if (answer.kind !== "opened") throw new Error(JSON.stringify(answer));
    expect(await covered(world, answer.installationId)).toEqual(["Rotherhithe"]);
    expect(await covered(world, root)).toEqual(["Harbour Works", "Red Hook"]);
  });

  test("the same businesses again: confirmed, the earlier installation itself goes on", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    await book(world, { who: "Ana Pereira", room: "Lightship", from: at(-10), to: at(120) });
    const writes = vendorWrites(world);
    killAll(world);
    const question = await asked(world, linkOf(world, "Harbour Works"));
    expect(question.view).toMatchObject({ goesOn: { connections: 1 } });
    const answer = await acceptQuestion(world.services, question);
    expect(answer).toMatchObject({ kind: "opened", installationId: site.installationId, isNew: false });
    await world.runner.drain();
    expect(await installations(world)).toBe(1);
    expect(vendorWrites(world)).toBe(writes);
    expect(canOpen(world, "Ana Pereira", "Board room")).toBe(true);
  });

  test("what the earlier installation gave stays until its known end, and closes on time", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows: false });
    await book(world, { who: "Ana Pereira", room: "Lightship", from: at(10), to: at(60) });
    await goTo(world, at(20));
    expect(canOpen(world, "Ana Pereira", "Board room")).toBe(true);
    killAll(world);
    const answer = await acceptQuestion(world.services, await asked(world, linkOf(world, "Rotherhithe")));
    expect(answer).toMatchObject({ kind: "opened", isNew: true });
    await world.runner.drain();
    expect(canOpen(world, "Ana Pereira", "Board room")).toBe(true);
    await goTo(world, at(70), { sweepEveryMs: MINUTE });
    expect(canOpen(world, "Ana Pereira", "Board room")).toBe(false);
  });

  test("approved again, the earlier one opens with what is left to it; its mapping of the lost location ends", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    await book(world, { who: "Ana Pereira", room: "Lightship", from: at(-10), to: at(600) });
    killAll(world);
    await acceptQuestion(world.services, await asked(world, linkOf(world, "Rotherhithe")));
    const [root] = world.nexudus.api.installs();
    world.nexudus.api.changeInstall(root?.id ?? 0, { revoked: false });
    const again = await open(world, world.nexudus.api.link(root?.id ?? 0));
    expect(again).toMatchObject({ kind: "opened", installationId: site.installationId });
    expect(await covered(world, site.installationId)).toEqual(["Harbour Works", "Red Hook"]);
    await world.runner.drain();
    expect(canOpen(world, "Ana Pereira", "Board room")).toBe(false);
  });
});

describe("a takeover is checked again when it is confirmed", () => {
  test("an earlier installation that is let in again meanwhile is not taken from", async () => {
    const world = await testWorld();
    const child = await install(world, "Rotherhithe");
    killAll(world);
    const question = await asked(world, linkOf(world, "Harbour Works"));
    const [first] = world.nexudus.api.installs();
    world.nexudus.api.changeInstall(first?.id ?? 0, { revoked: false });
    expect(await acceptQuestion(world.services, question)).toEqual({
      kind: "location-taken",
      locationName: "Rotherhithe",
    });
    expect(await covered(world, child)).toEqual(["Rotherhithe"]);
    expect(await installations(world)).toBe(1);
  });

  // The probe and the write are two moments: a launch in between proves the credential alive.
  test("a launch of the earlier installation between probe and write wins", async () => {
    let between: (() => Promise<void>) | null = null;
    const world = await testWorld({
      through: (fetch) => async (input, init) => {
        const isProbe = between !== null && String(input).includes("/sys/businesses");
        const isOld = new Headers(init?.headers).get("authorization") === authorization;
        const answer = await fetch(input, init);
        const run = isProbe && isOld ? between : null;
        if (run) {
          between = null;
          await run();
        }
        return answer;
      },
    });
    let authorization = "";
    const child = await install(world, "Rotherhithe");
    const [first] = world.nexudus.api.installs();
    const id = first?.id ?? 0;
    authorization = world.nexudus.api.authorization(id);
    killAll(world);
    const question = await asked(world, linkOf(world, "Harbour Works"));
    between = async () => {
      world.nexudus.api.changeInstall(id, { revoked: false });
      expect(await open(world, world.nexudus.api.link(id))).toMatchObject({ kind: "opened" });
    };
    expect(await acceptQuestion(world.services, question)).toEqual({ kind: "changed" });
    expect(await covered(world, child)).toEqual(["Rotherhithe"]);
    expect(await installations(world)).toBe(1);
  });

  test("nothing more than what was shown is confirmed", async () => {
    const world = await testWorld();
    const london = await install(world, "Rotherhithe");
    const newYork = await install(world, "Red Hook");
    const [first, second] = world.nexudus.api.installs();
    killAll(world);
    const question = await asked(world, linkOf(world, "Harbour Works"));
    expect(question.view).toMatchObject({ locations: ["Rotherhithe", "Red Hook"] });
    expect(await acceptQuestion(world.services, { ...question, shown: "0".repeat(64) })).toEqual({
      kind: "changed",
    });
    expect([first?.revoked, second?.revoked]).toEqual([true, true]);
    expect([...(await covered(world, london)), ...(await covered(world, newYork))]).toEqual([
      "Rotherhithe",
      "Red Hook",
    ]);
  });

  test("one of several earlier installations that still works refuses the whole", async () => {
    const world = await testWorld();
    await install(world, "Rotherhithe");
    killAll(world);
    await install(world, "Red Hook");
    expect(await open(world, linkOf(world, "Harbour Works"))).toEqual({
      kind: "location-taken",
      locationName: "Red Hook",
    });
  });

  test("two confirmations of one question at one instant: one installs, the other is told it was used", async () => {
    const world = await testWorld();
    await install(world, "Rotherhithe");
    killAll(world);
    const question = await asked(world, linkOf(world, "Harbour Works"));
    const answers = await Promise.all([
      acceptQuestion(world.services, question),
      acceptQuestion(world.services, question),
    ]);
    expect(answers.map((row) => row.kind).sort()).toEqual(["opened", "refused"]);
    expect(await installations(world)).toBe(2);
  });

  test("one link asked about in two browsers is good for one of them", async () => {
    const world = await testWorld();
    await install(world, "Rotherhithe");
    killAll(world);
    const link = linkOf(world, "Harbour Works");
    const [one, two] = [await asked(world, link), await asked(world, link)];
    expect(await acceptQuestion(world.services, one)).toMatchObject({ kind: "opened" });
    expect((await acceptQuestion(world.services, two)).kind).not.toBe("opened");
    expect(await installations(world)).toBe(2);
  });

  test("two takeovers of one location by two accounts at one instant: it goes to one", async () => {
    const world = await testWorld();
    await install(world, "Rotherhithe");
    killAll(world);
    const questions = [
      await asked(world, linkOf(world, "Harbour Works")),
      await asked(world, linkOf(world, "Rotherhithe")),
    ];
    await Promise.all(questions.map((question) => acceptQuestion(world.services, question)));
    const { rows } = await world.db.execute(sql`
      select count(*)::int as n from locations l join installations i on i.id = l.installation_id
      where l.name = 'Rotherhithe' and l.vanished_at is null and i.state <> 'removed'`);
    expect(rows[0]?.n).toBe(1);
  });
});

describe("a question", () => {
  test("is worth nothing in another browser, made up, or after ten minutes of real time", async () => {
    const world = await testWorld();
    await install(world, "Rotherhithe");
    killAll(world);
    const question = await asked(world, linkOf(world, "Harbour Works"));
    const used = { kind: "refused", reason: "used" };
    for (const browserToken of [null, "", "x".repeat(43)])
      expect(await acceptQuestion(world.services, { ...question, browserToken })).toEqual(used);
    await world.db.execute(sql`update pending_installs set expires_at = expires_at - interval '10 minutes'`);
    expect(await acceptQuestion(world.services, question)).toEqual(used);
    const { browserToken } = question;
    expect(await describeQuestion(world.services, { browserToken, sessionInstallation: null })).toEqual({
      kind: "none",
    });
    expect(await installations(world)).toBe(1);
  });

  test("answered with no leaves everything as it was and cannot be answered again", async () => {
    const world = await testWorld();
    await install(world, "Rotherhithe");
    killAll(world);
    const question = await asked(world, linkOf(world, "Harbour Works"));
    await declineQuestion(world.services, { ...question, sessionInstallation: null });
    expect((await acceptQuestion(world.services, question)).kind).toBe("refused");
    expect(await installations(world)).toBe(1);
  });

  test("keeps the token sealed and the browser's own secret hashed", async () => {
    const world = await testWorld();
    await install(world, "Rotherhithe");
    killAll(world);
    const link = linkOf(world, "Harbour Works");
    const { browserToken } = await asked(world, link);
    const { rows } = await world.db.execute(sql`select * from pending_installs`);
    const stored = JSON.stringify(rows);
    expect(stored).not.toContain(browserToken);
    expect(stored).not.toContain(new URL(link).searchParams.get("t"));
  });
});

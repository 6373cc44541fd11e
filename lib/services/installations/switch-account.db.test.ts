import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { testWorld } from "../testing/test-world";
import { businessId, install, MINUTE, open, type World } from "../testing/world";
import { acceptQuestion, declineQuestion } from "./answer-question";
import { describeQuestion } from "./describe-question";
import { checkSession, openSession } from "./sessions";
import { signOutEverywhere } from "./sign-out-everywhere";

const linkOf = (world: World, business: string) =>
  world.nexudus.api.link(world.nexudus.api.install({ businessId: businessId(world, business) }).id);

/** Everything a switch could change but the question itself. */
async function rows(world: World): Promise<unknown> {
  const { rows: found } = await world.db.execute(sql`
    select (select count(*) from installations) as installations,
           (select max(updated_at) from installations) as touched,
           (select count(*) from install_links) as links,
           (select count(*) from sessions where ended_at is null) as sessions,
           (select count(*) from audit_log) as audit`);
  return found;
}

/** Signed in to London; a genuine link of New York is followed. */
async function two() {
  const world = await testWorld();
  const london = await install(world, "Rotherhithe");
  const newYork = await install(world, "Red Hook");
  return { world, london, newYork };
}

async function ask(world: World, link: string, session: Parameters<typeof open>[2]) {
  const answer = await open(world, link, session);
  expect(answer).toMatchObject({ kind: "asks" });
  if (answer.kind !== "asks") throw new Error("it did not ask");
  const { browserToken } = answer;
  const page = await describeQuestion(world.services, { browserToken, sessionInstallation: session ?? null });
  if (page.kind !== "asks") throw new Error(JSON.stringify(page));
  return { browserToken, question: answer.question, view: page.view, shown: page.view.shown };
}

describe("a valid link for another account than the session's", () => {
  test("is asked about by both names, and nothing is written before the answer", async () => {
    const { world, london } = await two();
    const before = await rows(world);
    const { question, view } = await ask(world, linkOf(world, "Red Hook"), london);
    expect(question).toBe("switch");
    expect(view).toMatchObject({
      kind: "switch",
      isNew: false,
      signedInTo: "harbourworks-rotherhithe",
      other: "harbourworks-redhook",
    });
    expect(await rows(world)).toEqual(before);
  });

  // Installing somewhere new leaves the session's account just as opening another one does.
  test("is asked about too when it installs Lintel there for the first time", async () => {
    const world = await testWorld();
    const london = await install(world, "Rotherhithe");
    const before = await rows(world);
    const { view } = await ask(world, linkOf(world, "Red Hook"), london);
    expect(view).toMatchObject({ kind: "switch", isNew: true, other: "harbourworks-redhook" });
    expect(await rows(world)).toEqual(before);
  });

  test("opens the other account when confirmed, once", async () => {
    const { world, london, newYork } = await two();
    const question = await ask(world, linkOf(world, "Red Hook"), london);
    expect(await acceptQuestion(world.services, question)).toMatchObject({ installationId: newYork });
    expect(await acceptQuestion(world.services, question)).toEqual({ kind: "refused", reason: "used" });
  });

  test("answered with Stay, the link is spent and the session stays", async () => {
    const { world, london } = await two();
    const link = linkOf(world, "Red Hook");
    const question = await ask(world, link, london);
    await declineQuestion(world.services, { ...question, sessionInstallation: london });
    expect((await acceptQuestion(world.services, question)).kind).toBe("refused");
    expect(await open(world, link, london)).toEqual({ kind: "refused", reason: "used" });
  });

  test("that is out of date or used is not asked about: open Lintel again from Nexudus", async () => {
    const { world, london } = await two();
    const other = world.nexudus.api.installs().at(-1);
    const stale = world.nexudus.api.link(other?.id ?? 0, { shiftMs: -500 * MINUTE });
    expect(await open(world, stale, london)).toEqual({ kind: "refused", reason: "stale" });
    const link = linkOf(world, "Red Hook");
    await open(world, link);
    expect(await open(world, link, london)).toEqual({ kind: "refused", reason: "used" });
  });

  test("is not asked about while Nexudus refuses its credential", async () => {
    const { world, london } = await two();
    const link = linkOf(world, "Red Hook");
    world.nexudus.api.changeInstall(world.nexudus.api.installs().at(-1)?.id ?? 0, { revoked: true });
    expect(await open(world, link, london)).toEqual({ kind: "refused", reason: "credential-refused" });
  });
});

describe("sessions", () => {
  // A session id seen before the sign-in (left on a shared machine, planted) must be worth nothing after it.
  test("every sign-in makes a new one, and the one it replaces is dead", async () => {
    const { world, london, newYork } = await two();
    const old = await openSession(world.services, { installationId: london, replaces: null });
    const next = await openSession(world.services, {
      installationId: newYork,
      replaces: old?.sessionId ?? null,
    });
    if (!old || !next) throw new Error("no session");
    expect(next.sessionId).not.toBe(old.sessionId);
    expect(await checkSession(world.services, old)).toBeNull();
    expect(await checkSession(world.services, next)).not.toBeNull();
  });

  test("signing out everywhere ends every session of the account and none of another", async () => {
    const { world, london, newYork } = await two();
    const sign = (installationId: typeof london) =>
      openSession(world.services, { installationId, replaces: null });
    const [one, another, stranger] = [await sign(london), await sign(london), await sign(newYork)];
    if (!one || !another || !stranger) throw new Error("no session");
    await signOutEverywhere(world.services, { installationId: london });
    expect(await checkSession(world.services, one)).toBeNull();
    expect(await checkSession(world.services, another)).toBeNull();
    expect(await checkSession(world.services, stranger)).not.toBeNull();
    const again = await sign(london);
    expect(again && (await checkSession(world.services, again))).not.toBeNull();
  });
});

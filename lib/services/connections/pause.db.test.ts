import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { countPushed } from "@/db/queries/ledger";
import { openApproval } from "@/db/queries/safety";
import { auditLog, revokeBudgets } from "@/db/schema";
import { inside, makeMembers } from "../testing/crowd";
import { itemId, siteWith, stamp } from "../testing/rights";
import { createStopper, grantCall, revokeCall } from "../testing/stopper";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  book,
  bookNow,
  businessId,
  canOpen,
  DAY,
  emailOf,
  goTo,
  HOUR,
  MINUTE,
  opened,
  pollNow,
  reconcileNow,
  resetLogs,
  type Site,
  START,
  span,
  sweepNow,
  unheard,
  vendorWrites,
  type World,
  type WorldOptions,
} from "../testing/world";
import { pauseConnection, resumeConnection } from "./change-state";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const chloe = "Chloé Martin";
const [board, studio] = ["Board room", "Studio"];

/** Ana is inside and comes again; Ben comes later. */
async function held(options: Omit<WorldOptions, "database"> = {}, vendorWindows = true) {
  const world = await testWorld(options);
  const site = await activeSite(world, { vendorWindows });
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await book(world, { who: ana, room: "Lightship", from: at(240), to: at(300) });
  await book(world, { who: ben, room: "Ropewalk", from: at(240), to: at(300) });
  await goTo(world, at(30));
  resetLogs(world);
  return { world, site };
}

async function pause(world: World, site: Site, withdrawFuture: boolean): Promise<void> {
  await pauseConnection(world.services, { ...site, withdrawFuture });
  await world.runner.drain();
}

const pushed = (world: World, site: Site) => countPushed(world.db, { ...site, now: world.clock.now() });
const through = (world: World) => [opened(world, ana, board), opened(world, ben, studio)];

test("what was cancelled while paused ends no later than it would have", async () => {
  const world = await testWorld();
  const site = await activeSite(world, { vendorWindows: false });
  const gone = await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await goTo(world, at(30));
  await pause(world, site, false);
  unheard(world, () => world.nexudus.api.cancel(gone));
  await pollNow(world, site);
  await goTo(world, at(300));
  expect(opened(world, ana, board)).toEqual([span(at(10), at(180))]);
});

describe("where the vendor keeps the windows", () => {
  test("those ahead are counted with their people, and stay where the admin says nothing", async () => {
    const { world, site } = await held();
    expect(await pushed(world, site)).toEqual({ windows: 2, people: 2 });
    await pause(world, site, false);
    await goTo(world, at(310), { sweepEveryMs: 10 * MINUTE });
    const later = span(at(240), at(300));
    expect(through(world)).toEqual([[span(at(10), at(180)), later], [later]]);
  });

  test("those ahead go where the admin says so; what is open stays until its end", async () => {
    const { world, site } = await held();
    await pause(world, site, true);
    expect(vendorWrites(world)).toBe(2);
    expect(await pushed(world, site)).toEqual({ windows: 0, people: 0 });
    await goTo(world, at(310), { sweepEveryMs: 10 * MINUTE });
    expect(through(world)).toEqual([[span(at(10), at(180))], []]);
    const [row] = await world.db.select().from(auditLog).where(eq(auditLog.action, "connection.paused"));
    expect(row?.details).toEqual({ withdrawn: 2, people: 2 });
  });

  test("they are taken once: looks, sweeps and a second pause write nothing more", async () => {
    const { world, site } = await held();
    await pause(world, site, true);
    resetLogs(world);
    await pause(world, site, true);
    world.runner.queue.push(...world.runner.emitted);
    await goTo(world, at(90), { sweepEveryMs: 10 * MINUTE });
    expect(vendorWrites(world)).toBe(0);
  });

  test("resuming gives them back, and a pause later on without a word leaves them", async () => {
    const { world, site } = await held();
    await pause(world, site, true);
    await goTo(world, at(60), { sweepEveryMs: MINUTE });
    await resumeConnection(world.services, site);
    await world.runner.drain();
    expect(await pushed(world, site)).toEqual({ windows: 2, people: 2 });
    await pause(world, site, false);
    await goTo(world, at(310), { sweepEveryMs: 10 * MINUTE });
    const later = span(at(240), at(300));
    expect(through(world)).toEqual([[span(at(10), at(180)), later], [later]]);
  });

  test("while paused nothing else is given or taken, and reading goes on", async () => {
    const { world, site } = await held();
    const id = await book(world, { who: chloe, room: "Lightship", from: at(200), to: at(230) });
    await pause(world, site, true);
    resetLogs(world);
    unheard(world, () => world.nexudus.api.cancel(id));
    unheard(world, () => bookNow(world, { who: chloe, room: "Ropewalk", from: at(100), to: at(190) }));
    await pollNow(world, site);
    await goTo(world, at(120), { sweepEveryMs: 10 * MINUTE });
    expect(vendorWrites(world)).toBe(0);
    await resumeConnection(world.services, site);
    await world.runner.drain();
    expect(canOpen(world, chloe, studio)).toBe(true);
    await goTo(world, at(220), { sweepEveryMs: 10 * MINUTE });
    expect(opened(world, chloe, board)).toEqual([]);
  });

  test.each([
    { name: "before anybody was asked", when: null },
    { name: "before the vendor was asked", when: "before" as const },
    { name: "after the vendor wrote and before we knew", when: "after" as const },
  ])("a process that stops $name has withdrawn all by the next sweeps", async ({ when }) => {
    const stopper = createStopper();
    const { world, site } = await held({ through: stopper.through });
    await pauseConnection(world.services, { ...site, withdrawFuture: true });
    if (when !== null) {
      const stopped = stopper.stop(when, revokeCall);
      void world.runner.drain();
      await stopped;
    }
    world.runner.lose();
    world.clock.advance(3 * MINUTE);
    await sweepNow(world);
    expect(await pushed(world, site)).toEqual({ windows: 0, people: 0 });
    await goTo(world, at(310), { sweepEveryMs: 10 * MINUTE });
    expect(through(world)).toEqual([[span(at(10), at(180))], []]);
  });

  test("a run that planned before the pause does not make it forget what was asked", async () => {
    const stopper = createStopper();
    const { world, site } = await held({ through: stopper.through });
    unheard(world, () => bookNow(world, { who: ben, room: "Ropewalk", from: at(400), to: at(420) }));
    const stopped = stopper.stop("after", grantCall);
    const reading = pollNow(world, site);
    await stopped;
    await pauseConnection(world.services, { ...site, withdrawFuture: true });
    stopper.resume();
    await reading;
    for (let minute = 0; minute < 3; minute += 1) {
      world.clock.advance(MINUTE);
      await sweepNow(world);
    }
    expect(associations(world, ben)).toEqual([]);
  });

  test("a vendor that was down gives them up when it answers, begun meanwhile or not", async () => {
    const { world, site } = await held();
    world.akiles.api.setFaults([
      { id: "down", method: "*", path: "^/v2/", times: null, kind: "answer", status: 503 },
    ]);
    await pause(world, site, true);
    await goTo(world, at(250), { sweepEveryMs: 5 * MINUTE });
    expect(canOpen(world, ben, studio)).toBe(true);
    world.akiles.api.setFaults([]);
    await goTo(world, at(254), { sweepEveryMs: MINUTE });
    expect([canOpen(world, ana, board), canOpen(world, ben, studio)]).toEqual([false, false]);
  });

  test("somebody whom the vendor has cleaned up meanwhile is made whole by resuming, not before", async () => {
    const { world, site } = await held();
    world.akiles.api.setSwitches({ autoDelete: "member_or_associations" });
    await pause(world, site, false);
    // Lintel was down when Ben's window ended, or it would have removed the association itself.
    world.runner.lose();
    world.clock.set(new Date(START.getTime() + 3 * DAY));
    expect(canOpen(world, ben, studio)).toBe(false);
    expect(world.akiles.api.members(emailOf(ben)).every((row) => row.is_deleted)).toBe(true);
    const from = new Date(START.getTime() + 5 * DAY);
    await book(world, { who: ben, room: "Ropewalk", from, to: new Date(from.getTime() + HOUR) });
    await reconcileNow(world, site);
    expect(world.akiles.api.members(emailOf(ben)).every((row) => row.is_deleted)).toBe(true);
    await resumeConnection(world.services, site);
    await goTo(world, new Date(from.getTime() + MINUTE));
    expect(canOpen(world, ben, studio)).toBe(true);
  });
});

test("where timers open and close, nothing is at the vendor ahead: none is taken, and the open one closes", async () => {
  const { world, site } = await held({}, false);
  expect(await pushed(world, site)).toEqual({ windows: 0, people: 0 });
  await pause(world, site, true);
  expect(vendorWrites(world)).toBe(0);
  await goTo(world, at(310), { sweepEveryMs: 10 * MINUTE });
  expect(through(world)).toEqual([[span(at(10), at(180))], []]);
});

test("however many people it concerns, it counts nothing in the revoke budget", {
  timeout: 180_000,
}, async () => {
  let people: { readonly email: string }[] = [];
  const { world, site } = await siteWith((w) => [`plan:${itemId(w, "plan", "Hot Desk")}`], {
    prepare: (w) => {
      const members = makeMembers(w, 14);
      people = members;
      for (const { memberId } of members)
        w.nexudus.api.create("CoworkerContract", {
          IssuedById: businessId(w, "Rotherhithe"),
          CoworkerId: memberId,
          TariffId: itemId(w, "plan", "Hot Desk"),
          StartDate: stamp(new Date(w.clock.now().getTime() + DAY / 2)),
        });
    },
  });
  expect(await pushed(world, site)).toEqual({ windows: 14, people: 14 });
  await pause(world, site, true);
  expect(await pushed(world, site)).toEqual({ windows: 0, people: 0 });
  expect(await openApproval(world.db, site)).toBeNull();
  const budgets = await world.db.select().from(revokeBudgets);
  expect(budgets.flatMap((row) => row.reserved)).toEqual([]);
  await resumeConnection(world.services, site);
  await goTo(world, new Date(world.clock.now().getTime() + DAY / 2 + MINUTE));
  expect(inside({ world }, people)).toBe(14);
});

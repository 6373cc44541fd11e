import { describe, expect, test } from "vitest";
import { createCall, createStopper, grantCall, revokeCall } from "../testing/stopper";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  book,
  bookNow,
  canOpen,
  factsOnly,
  goTo,
  MINUTE,
  opened,
  reconcileNow,
  resetLogs,
  span,
  sweepNow,
  unheard,
  vendorWrites,
  type World,
} from "../testing/world";
import { applyPerson } from "./apply-person";

const ana = "Ana Pereira";
const board = "Board room";

/** The person's run stops at a call and never comes back; the process that asked for it is gone too. */
async function stopRun(world: World, site: Parameters<typeof factsOnly>[1], met: Promise<void>) {
  const [input] = await factsOnly(world, site);
  if (!input) throw new Error("nothing was asked for");
  void applyPerson(world.services, input).catch(() => undefined);
  await met;
  world.runner.lose();
  return input;
}

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("$name", ({ vendorWindows }) => {
  test.each([
    { name: "before the vendor was asked", when: "before" as const, calls: grantCall },
    { name: "after the vendor wrote and before we knew", when: "after" as const, calls: grantCall },
    { name: "before the person was made", when: "before" as const, calls: createCall },
    { name: "after the person was made and before we knew", when: "after" as const, calls: createCall },
  ])("a process that stops $name is made up for by the sweep, once", async ({ when, calls }) => {
    const stopper = createStopper();
    const world = await testWorld({ through: stopper.through });
    const site = await activeSite(world, { vendorWindows });
    unheard(world, () =>
      bookNow(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(180) }),
    );
    await stopRun(world, site, stopper.stop(when, calls));

    world.clock.advance(3 * MINUTE);
    await sweepNow(world);
    expect(canOpen(world, ana, board)).toBe(true);
    expect(associations(world, ana)).toHaveLength(1);
    const members = world.akiles.api.dump().filter((row) => JSON.stringify(row).includes(ana));
    expect(members).toHaveLength(1);

    await goTo(world, at(200), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ana, board, at(179))).toBe(true);
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test.each([
    { name: "before the vendor was asked", when: "before" as const },
    { name: "after the vendor wrote and before we knew", when: "after" as const },
  ])("a revoke that stops $name is not lost", async ({ when }) => {
    const stopper = createStopper();
    const world = await testWorld({ through: stopper.through });
    const site = await activeSite(world, { vendorWindows });
    const id = await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
    await goTo(world, at(30));
    unheard(world, () => world.nexudus.api.cancel(id));
    await stopRun(world, site, stopper.stop(when, revokeCall));

    world.clock.advance(3 * MINUTE);
    await sweepNow(world);
    expect(canOpen(world, ana, board)).toBe(false);
    expect(associations(world, ana)).toHaveLength(0);
  });

  test("an answer that gets lost after the vendor wrote makes no second grant", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    world.akiles.api.setFaults([
      { id: "1", method: "POST", path: "/group_associations$", times: 1, kind: "drop_after_commit" },
    ]);
    await book(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(60) });
    await goTo(world, at(2));
    expect(associations(world, ana)).toHaveLength(1);
    await goTo(world, at(90));
    expect(canOpen(world, ana, board, at(59))).toBe(true);
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test("with every timer and event lost, one sweep after an edge opens and closes the door", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    world.runner.lose();
    world.clock.set(new Date(at(120).getTime() + 10_000));
    expect((await sweepNow(world)).overdue).toBe(1);
    expect(canOpen(world, ana, board)).toBe(true);
    world.runner.lose();
    world.clock.set(new Date(at(180).getTime() + 10_000));
    await sweepNow(world);
    expect(canOpen(world, ana, board)).toBe(false);
    expect((await sweepNow(world)).overdue).toBe(0);
  });

  test("events that come twice and in the wrong order change nothing", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(130));
    resetLogs(world);
    world.runner.queue.push(...world.runner.emitted.toReversed(), ...world.runner.emitted);
    await world.runner.drain();
    expect(vendorWrites(world)).toBe(0);
    await goTo(world, at(240));
    world.runner.queue.push(...world.runner.emitted.toReversed());
    await world.runner.drain();
    expect(opened(world, ana, board)).toEqual([span(at(120), at(180))]);
  });

  test("of two runs for one person at once, one works and the other is told to come back", async () => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows });
    unheard(world, () =>
      bookNow(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(60) }),
    );
    const [input] = await factsOnly(world, site);
    if (!input) throw new Error("nothing was asked for");
    const results = await Promise.all([
      applyPerson(world.services, input),
      applyPerson(world.another(), input),
    ]);
    expect(results.map((row) => row.status).sort()).toEqual(["applied", "retry"]);
    expect(associations(world, ana)).toHaveLength(1);
  });

  test("a holder that comes back after its lease ran out does not lengthen or reopen anything", async () => {
    const stopper = createStopper();
    const world = await testWorld({ through: stopper.through });
    const site = await activeSite(world, { vendorWindows });
    unheard(world, () =>
      bookNow(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(60) }),
    );
    const [input] = await factsOnly(world, site);
    if (!input) throw new Error("nothing was asked for");
    const met = stopper.stop("before", grantCall);
    const late = applyPerson(world.services, input);
    await met;
    world.clock.advance(2 * MINUTE);
    expect(await applyPerson(world.another(), input)).toMatchObject({ status: "applied" });
    stopper.resume();
    expect(await late).toMatchObject({ status: "retry", why: "busy" });
    await reconcileNow(world, site);
    expect(associations(world, ana)).toHaveLength(1);
    await goTo(world, at(90));
    expect(canOpen(world, ana, board, at(59))).toBe(true);
    expect(canOpen(world, ana, board)).toBe(false);
    expect(associations(world, ana)).toHaveLength(0);
  });
});

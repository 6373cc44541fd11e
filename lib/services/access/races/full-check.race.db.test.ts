import { describe, expect, test } from "vitest";
import { testWorld } from "../../testing/test-world";
import {
  activeSite,
  book,
  canOpen,
  emailOf,
  MINUTE,
  type Site,
  START,
  type World,
} from "../../testing/world";
import { projectMembers } from "../project-members";
import { type Actor, expectInStep, interleave } from "./testing";

const ana = "Ana Pereira";
const board = "Board room";
const SLOW = { timeout: 300_000 };
/** A full check begins this long before the instant, so that it plans for before and applies after. */
const HEAD_START_MS = MINUTE;
/** Longer than a token's lease, which a sleeping process may hold meanwhile. */
const SETTLED_AFTER_MS = 2 * MINUTE;

const fullCheck = (site: Site) => (actor: Actor) =>
  actor.work([{ name: "access/connection.reconcile.requested", data: { ...site, reason: "test" } }]);

/** The timer of the world that is due at `instant` rings in a process of its own. */
const edgeRun = (world: World, instant: Date) => async (actor: Actor) => {
  setAtLeast(world, instant);
  const due = world.runner.waiting.filter((row) => row.at <= instant);
  world.runner.waiting = world.runner.waiting.filter((row) => row.at > instant);
  await actor.work(due.map((row) => row.event));
};

function setAtLeast(world: World, instant: Date): void {
  if (world.clock.now() < instant) world.clock.set(instant);
}

/** One booking an hour, of ten minutes: the `n`-th. */
const stay = (n: number) => {
  const from = new Date(START.getTime() + (n + 1) * 60 * MINUTE);
  return { from, to: new Date(from.getTime() + 10 * MINUTE) };
};

describe.each([
  { name: "an edge run, and all of a full check at any point of it", isEdgeFirst: true },
  { name: "a full check, and all of an edge run at any point of it", isEdgeFirst: false },
])("$name", ({ isEdgeFirst }) => {
  test.each([
    { edge: "opening", isOpening: true },
    { edge: "closing", isOpening: false },
  ])("meet at an $edge edge: the door obeys the booking, with one grant", SLOW, async ({ isOpening }) => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows: false });
    // A process that sleeps over its lease with a new token in its hands is made up for by the vendor's grace alone.
    world.akiles.api.setSwitches({ rotateRefreshTokens: true, rotationGrace: true });
    const stays: { readonly from: Date; readonly to: Date }[] = [];
    for (let k = 0; ; k += 1) {
      const { from, to } = stay(k);
      world.clock.set(new Date(from.getTime() - 30 * MINUTE));
      await book(world, { who: ana, room: "Lightship", from, to });
      const instant = isOpening ? from : to;
      const reachUp = async (until: Date) => {
        setAtLeast(world, until);
        await world.runner.drain();
      };
      if (!isOpening) await reachUp(from);
      const edge = edgeRun(world, instant);
      let where: string | null;
      if (isEdgeFirst) where = await interleave(world, k, edge, fullCheck(site));
      else {
        world.clock.set(new Date(instant.getTime() - HEAD_START_MS));
        where = await interleave(world, k, fullCheck(site), edge);
      }
      await reachUp(instant);
      await reachUp(new Date(world.clock.now().getTime() + SETTLED_AFTER_MS));
      expect(canOpen(world, ana, board), `stopped before ${k}: ${where}`).toBe(isOpening);
      // What was noted last still names the window that is over.
      if (!isOpening)
        await projectMembers(world.services, {
          installationId: site.installationId,
          memberIds: null,
          cause: "test",
        });
      await world.runner.drain();
      await expectInStep(world, site, ana, `stopped before ${k}: ${where}`);
      await reachUp(to);
      stays.push({ from, to });
      if (where === null) break;
    }
    // One interval a booking: nothing before its time, no second opening, and nothing that stays.
    const intervals = world.akiles.api.accessIntervals({
      member: emailOf(ana),
      door: board,
      from: START,
      to: world.clock.now(),
    });
    expect(intervals).toHaveLength(stays.length);
    for (const [n, stay] of stays.entries()) {
      const seen = intervals[n];
      const early = (seen?.from ?? 0) - stay.from.getTime();
      const late = (seen?.until ?? 0) - stay.to.getTime();
      expect({ n, early: early >= 0, late: late >= 0 && late <= SETTLED_AFTER_MS }).toEqual({
        n,
        early: true,
        late: true,
      });
    }
  });
});

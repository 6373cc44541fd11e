import { expect, test } from "vitest";
import { testWorld } from "../../testing/test-world";
import {
  activeSite,
  associations,
  book,
  MINUTE,
  memberId,
  type Site,
  START,
  unheard,
  type World,
} from "../../testing/world";
import { type Actor, expectInStep, interleave } from "./testing";

const ana = "Ana Pereira";
const SLOW = { timeout: 300_000 };

const poll = (site: Site) => (actor: Actor) =>
  actor.work([
    {
      name: "nexudus/installation.poll.requested",
      data: { installationId: site.installationId, reason: "test" },
    },
  ]);

const refresh = (world: World, site: Site) => (actor: Actor) =>
  actor.work([
    {
      name: "access/member.touched",
      data: { installationId: site.installationId, memberId: String(memberId(world, ana)), reason: "test" },
    },
  ]);

/** Half an hour, the `n`-th of many apart from each other, all inside the horizon in which timers are set. */
const stay = (n: number) => {
  const from = new Date(START.getTime() + (n + 1) * 35 * MINUTE);
  return { who: ana, room: "Lightship", from, to: new Date(from.getTime() + 30 * MINUTE) };
};

async function settle(world: World): Promise<void> {
  world.clock.advance(2_000);
  await world.runner.drain();
}

test(
  "a poll at any point of which a webhook's refresh reads a cancellation gives nothing back",
  SLOW,
  async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    for (let k = 0; ; k += 1) {
      const id = await book(world, stay(k));
      expect(associations(world, ana)).toHaveLength(1);
      unheard(world, () => world.nexudus.api.extend(id, 1));
      const cancelled = async (actor: Actor) => {
        unheard(world, () => world.nexudus.api.cancel(id));
        await refresh(world, site)(actor);
      };
      const where = await interleave(world, k, poll(site), cancelled);
      await settle(world);
      await expectInStep(world, site, ana, `stopped before ${k}: ${where}`);
      if (where === null) break;
    }
  },
);

test.each([
  { name: "a poll, and all of a webhook's refresh at any point of it", isPollFirst: true },
  { name: "a webhook's refresh, and all of a poll at any point of it", isPollFirst: false },
])("$name: the newer answer counts", SLOW, async ({ isPollFirst }) => {
  const world = await testWorld();
  const site = await activeSite(world);
  const id = await book(world, stay(20));
  for (let k = 0; ; k += 1) {
    unheard(world, () => world.nexudus.api.extend(id, 1));
    const [first, second] = isPollFirst
      ? [poll(site), refresh(world, site)]
      : [refresh(world, site), poll(site)];
    const where = await interleave(world, k, first, async (actor) => {
      unheard(world, () => world.nexudus.api.extend(id, k % 2 === 0 ? -1 : 2));
      await second(actor);
    });
    await settle(world);
    await expectInStep(world, site, ana, `stopped before ${k}: ${where}`);
    if (where === null) break;
  }
});

import { describe, test } from "vitest";
import { testWorld } from "../../testing/test-world";
import {
  activeSite,
  at,
  bookNow,
  MINUTE,
  memberId,
  type Site,
  unheard,
  type World,
} from "../../testing/world";
import { type Actor, expectInStep, interleave } from "./testing";

const ana = "Ana Pereira";

const touched = (world: World, site: Site) => [
  {
    name: "access/member.touched",
    data: { installationId: site.installationId, memberId: String(memberId(world, ana)), reason: "test" },
  },
];

const refresh = (world: World, site: Site) => (actor: Actor) => actor.work(touched(world, site));

describe("two refreshes of one member", () => {
  test("that know the same, at every point of the first, grant once", { timeout: 240_000 }, async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    for (let k = 0; ; k += 1) {
      const from = at(600 + k * 30);
      unheard(world, () =>
        bookNow(world, { who: ana, room: "Lightship", from, to: new Date(from.getTime() + 10 * MINUTE) }),
      );
      const where = await interleave(world, k, refresh(world, site), refresh(world, site));
      await world.runner.drain();
      world.clock.advance(2_000);
      await world.runner.drain();
      if (where === null) break;
      await expectInStep(world, site, ana, `stopped before ${k}: ${where}`);
    }
  });
});

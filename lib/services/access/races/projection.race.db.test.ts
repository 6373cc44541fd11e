import { describe, test } from "vitest";
import type { MemberId } from "@/lib/access/types";
import { readMember } from "../../platform/read-member";
import { testWorld } from "../../testing/test-world";
import { activeSite, at, book, memberId, unheard } from "../../testing/world";
import { projectMembers } from "../project-members";
import { type Actor, expectInStep, interleave } from "./testing";

const ana = "Ana Pereira";

describe("a projection that read older facts", () => {
  // Otherwise its edges replace those of the booking as it is now, and nothing would open or close on time.
  test("never rewrites the edges of one that read newer ones", { timeout: 240_000 }, async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    const key = { installationId: site.installationId, memberId: String(memberId(world, ana)) as MemberId };
    const refresh = async (actor: Actor) => {
      const read = await readMember(actor.services, key);
      await projectMembers(actor.services, { ...key, memberIds: read.members, cause: "test" });
      await actor.runner.drain();
    };
    const first = await book(world, { who: ana, room: "Lightship", from: at(300), to: at(330) });
    for (let k = 0; ; k += 1) {
      unheard(world, () => world.nexudus.api.extend(first, 1));
      const move = async (actor: Actor) => {
        unheard(world, () => world.nexudus.api.extend(first, k % 2 === 0 ? -1 : 2));
        await refresh(actor);
      };
      const where = await interleave(world, k, refresh, move);
      world.clock.advance(2_000);
      await world.runner.drain();
      await expectInStep(world, site, ana, `stopped before ${k}: ${where}`);
      if (where === null) break;
    }
  });
});

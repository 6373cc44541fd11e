import { expect, test } from "vitest";
import { updateConnection } from "@/db/queries/connections";
import type { MemberId } from "@/lib/access/types";
import { projectMembers } from "../access/project-members";
import { createActor, type Work } from "../access/races/testing";
import { clientFor } from "../platform/client-for";
import { isDecisive } from "../testing/barriers";
import { testWorld } from "../testing/test-world";
import {
  at,
  book,
  businessId,
  MINUTE,
  memberId,
  pollNow,
  type Site,
  sweepNow,
  unheard,
  type World,
} from "../testing/world";
import { continuePins } from "./continue-pins";
import { carrying, madePins, pinAtNexudus, pinsOf, recordOf } from "./testing";

/** A stop among reads, among leases, or among the records of rights, is the same as one at the next point. */
const counts = (name: string) =>
  isDecisive(name) &&
  !/bookings|contract|passes|teams|platform_reads|touched|edges|leases|installations|into members|select pm|GET \/v2/.test(
    name,
  );

/** A member without a PIN who has a right, and is somebody at the vendor. */
async function newcomer(world: World, k: number): Promise<string> {
  const who = `Member ${k}`;
  unheard(world, () =>
    world.nexudus.api.createCustomer({
      fullName: who,
      email: `m${k}@example.test`,
      businessId: businessId(world, "Rotherhithe"),
    }),
  );
  world.nexudus.api.change("Coworker", memberId(world, who), { Notes: `left-handed ${k}`, Custom1: "blue" });
  await book(world, { who, room: "Lightship", from: at(3_000 + k * 15), to: at(3_015 + k * 15) });
  return who;
}

/** From the making of the PIN to its place in Nexudus, by one process. */
const fromMakingToNexudus =
  (site: Site, id: MemberId): Work =>
  async ({ services, runner }) => {
    const { installationId } = site;
    const found = await clientFor(services, installationId);
    if (!found) throw new Error("no client");
    await continuePins(services, found.client, { installationId, memberIds: [id] });
    await projectMembers(services, { installationId, memberIds: [id], cause: "test" });
    await runner.drain();
  };

test("a process that is lost at any point leaves one PIN, at the vendor and in Nexudus, and every other field", async () => {
  const world = await testWorld();
  const site = await carrying(world, { syncPin: true, randomPins: true });
  const met: string[] = [];
  for (let k = 0; ; k += 1) {
    const random = (randomPins: boolean) =>
      updateConnection(world.db, site, { randomPins, updatedAt: world.clock.now() });
    await random(false);
    const who = await newcomer(world, k);
    await random(true);
    const { AccessPincode: _none, UpdatedOn: _on, UpdatedBy: _by, ...before } = recordOf(world, who);
    const id = String(memberId(world, who)) as MemberId;
    const actor = createActor(world);
    const stopped = actor.gate.stopAt(k, counts);
    const running = fromMakingToNexudus(site, id)(actor);
    running.catch(() => undefined);
    const where = await Promise.race([stopped, running.then(() => null)]);
    if (where === null) await actor.close();
    else {
      met.push(where);
      actor.kill();
      world.clock.advance(3 * MINUTE);
      await sweepNow(world);
      await pollNow(world, site);
    }
    const made = await madePins(world, site, who);
    const at = `stopped before "${where?.trim()}"`;
    expect(
      made.map((row) => row.state),
      at,
    ).toEqual(["verified"]);
    expect(pinsOf(world, who), at).toEqual([made[0]?.pin]);
    expect(pinAtNexudus(world, who), at).toBe(made[0]?.pin);
    const { AccessPincode: _pin, UpdatedOn: _later, UpdatedBy: _who, ...after } = recordOf(world, who);
    expect(after, at).toEqual(before);
    if (where === null) break;
  }
  // The points that matter were among them.
  for (const point of [/PUT \/api\/spaces\/coworkers$/, /POST .*\/pins$/, /update pin_writes/, /commit/])
    expect(
      met.some((name) => point.test(name)),
      String(point),
    ).toBe(true);
  expect(met.length).toBeGreaterThan(12);
}, 600_000);

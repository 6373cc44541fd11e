import { and, eq, lte } from "drizzle-orm";
import { expect, test } from "vitest";
import { noteChange, settleEdges } from "@/db/queries/edges";
import { getPerson } from "@/db/queries/persons";
import { edges } from "@/db/schema/index";
import { randomId } from "@/lib/security/tokens";
import { testWorld } from "../../testing/test-world";
import {
  activeSite,
  at,
  bookNow,
  factsOnly,
  MINUTE,
  type Site,
  sweepNow,
  unheard,
  type World,
} from "../../testing/world";
import { type ApplyInput, applyPerson } from "../apply-person";
import { type Actor, edgesOfPerson, expectInStep, interleave, killAt } from "./testing";

const ana = "Ana Pereira";
const SLOW = { timeout: 240_000 };

/** One more booking hours ahead, known and projected: the apply that is now due. */
async function dueApply(world: World, site: Site, k: number): Promise<ApplyInput> {
  const from = at(600 + k * 30);
  unheard(world, () =>
    bookNow(world, { who: ana, room: "Lightship", from, to: new Date(from.getTime() + 10 * MINUTE) }),
  );
  const [input] = await factsOnly(world, site);
  if (!input) throw new Error("nothing was asked for");
  return input;
}

/** As the durable function does: told to come back, it comes back. */
const applying = (input: ApplyInput) => async (actor: Actor) => {
  const first = await applyPerson(actor.services, input);
  if (first.status === "retry") await applyPerson(actor.services, input);
};

// A retry that ends what waited before it has an outcome of its own would leave nothing to find after a crash.
test("an apply killed at any point of its retry is found by the sweep, and grants once", SLOW, async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  for (let k = 0; ; k += 1) {
    const input = await dueApply(world, site, k);
    const fault = { method: "POST", path: "/group_associations$", kind: "answer", status: 503 } as const;
    world.akiles.api.setFaults([{ id: "1", times: 1, ...fault }]);
    expect(await applyPerson(world.services, input)).toMatchObject({ status: "retry", why: "vendor" });
    // Only the operation is left to tell of it, as after a full check that found something missing.
    const past = and(eq(edges.personId, input.personId), lte(edges.at, world.clock.now()));
    await world.db.update(edges).set({ state: "done" }).where(past);
    world.clock.advance(MINUTE);
    const where = await killAt(world, k, applying(input));
    world.clock.advance(3 * MINUTE);
    await sweepNow(world);
    await expectInStep(world, site, ana, `killed before ${k}: ${where}`);
    if (where === null) break;
  }
});

test(
  "a holder that sleeps past its lease at any point changes nothing that its successor did",
  SLOW,
  async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    for (let k = 0; ; k += 1) {
      const input = await dueApply(world, site, k);
      const successor = async (actor: Actor) => {
        world.clock.advance(2 * MINUTE);
        await applying(input)(actor);
      };
      const where = await interleave(world, k, applying(input), successor);
      await expectInStep(world, site, ana, `asleep before ${k}: ${where}`);
      if (where === null) break;
    }
  },
);

test("a change whose request was lost stays open while an apply of older facts ends", SLOW, async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  for (let k = 0; ; k += 1) {
    const input = await dueApply(world, site, 2 * k);
    const change = async () => void (await dueApply(world, site, 2 * k + 1));
    const where = await interleave(world, k, applying(input), change);
    world.clock.advance(3 * MINUTE);
    await sweepNow(world);
    await expectInStep(world, site, ana, `changed before ${k}: ${where}`);
    if (where === null) break;
  }
});

// Machines whose clocks differ would otherwise end an edge for facts that the plan never saw.
test("an edge of a later revision is left open, whatever its instant", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  const { personId } = await dueApply(world, site, 0);
  const key = { ...site, personId };
  const person = await getPerson(world.db, key);
  if (!person) throw new Error("no person");
  const now = world.clock.now();
  const earlier = new Date(now.getTime() - 5_000);
  await noteChange(world.db, { ...key, revision: person.revision + 1, now: earlier, id: randomId() });
  await settleEdges(world.db, { ...key, asOf: now, revision: person.revision, now });
  const states = (await edgesOfPerson(world, personId)).filter((row) => row.at <= now);
  expect(states.map((row) => row.state).toSorted()).toEqual(["armed", "done"]);
});

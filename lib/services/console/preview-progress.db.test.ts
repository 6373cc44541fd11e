import { expect, test } from "vitest";
import { confirmPreview } from "../mappings/confirm";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  bookNow,
  factsOnly,
  MINUTE,
  propose,
  resourceId,
  type Site,
  unheard,
  type World,
} from "../testing/world";
import { readPreview } from "./preview";

const ana = "Ana Pereira";
const ben = "Ben Okafor";

const viewOf = (world: World, site: Site, previewId: string) =>
  readPreview(world.services, { installationId: site.installationId, locationId: null, previewId });

/** Two people with rights; the change that is confirmed takes the room of only one of them off the mapping. */
async function confirmed(world: World) {
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
  await book(world, { who: ben, room: "Ropewalk", from: at(60), to: at(120) });
  world.clock.advance(MINUTE);
  const items = [{ key: `resource:${resourceId(world, "Lightship")}`, groupIds: [] }];
  const shown = await propose(world, { ...site, items });
  await confirmPreview(world.services, { installationId: site.installationId, ...shown });
  return { site, previewId: shown.previewId };
}

/** Lets the first apply that was asked for happen, and forgets whatever else was. */
async function runFirstApply(world: World): Promise<void> {
  const asked = world.runner.queue.filter((event) => event.name === "access/person.apply.requested");
  world.runner.lose();
  world.runner.queue.push(...asked.slice(0, 1));
  await world.runner.drain();
}

// A count over everybody waits for people whom nothing asks to be applied: the page would never say "Applied.".
test("a confirmed change waits for the people it changes and for nobody else", async () => {
  const world = await testWorld();
  const { site, previewId } = await confirmed(world);
  expect(await viewOf(world, site, previewId)).toMatchObject({
    state: "applying",
    progress: { done: 0, total: 1 },
  });
  world.clock.advance(MINUTE);
  await runFirstApply(world);
  expect(await viewOf(world, site, previewId)).toMatchObject({ state: "applied", progress: null });
});

test("what changes after the confirmation does not bring the progress back", async () => {
  const world = await testWorld();
  const { site, previewId } = await confirmed(world);
  await world.runner.drain();
  world.clock.advance(MINUTE);
  unheard(world, () => bookNow(world, { who: ben, room: "Ropewalk", from: at(200), to: at(220) }));
  expect(await factsOnly(world, site)).toHaveLength(1);
  expect((await viewOf(world, site, previewId)).state).toBe("applied");
});

test("a change is not called applied while the vendor refuses every call", async () => {
  const world = await testWorld();
  const { site, previewId } = await confirmed(world);
  world.akiles.api.setFaults([
    { id: "1", method: "*", path: "/members", times: null, kind: "answer", status: 503 },
  ]);
  world.clock.advance(MINUTE);
  await runFirstApply(world);
  expect((await viewOf(world, site, previewId)).state).toBe("applying");
});

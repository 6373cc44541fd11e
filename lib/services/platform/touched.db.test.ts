import { expect, test } from "vitest";
import { listTouched } from "@/db/queries/touched";
import { testWorld } from "../testing/test-world";
import { activeSite, at, bookNow, canOpen, MINUTE, pollNow, unheard, type World } from "../testing/world";
import { pollPlatform } from "./poll";
import { readAll } from "./read-all";

const ana = "Ana Pereira";
const board = "Board room";
const stay = { who: ana, room: "Lightship", from: at(0), to: at(600) };

/** Longer than polls overlap: nothing that was listed then is listed again. */
const later = (world: World) => world.clock.advance(10 * MINUTE);

test.each([
  { name: "a poll", read: pollPlatform },
  { name: "a full read", read: readAll },
])("what $name learnt before a crash is worked out by the next poll", async ({ read }) => {
  const world = await testWorld();
  const site = await activeSite(world);
  await pollNow(world, site);
  unheard(world, () => bookNow(world, stay));
  world.clock.advance(MINUTE);
  await read(world.services, site);
  later(world);
  expect(canOpen(world, ana, board)).toBe(false);

  await pollNow(world, site);
  expect(canOpen(world, ana, board)).toBe(true);
  later(world);
  await pollNow(world, site);
  expect(await listTouched(world.db, site)).toEqual([]);
});

import { expect, test } from "vitest";
import { brivoSite } from "../testing/brivo-site";
import { at, book, goTo } from "../testing/world";

const ana = "Ana Pereira";

// Tokens live five minutes: each edge finds a dead one.
test("a booking opens the door ten minutes before it starts and shuts it fifteen after it ends", async () => {
  const { world, opened, api } = await brivoSite();
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
  await goTo(world, at(200));
  expect(opened("Board room")).toEqual([[50, 135]]);
  expect(opened("Studio")).toEqual([]);
  expect(api.requests.read().token).toBeGreaterThan(2);
});

test("at sixteen groups the old one is left before the new one is joined, in the same moment", async () => {
  const { world, api, opened } = await brivoSite({ leadMinutes: 0, lagMinutes: 0 });
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
  await book(world, { who: ana, room: "Ropewalk", from: at(60), to: at(90) });
  await goTo(world, at(20));
  const [user] = Object.values(api.world.state.tables.users).filter((u) => u.firstName === "Ana");
  for (let i = 0; i < 15; i += 1) api.staffJoin(String(user?.id), api.addGroup({ name: `By hand ${i}` }).id);
  await goTo(world, at(120));
  expect(opened("Board room")).toEqual([[10, 60]]);
  expect(opened("Studio")).toEqual([[60, 90]]);
  // What somebody gave by hand is as it was.
  expect(Object.values(api.world.state.tables.memberships).filter((m) => m.userId === user?.id)).toHaveLength(
    15,
  );
});

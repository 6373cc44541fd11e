import { describe, expect, test } from "vitest";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  canOpen,
  goTo,
  MINUTE,
  nexudusCalls,
  pollNow,
  reconcileNow,
  resetLogs,
  sweepNow,
  unheard,
  vendorWrites,
} from "../testing/world";
import { projectMembers } from "./project-members";

const ana = "Ana Pereira";

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("$name", ({ vendorWindows }) => {
  test("a second pass over everything writes nothing at the vendor", async () => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
    await book(world, { who: "Ben Okafor", room: "Ropewalk", from: at(100), to: at(300) });
    await goTo(world, at(30));
    await reconcileNow(world, site);
    resetLogs(world);
    await reconcileNow(world, site);
    await pollNow(world, site);
    await sweepNow(world);
    await projectMembers(world.services, {
      installationId: site.installationId,
      memberIds: null,
      cause: "test",
      force: true,
    });
    await world.runner.drain();
    expect(vendorWrites(world)).toBe(0);
  });

  test("an edge is decided from stored facts: no call goes to Nexudus", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(10), to: at(20) });
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(119));
    resetLogs(world);
    await goTo(world, at(121));
    expect(canOpen(world, ana, "Board room")).toBe(true);
    expect(nexudusCalls(world)).toBe(0);
    // Pushed ahead, the door knows already.
    expect(vendorWrites(world)).toBe(vendorWindows ? 0 : 1);
    await goTo(world, at(181));
    expect(canOpen(world, ana, "Board room")).toBe(false);
    expect(nexudusCalls(world)).toBe(0);
  });

  test("a moved booking costs one write at the vendor", async () => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows });
    const id = await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    resetLogs(world);
    unheard(world, () =>
      world.nexudus.api.move(id, { from: at(240).toISOString(), to: at(300).toISOString() }),
    );
    await pollNow(world, site);
    expect(vendorWrites(world)).toBe(vendorWindows ? 1 : 0);
  });
});

test("while the vendor is down nothing is lost: the right begins within two minutes of its return", async () => {
  const world = await testWorld();
  await activeSite(world);
  world.akiles.api.setFaults([
    { id: "1", method: "*", path: "/v2/", times: null, kind: "answer", status: 503 },
  ]);
  await book(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(180) });
  // Every retry of the run is spent, and the run is over.
  world.runner.lose();
  await goTo(world, at(30), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ana, "Board room")).toBe(false);
  world.akiles.api.setFaults([]);
  world.runner.lose();
  await goTo(world, at(32), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ana, "Board room")).toBe(true);
});

test("an ending that the vendor could not take is tried until it is done", async () => {
  const world = await testWorld();
  await activeSite(world, { vendorWindows: false });
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
  await goTo(world, at(59));
  world.akiles.api.setFaults([{ id: "1", method: "DELETE", path: "/v2/", times: null, kind: "drop" }]);
  await goTo(world, at(70), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ana, "Board room")).toBe(true);
  world.akiles.api.setFaults([]);
  await goTo(world, at(72), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ana, "Board room")).toBe(false);
});

test("a throttled vendor is asked again when it said so", async () => {
  const world = await testWorld();
  await activeSite(world);
  world.akiles.api.setFaults([
    {
      id: "1",
      method: "POST",
      path: "/group_associations$",
      times: 1,
      kind: "answer",
      status: 429,
      headers: { "retry-after": "30" },
    },
  ]);
  await book(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(180) });
  expect(canOpen(world, ana, "Board room")).toBe(false);
  const asked = world.clock.now().getTime();
  await goTo(world, new Date(asked + 31_000));
  expect(canOpen(world, ana, "Board room")).toBe(true);
});

import { describe, expect, test } from "vitest";
import { listMappings } from "@/db/queries/mappings";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { ServiceError } from "../context";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  applyMapping,
  at,
  book,
  canOpen,
  confirmAllLocations,
  connect,
  connectionOf,
  goTo,
  install,
  opened,
  propose,
  ROOMS,
  resetLogs,
  resourceId,
  type Site,
  span,
  vendorWrites,
  type World,
} from "../testing/world";
import { confirmPreview } from "./confirm";

const ana = "Ana Pereira";
const board = "Board room";

async function connected(world: World): Promise<Site> {
  const installationId = await install(world);
  await confirmAllLocations(world, installationId);
  return { installationId, connectionId: await connect(world, installationId) };
}

const lightship = (world: World, groupIds: readonly string[] = ROOMS.Lightship) => ({
  items: [{ key: `resource:${resourceId(world, "Lightship")}`, groupIds }],
});

describe("what was shown is what is applied", () => {
  test("nothing reaches the vendor before the preview is confirmed, all of it after", async () => {
    const world = await testWorld();
    const site = await connected(world);
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    resetLogs(world);
    const shown = await propose(world, { ...site, ...lightship(world) });
    await world.runner.drain();
    expect(vendorWrites(world)).toBe(0);
    expect(await confirmPreview(world.services, { ...site, ...shown })).toMatchObject({ status: "applied" });
    await world.runner.drain();
    await goTo(world, at(240));
    expect(opened(world, ana, board)).toEqual([span(at(120), at(180))]);
  });

  test("a booking made after the showing applies nothing and is shown; its new digest applies", async () => {
    const world = await testWorld();
    const site = await connected(world);
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    const shown = await propose(world, { ...site, ...lightship(world) });
    await book(world, { who: "Ben Okafor", room: "Lightship", from: at(200), to: at(260) });
    expect(await confirmPreview(world.services, { ...site, ...shown })).toEqual({ status: "changed" });
    expect(await listMappings(world.db, site)).toEqual([]);
    expect((await connectionOf(world, site))?.state).toBe("connected");
    const again = await propose(world, site);
    expect(again.digest).not.toBe(shown.digest);
    expect(await confirmPreview(world.services, { ...site, ...again })).toMatchObject({ status: "applied" });
  });

  test("a booking cancelled after the showing counts as a change too", async () => {
    const world = await testWorld();
    const site = await connected(world);
    const id = await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    const shown = await propose(world, { ...site, ...lightship(world) });
    await world.nexudus.api.settled(() => world.nexudus.api.cancel(id));
    await world.runner.drain();
    expect(await confirmPreview(world.services, { ...site, ...shown })).toEqual({ status: "changed" });
  });

  test("an edge that passed in between, and a window that ended, change nothing", async () => {
    const world = await testWorld();
    const site = await connected(world);
    await book(world, { who: ana, room: "Lightship", from: at(10), to: at(20) });
    await book(world, { who: ana, room: "Lightship", from: at(40), to: at(180) });
    const shown = await propose(world, { ...site, ...lightship(world) });
    await goTo(world, at(60));
    expect(await confirmPreview(world.services, { ...site, ...shown })).toMatchObject({ status: "applied" });
    await world.runner.drain();
    expect(canOpen(world, ana, board)).toBe(true);
  });

  test("a digest that was never shown applies nothing", async () => {
    const world = await testWorld();
    const site = await connected(world);
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    const { previewId } = await propose(world, { ...site, ...lightship(world) });
    const answer = await confirmPreview(world.services, { ...site, previewId, digest: "0".repeat(64) });
    expect(answer).toEqual({ status: "changed" });
    expect(await listMappings(world.db, site)).toEqual([]);
  });

  test("a preview is confirmed once: the second time is a conflict, also at the same instant", async () => {
    const world = await testWorld();
    const site = await connected(world);
    const shown = await propose(world, { ...site, ...lightship(world) });
    const both = await Promise.allSettled([
      confirmPreview(world.services, { ...site, ...shown }),
      confirmPreview(world.services, { ...site, ...shown }),
    ]);
    expect(both.map((row) => row.status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(confirmPreview(world.services, { ...site, ...shown })).rejects.toMatchObject({
      kind: "conflict",
    });
  });

  test("a newer proposal takes the older preview's place", async () => {
    const world = await testWorld();
    const site = await connected(world);
    const older = await propose(world, { ...site, ...lightship(world) });
    await propose(world, { ...site, ...lightship(world, [SEED.groups.studio]) });
    await expect(confirmPreview(world.services, { ...site, ...older })).rejects.toMatchObject({
      kind: "conflict",
    });
  });
});

describe("what keeps a change from being applied", () => {
  test("a location whose zone nobody confirmed keeps the connection from being activated", async () => {
    const world = await testWorld();
    const installationId = await install(world);
    const site = { installationId, connectionId: await connect(world, installationId) };
    const shown = await propose(world, { ...site, ...lightship(world) });
    const refusal = confirmPreview(world.services, { ...site, ...shown });
    await expect(refusal).rejects.toBeInstanceOf(ServiceError);
    await expect(refusal).rejects.toMatchObject({ kind: "precondition_failed" });
    await confirmAllLocations(world, installationId);
    expect(await confirmPreview(world.services, { ...site, ...shown })).toMatchObject({ status: "applied" });
  });

  test.each([
    ["an unknown item", { items: [{ key: "resource:1", groupIds: [] }] }, "resource:1"],
    ["a lead beyond two hours", { leadMinutes: 121 }, "leadMinutes"],
    ["a lag that is no whole number", { lagMinutes: 2.5 }, "lagMinutes"],
  ])("%s is refused by its field", async (_, change, field) => {
    const world = await testWorld();
    const site = await connected(world);
    await expect(propose(world, { ...site, ...change })).rejects.toMatchObject({ kind: "validation", field });
  });

  test("an unknown access group is refused by its item", async () => {
    const world = await testWorld();
    const site = await connected(world);
    await expect(propose(world, { ...site, ...lightship(world, ["mg_nowhere"]) })).rejects.toMatchObject({
      kind: "validation",
    });
  });
});

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("$name", ({ vendorWindows }) => {
  test("lead and lag move what is there already, one write each where the vendor keeps windows", async () => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    resetLogs(world);
    await applyMapping(world, site, {}, { leadMinutes: 15, lagMinutes: 30 });
    await world.runner.drain();
    expect(vendorWrites(world)).toBe(vendorWindows ? 1 : 0);
    await goTo(world, at(300));
    expect(opened(world, ana, board)).toEqual([span(at(105), at(210))]);
  });

  test("unmapping a room takes its doors away at once", async () => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
    await goTo(world, at(30));
    await applyMapping(world, site, { Lightship: [] });
    await world.runner.drain();
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test("a room mapped to another group opens the new doors and closes the old", async () => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
    await goTo(world, at(30));
    await applyMapping(world, site, { Lightship: [SEED.groups.studio] });
    await world.runner.drain();
    expect(canOpen(world, ana, board)).toBe(false);
    expect(canOpen(world, ana, "Studio")).toBe(true);
  });
});

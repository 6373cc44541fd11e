import { expect, test } from "vitest";
import { getConnection } from "@/db/queries/connections";
import { approvalPeople, openApproval } from "@/db/queries/safety";
import { auditLog } from "@/db/schema";
import { inside } from "../testing/crowd";
import { endsAfterCommit } from "../testing/ends-after-commit";
import { type PassHolders, passHolders } from "../testing/pass-holders";
import { businessId, MINUTE, pollNow, resetLogs, vendorWrites } from "../testing/world";
import { pauseConnection } from "./change-state";
import { saveSettings } from "./save-settings";

const SLOW = { timeout: 180_000 };

/** What a pass opens hangs on its place. Has the connection cover these places instead; everything else stays as it is. */
async function cover({ world, site }: PassHolders, places: readonly string[], services = world.services) {
  const row = await getConnection(world.db, site);
  if (!row) throw new Error("no connection");
  const { syncEmail, syncPin, syncCards, randomPins, vendorWindows, leadMinutes, lagMinutes } = row;
  await saveSettings(services, {
    ...site,
    locationIds: places.map((place) => String(businessId(world, place))),
    ...{ syncEmail, syncPin, syncCards, randomPins, vendorWindows, leadMinutes, lagMinutes },
  });
}

test.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("other locations take and give access at once: $name", SLOW, async (options) => {
  const crowd = await passHolders(2, options);
  const { world, people } = crowd;
  expect(inside(crowd, people)).toBe(2);
  await cover(crowd, ["Red Hook"]);
  await world.runner.drain();
  expect(inside(crowd, people)).toBe(0);
  await cover(crowd, ["Red Hook", "Rotherhithe"]);
  await world.runner.drain();
  expect(inside(crowd, people)).toBe(2);
});

test("saving what is so already looks at nobody", SLOW, async () => {
  const crowd = await passHolders(2);
  const { world } = crowd;
  const before = world.runner.emitted.length;
  resetLogs(world);
  await cover(crowd, ["Rotherhithe"]);
  await world.runner.drain();
  expect(world.runner.emitted.slice(before)).toEqual([]);
  expect(vendorWrites(world)).toBe(0);
  expect(await world.db.select().from(auditLog)).toContainEqual(
    expect.objectContaining({ action: "connection.settings_saved" }),
  );
});

test("more people than the budget allows keep theirs until an admin answers", SLOW, async () => {
  const crowd = await passHolders(11);
  const { world, site, people } = crowd;
  await cover(crowd, ["Red Hook"]);
  await world.runner.drain();
  expect(inside(crowd, people)).toBe(11);
  const open = await openApproval(world.db, site);
  expect(open?.cause).toBe("change");
  expect(await approvalPeople(world.db, { ...site, approvalIds: [open?.id ?? ""] })).toHaveLength(11);
});

test("a process that ends with the saving leaves it to the next poll", SLOW, async () => {
  const crowd = await passHolders(2);
  const { world, site, people } = crowd;
  await expect(cover(crowd, ["Red Hook"], endsAfterCommit(world.services))).rejects.toThrow("has ended");
  world.clock.advance(MINUTE);
  expect(inside(crowd, people)).toBe(2);
  await pollNow(world, site);
  expect(inside(crowd, people)).toBe(0);
});

test("while paused other locations take nothing", SLOW, async () => {
  const crowd = await passHolders(2);
  const { world, site, people } = crowd;
  await pauseConnection(world.services, { ...site, withdrawFuture: false });
  await cover(crowd, ["Red Hook"]);
  await world.runner.drain();
  expect(inside(crowd, people)).toBe(2);
});

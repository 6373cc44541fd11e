import { expect, test } from "vitest";
import { listLocations } from "@/db/queries/installations";
import { openApproval } from "@/db/queries/safety";
import { inside } from "../testing/crowd";
import { endsAfterCommit } from "../testing/ends-after-commit";
import { type PassHolders, passHolders } from "../testing/pass-holders";
import { at, businessId, goTo, MINUTE, opened, pollNow } from "../testing/world";
import { confirmLocations } from "./confirm-locations";

const SLOW = { timeout: 180_000 };

/** The admin says when Rotherhithe's day changes. */
async function dayChanges({ world, site }: PassHolders, dayChangeHour: number, services = world.services) {
  const rows = await listLocations(world.db, site);
  const row = rows.find((one) => one.id === String(businessId(world, "Rotherhithe")));
  if (!row) throw new Error("no such location");
  await confirmLocations(services, {
    installationId: site.installationId,
    locations: [{ id: row.id, zone: row.zone, dayChangeHour }],
  });
}

test("another day change moves the ends of today's passes at once", SLOW, async () => {
  const used = await passHolders(2, { used: true });
  const { world, people } = used;
  expect(inside(used, people)).toBe(2);
  await dayChanges(used, 12);
  await world.runner.drain();
  await goTo(world, at(240));
  // Noon in London.
  expect(opened(world, people[0]?.email ?? "", "Board room").map((text) => text.slice(-19))).toEqual([
    "2026-05-12T11:00:00",
  ]);
});

test(
  "a day that is over by the new word closes at once, and the same word again looks at nobody",
  SLOW,
  async () => {
    const used = await passHolders(2, { used: true });
    const { world, people } = used;
    await goTo(world, at(120));
    await dayChanges(used, 10);
    await world.runner.drain();
    expect(inside(used, people)).toBe(0);
    const before = world.runner.emitted.length;
    await dayChanges(used, 10);
    expect(world.runner.emitted.slice(before)).toEqual([]);
  },
);

test("more people than the budget allows keep theirs until an admin answers", SLOW, async () => {
  const used = await passHolders(11, { used: true });
  const { world, site, people } = used;
  await goTo(world, at(120));
  await dayChanges(used, 10);
  await world.runner.drain();
  expect(inside(used, people)).toBe(11);
  expect((await openApproval(world.db, site))?.cause).toBe("change");
});

test("a process that ends with the word leaves it to the next poll", SLOW, async () => {
  const used = await passHolders(2, { used: true });
  const { world, site, people } = used;
  await goTo(world, at(120));
  // The next one lists nobody's pass again.
  await pollNow(world, site);
  await expect(dayChanges(used, 10, endsAfterCommit(world.services))).rejects.toThrow("has ended");
  world.clock.advance(MINUTE);
  expect(inside(used, people)).toBe(2);
  await pollNow(world, site);
  expect(inside(used, people)).toBe(0);
});

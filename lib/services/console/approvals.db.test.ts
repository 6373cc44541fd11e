import { expect, test } from "vitest";
import { approveRevokes } from "../safety/decide";
import { saveRevokeBudget } from "../safety/save-budget";
import { cancelAll, crowdedSite, inside } from "../testing/crowd";
import { pollNow } from "../testing/world";
import { readApprovals } from "./approvals";
import { readOverview } from "./overview";
import { readShell } from "./shell";

// An admin who answers a list of eleven must not answer for a twelfth whom nobody showed them.
test("the page lists everybody a question is about, and an answer holds for those who were shown alone", {
  timeout: 180_000,
}, async () => {
  const crowd = await crowdedSite(11);
  const { world, site, people } = crowd;
  const page = { installationId: site.installationId, locationId: null };
  expect(await readApprovals(world.services, page)).toMatchObject({
    approvals: [],
    budgets: [{ sharePercent: 20, peopleMin: 10, holders: 12 }],
  });
  cancelAll(crowd, people);
  await pollNow(world, site);
  const { approvals } = await readApprovals(world.services, page);
  expect(approvals).toMatchObject([{ state: "open", people: { length: 11 } }]);
  expect(approvals[0]?.people[0]).toMatchObject({ name: "Crowd 00", groupNames: [expect.any(String)] });
  expect((await readShell(world.services, page)).counts.approvals).toBe(1);
  expect((await readOverview(world.services, page)).problems.map((row) => row.id)).toContain(
    `held-${approvals[0]?.id}`,
  );
  const answer = { installationId: site.installationId, approvalId: approvals[0]?.id ?? "" };
  await expect(approveRevokes(world.services, { ...answer, people: 10 })).rejects.toMatchObject({
    kind: "conflict",
  });
  await world.runner.drain();
  expect(inside(crowd, people)).toBe(11);
  for (const wrong of [{ sharePercent: 0 }, { sharePercent: 101 }, { peopleMin: -1 }, { peopleMin: 1.5 }])
    await expect(
      saveRevokeBudget(world.services, { ...site, sharePercent: 20, peopleMin: 10, ...wrong }),
    ).rejects.toMatchObject({ kind: "validation" });
});

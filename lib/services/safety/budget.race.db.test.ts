import { expect, test } from "vitest";
import { getConnection } from "@/db/queries/connections";
import { openApproval } from "@/db/queries/safety";
import { revokeApprovals, revokeBudgets } from "@/db/schema/index";
import type { Loss } from "@/lib/access";
import type { PersonId } from "@/lib/access/types";
import { applyPerson } from "../access/apply-person";
import { type Actor, interleave, killAt } from "../access/races/testing";
import { readAll } from "../platform/read-all";
import { type Crowd, crowdedSite, deleteAll, inside, personOf } from "../testing/crowd";
import { MINUTE } from "../testing/world";
import { judge } from "./judge";
import { pendingLosses } from "./pending";

const SLOW = { timeout: 240_000 };
const each = (name: string) => !name.startsWith("emit");

/** Twelve people whose contracts are gone, stored and not judged: two lots of six, each within the budget by itself. */
async function twoLots() {
  const crowd = await crowdedSite(12);
  const { world, site, people } = crowd;
  deleteAll(crowd, people);
  world.clock.advance(6 * MINUTE);
  await readAll(world.another({}, { emit: async () => undefined }), site);
  const connection = await getConnection(world.db, site);
  if (!connection) throw new Error("no connection");
  const losses = await pendingLosses(world.services, connection, {
    personIds: null,
    now: world.clock.now(),
  });
  const personIds = await Promise.all(people.map((one) => personOf(crowd, one)));
  const lot = (ids: readonly PersonId[]) => losses.filter((loss) => ids.includes(loss.personId));
  const judging = (lost: readonly Loss[]) => (actor: Actor) =>
    judge(actor.services, connection, { losses: lost, isChange: false });
  return {
    crowd,
    personIds,
    one: judging(lot(personIds.slice(0, 6))),
    other: judging(lot(personIds.slice(6))),
  };
}

async function forget({ world }: Crowd): Promise<void> {
  await world.db.delete(revokeApprovals);
  await world.db.delete(revokeBudgets);
}

/** The same with the count left there, at nobody: who makes the row and who finds it wait for each other otherwise. */
async function startAnew(crowd: Crowd): Promise<void> {
  const { world, site } = crowd;
  await forget(crowd);
  const { installationId, connectionId } = site;
  await world.db
    .insert(revokeBudgets)
    .values({ installationId, connectionId, reserved: [], updatedAt: world.clock.now() });
}

async function counted({ world }: Crowd): Promise<number> {
  const [row] = await world.db.select().from(revokeBudgets);
  return row?.reserved.length ?? 0;
}

// Each of them alone stays within the budget; whoever counts without the other would take from twelve.
test.each([
  ["for the first time", forget],
  ["as before", startAnew],
] as const)(
  "two processes that count at once, %s, never take from more people than one may",
  SLOW,
  async (_, begin) => {
    const { crowd, personIds, one, other } = await twoLots();
    const { world, site, people } = crowd;
    for (let k = 0; ; k += 1) {
      await begin(crowd);
      const where = await interleave(world, k, one, other, each);
      if (where === null) break;
      expect(await counted(crowd), `counted, met at ${k}: ${where}`).toBe(6);
      expect(await openApproval(world.db, site), `asked, met at ${k}: ${where}`).not.toBeNull();
    }
    await begin(crowd);
    await interleave(world, 2, one, other, each);
    for (const personId of personIds) await applyPerson(world.services, { ...site, personId, cause: "test" });
    expect(inside(crowd, people)).toBe(6);
  },
);

test("killed at any point of counting and begun again, everybody is counted once", SLOW, async () => {
  const { crowd, one } = await twoLots();
  for (let k = 0; ; k += 1) {
    await forget(crowd);
    const where = await killAt(crowd.world, k, one);
    await judge(crowd.world.services, await connectionOf(crowd), {
      losses: await lossesOfFirst(crowd),
      isChange: false,
    });
    expect(await counted(crowd), `killed at ${k}: ${where}`).toBe(6);
    if (where === null) break;
  }
});

async function connectionOf({ world, site }: Crowd) {
  const connection = await getConnection(world.db, site);
  if (!connection) throw new Error("no connection");
  return connection;
}

async function lossesOfFirst(crowd: Crowd): Promise<Loss[]> {
  const personIds = await Promise.all(crowd.people.slice(0, 6).map((one) => personOf(crowd, one)));
  return pendingLosses(crowd.world.services, await connectionOf(crowd), {
    personIds,
    now: crowd.world.clock.now(),
  });
}

import { asc, eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { saveTeams } from "@/db/queries/rights";
import { teamMembers, teams } from "@/db/schema/index";
import { testDatabase } from "@/db/testing";
import { insertInstallation } from "@/db/testing/installation";
import type { InstallationId, MemberId } from "@/lib/access/types";

const { db } = await testDatabase();
const NOW = new Date("2026-03-29T00:59:59.500Z");
const LATER = new Date("2026-03-29T01:59:59.500Z");

/** One read of teams: each as its name and who is in it. */
const save = (
  installationId: InstallationId,
  at: Date,
  read: readonly (readonly [id: string, members: readonly string[]])[],
) =>
  saveTeams(
    db,
    read.map(([id, members]) => ({
      installationId,
      id,
      name: `${id} ${members.join()}`,
      sharesPasses: true,
      state: "live" as const,
      updatedOn: at,
      createdAt: at,
      updatedAt: at,
      memberIds: members as MemberId[],
    })),
  );

async function stored(installationId: InstallationId): Promise<Record<string, string[]>> {
  const rows = await db
    .select()
    .from(teams)
    .where(eq(teams.installationId, installationId))
    .orderBy(teams.id);
  const inside = await db
    .select()
    .from(teamMembers)
    .where(eq(teamMembers.installationId, installationId))
    .orderBy(asc(teamMembers.memberId));
  return Object.fromEntries(
    rows.map(({ id, name }) => [name, inside.filter((row) => row.teamId === id).map((row) => row.memberId)]),
  );
}

it("stores teams with exactly the members they were read with, each time", async () => {
  const mine = await insertInstallation(db, NOW);
  const other = await insertInstallation(db, NOW);
  await save(other, NOW, [["a", ["1", "9"]]]);
  await save(mine, NOW, [
    ["a", ["1", "2", "2"]],
    ["b", ["2", "3"]],
    ["c", []],
  ]);
  expect(await stored(mine)).toEqual({ "a 1,2,2": ["1", "2"], "b 2,3": ["2", "3"], "c ": [] });
  await save(mine, NOW, [
    ["a", []],
    ["b", ["3", "4"]],
    ["c", ["1"]],
  ]);
  expect(await stored(mine)).toEqual({ "a ": [], "b 3,4": ["3", "4"], "c 1": ["1"] });
  expect(await stored(other)).toEqual({ "a 1,9": ["1", "9"] });
});

it("leaves a team as a read that began later has stored it, beside others", async () => {
  const mine = await insertInstallation(db, NOW);
  await save(mine, LATER, [["a", ["1"]]]);
  await save(mine, NOW, [
    ["a", ["2"]],
    ["b", ["2"]],
  ]);
  expect(await stored(mine)).toEqual({ "a 1": ["1"], "b 2": ["2"] });
});

it("takes a team listed twice as it was listed last, and more of them than one statement has", async () => {
  const mine = await insertInstallation(db, NOW);
  const many = Array.from({ length: 60 }, (_, i) => [`t${i}`, ["1"]] as const);
  await save(mine, NOW, [["t7", ["5"]], ...many, ["t7", ["6", "7"]]]);
  const found = await stored(mine);
  expect(Object.keys(found)).toHaveLength(60);
  expect(found["t7 6,7"]).toEqual(["6", "7"]);
  expect(found["t59 1"]).toEqual(["1"]);
});

it("stores nothing of nothing", async () => {
  const mine = await insertInstallation(db, NOW);
  await saveTeams(db, []);
  expect(await stored(mine)).toEqual({});
});

import { expect, test } from "vitest";
import { listMappings, openPreview } from "@/db/queries/mappings";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { cover, itemId, map, siteWith } from "../testing/rights";
import { writeMappingFile } from "./csv-export";
import { readMappingFile } from "./csv-import";
import { proposeChange } from "./propose";

test("a file that was written and not touched changes nothing, whatever is set", async () => {
  const { world, site } = await siteWith((w) => [`plan:${itemId(w, "plan", "Hot Desk")}`]);
  const pass = `pass:${itemId(world, "pass", "Day Pass")}`;
  const groupIds = [SEED.groups.board, SEED.groups.always];
  await map(world, site, [], { items: [{ key: pass, groupIds, leadMinutes: 5, keepsHours: true }] });
  const text = await writeMappingFile(world.services, site);
  const answer = await readMappingFile(world.services, { ...site, text });
  if ("problems" in answer) throw new Error(JSON.stringify(answer.problems));
  // Every item of the location it covers has its row.
  expect(answer.changes.length).toBe(text.trim().split("\r\n").length - 1);
  expect(answer.changes.find((row) => row.key === pass)).toMatchObject({ leadMinutes: 5, keepsHours: true });
  await proposeChange(world.services, { ...site, items: answer.changes });
  const preview = await openPreview(world.db, site);
  expect(preview?.change).toMatchObject({
    proposal: { edited: { items: 0, settings: false } },
  });
});

test("a file has rows of what the connection covers and of what is mapped on it, and takes others", async () => {
  const { world, site } = await siteWith(() => []);
  const room = itemId(world, "resource", "Lightship");
  const here = itemId(world, "pass", "Day Pass");
  const there = itemId(world, "pass", "Ten Hours", "Red Hook");
  await cover(world, site, ["Red Hook"]);
  const ids = (await writeMappingFile(world.services, site)).split("\r\n").map((line) => line.split(",")[1]);
  expect(ids).toEqual(expect.arrayContaining([`"${there}"`, `"${room}"`]));
  expect(ids).not.toContain(`"${here}"`);
  const text = `kind,id,access groups\npass,${here},Studio (with front door)\n`;
  expect(await readMappingFile(world.services, { ...site, text })).toMatchObject({
    changes: [{ key: `pass:${here}` }],
  });
});

test("an edited file becomes one proposal; a wrong one leaves nothing behind", async () => {
  const { world, site } = await siteWith(() => []);
  const before = await listMappings(world.db, site);
  const plan = itemId(world, "plan", "Hot Desk");
  const good = `kind,id,access groups\nplan,${plan},Studio (with front door)\n`;
  const wrong = await readMappingFile(world.services, { ...site, text: `${good}plan,1,Studio\n` });
  expect(wrong).toMatchObject({ problems: [{ line: 3 }] });
  expect(await openPreview(world.db, site)).toBeNull();
  const read = await readMappingFile(world.services, { ...site, text: good });
  expect(read).toMatchObject({ changes: [{ key: `plan:${plan}`, groupIds: [SEED.groups.studio] }] });
  expect(await listMappings(world.db, site)).toEqual(before);
});

test("a room that is called like a formula is written as text and found again", async () => {
  const { world, site } = await siteWith(() => [], {
    prepare: (w) =>
      w.nexudus.api.change("Resource", itemId(w, "resource", "Tide Room"), { Name: "=HYPERLINK(1)" }),
  });
  const text = await writeMappingFile(world.services, site);
  expect(text).toContain(`"'=HYPERLINK(1)"`);
  expect(text).not.toMatch(/(^|,)"[=+@-]/m);
  expect(await readMappingFile(world.services, { ...site, text })).toHaveProperty("changes");
});

test("with many wrong rows the first hundred are told and the rest counted", async () => {
  const { world, site } = await siteWith(() => []);
  const text = `kind,id,access groups\n${"plan,0,\n".repeat(130)}`;
  const answer = await readMappingFile(world.services, { ...site, text });
  expect(answer).toMatchObject({ moreProblems: 30 });
  expect("problems" in answer && answer.problems).toHaveLength(100);
});

test("a connection of nobody, or of another installation, has no file", async () => {
  const { world, site } = await siteWith(() => []);
  const other = { ...site, installationId: site.connectionId as unknown as typeof site.installationId };
  await expect(writeMappingFile(world.services, other)).rejects.toMatchObject({ kind: "not_found" });
  await expect(readMappingFile(world.services, { ...other, text: "x" })).rejects.toMatchObject({
    kind: "not_found",
  });
});

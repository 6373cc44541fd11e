import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { definitions } from "@/lib/connectors/registry";
import { runBatteries } from "./vendors/battery";
import { listTests, readChecklist, withoutTest } from "./vendors/checklists";
import { claimRows } from "./vendors/claims";
import { type VendorFacts, vendorPage } from "./vendors/table";

/**
 * `npm run vendors`: runs the battery of every connector, prints what each vendor can, and writes
 * `docs/vendors/README.md`. With `--check` the page is compared instead. Exits 1 when a case fails, or is skipped without
 * a declared capability, when an item of a checklist has no test, or the page is not as it should be.
 */
const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const page = `${root}/docs/vendors/README.md`;
const problems: string[] = [];

const batteries = runBatteries(root, definitions);
const tests = listTests(root);
const facts: VendorFacts[] = [];
for (const definition of definitions) {
  const { id, name } = definition;
  const battery = batteries.get(id);
  const checklist = await readChecklist(root, id);
  if (!battery) throw new Error(`no battery of ${id}`);
  if (battery.failed > 0) problems.push(`${name}: ${battery.failed} cases of the battery fail`);
  for (const title of battery.undeclared)
    problems.push(`${name}: "${title}" was skipped without a declared capability`);
  if (!checklist) problems.push(`${name}: its simulator has no checklist`);
  for (const item of withoutTest(checklist ?? [], id, tests))
    problems.push(`${name}: ${item.id} (${item.item}) has no test`);
  facts.push({ definition, battery, checklist: checklist ?? [] });
}

console.table(
  Object.fromEntries(
    claimRows(definitions).map(({ capability, claims }) => [
      capability,
      Object.fromEntries(definitions.map(({ name }, at) => [name, claims[at]?.value])),
    ]),
  ),
);
console.table(
  Object.fromEntries(
    facts.map(({ definition, battery, checklist }) => [
      definition.name,
      {
        passed: battery.passed,
        failed: battery.failed,
        "not asked": battery.declared,
        "checklist items": checklist.length,
        "calls a second": definition.limits.callsPerSecond,
        "counted by": definition.limits.key,
      },
    ]),
  ),
);

const written = formatted(vendorPage(facts));
if (process.argv.includes("--check")) {
  if (!existsSync(page) || readFileSync(page, "utf8") !== written)
    problems.push("docs/vendors/README.md is not as the code says: run npm run vendors");
} else writeFileSync(page, written);

/** As the house formats documents, so that the page is written as it is checked. */
function formatted(text: string): string {
  const args = [
    "node_modules/@biomejs/biome/bin/biome",
    "format",
    "--stdin-file-path=docs/vendors/README.md",
  ];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", input: text });
  if (status !== 0) throw new Error("the page of vendors could not be formatted");
  return stdout;
}

for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);

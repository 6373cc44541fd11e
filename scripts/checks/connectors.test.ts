import { describe, expect, it } from "vitest";
import { CONNECTOR_FILES, checkConnectors, QUALITY_ROWS } from "./connectors";
import { plant } from "./testing";

const readme = (state: (row: string) => string = () => "done") =>
  [
    "# A",
    "## Quality",
    "| Rule | State |",
    "| - | - |",
    ...QUALITY_ROWS.map((row) => `| ${row} | ${state(row)} |`),
  ].join("\n");
const vendor = (id: string): Record<string, string> => ({
  ...Object.fromEntries(CONNECTOR_FILES.map((file) => [`lib/connectors/${id}/${file}`, ""])),
  [`lib/connectors/${id}/connector.contract.test.ts`]: "connectorBattery(x);",
  [`lib/connectors/${id}/README.md`]: readme(),
  [`lib/connectors/${id}/fixtures/get/ok.json`]: "{}",
  [`docs/vendors/${id}.md`]: "",
});
const tree: Readonly<Record<string, string>> = {
  ...vendor("akiles"),
  ...vendor("brivo"),
  "lib/connectors/registry.ts": 'import "./akiles/definition";\nimport "./brivo/definition";',
  "lib/connectors/http.ts": "",
  "lib/connectors/testing/contract.ts": "",
};
const found = (files: Readonly<Record<string, string>>) =>
  checkConnectors(plant(files)).problems.map(({ path, message }) => `${path}: ${message}`);
const without = (gone: string) => Object.fromEntries(Object.entries(tree).filter(([path]) => path !== gone));

describe("connector folders", () => {
  it("are fine when they are alike, whatever else they hold", () => {
    expect(found({ ...tree, "lib/connectors/akiles/cards.ts": "" })).toEqual([]);
  });

  it.each([
    ...CONNECTOR_FILES.map((file) => `lib/connectors/brivo/${file}`),
    "lib/connectors/brivo/fixtures/get/ok.json",
    "docs/vendors/brivo.md",
  ])("without %s are named", (gone) => {
    expect(found(without(gone)).join("\n")).toContain("lib/connectors/brivo");
  });

  it("that the registry does not know are named, as are those that skip the battery", () => {
    expect(found({ ...tree, "lib/connectors/registry.ts": 'import "./akiles/definition";' })).toEqual([
      "lib/connectors/brivo: is not in the registry",
    ]);
    expect(found({ ...tree, "lib/connectors/akiles/connector.contract.test.ts": "" })).toEqual([
      "lib/connectors/akiles/connector.contract.test.ts: does not call the battery",
    ]);
  });

  it("have a quality table with every row, and a state in each", () => {
    const path = "lib/connectors/akiles/README.md";
    const short = readme().replace(/^\| error kinds.*\n/m, "");
    expect(found({ ...tree, [path]: short }).join()).toContain("exactly the rows");
    const vague = readme((row) => (row === "error kinds" ? "mostly" : "exempt, because it is so"));
    expect(found({ ...tree, [path]: vague })).toEqual([
      `${path}: "error kinds" is neither done, todo nor "exempt, because ..."`,
    ]);
  });
});

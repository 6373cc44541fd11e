import type { CheckResult, Problem } from "./problem";
import type { Repository } from "./repository";

const FOLDER = "lib/connectors";
/** Folders of `lib/connectors` that are no vendor's. */
const SHARED = new Set(["testing"]);

/** What every connector's folder holds; it may hold more. */
export const CONNECTOR_FILES = [
  "definition.ts",
  "api.ts",
  "schemas.ts",
  "convert.ts",
  "connector.ts",
  "testing.ts",
  "connector.contract.test.ts",
  "README.md",
] as const;

/** Rows of the table in each connector's README, in this order. */
export const QUALITY_ROWS = [
  "verify before save",
  "complete observe",
  "idempotent apply",
  "ownership mark",
  "error kinds",
  "re-authentication",
  "limits documented",
  "live-checked",
] as const;

const STATE = /^(done|todo|exempt, because .+)\b/;

/** House rule: all connector folders are shaped alike, so that who knows one finds everything in the next. */
export function checkConnectors(repository: Repository): CheckResult {
  const vendors = new Set(
    repository.paths.flatMap((path) => /^lib\/connectors\/([^/]+)\//.exec(path)?.[1] ?? []),
  );
  const problems = [...vendors]
    .filter((vendor) => !SHARED.has(vendor))
    .flatMap((vendor) => problemsOf(vendor, repository));
  return { problems };
}

function problemsOf(vendor: string, repository: Repository): Problem[] {
  const folder = `${FOLDER}/${vendor}`;
  const problems: Problem[] = [];
  const say = (path: string, message: string) => problems.push({ path, line: 0, message });
  for (const file of CONNECTOR_FILES)
    if (!repository.exists(`${folder}/${file}`)) say(folder, `has no ${file}, as every connector has`);
  if (!repository.paths.some((path) => path.startsWith(`${folder}/fixtures/`)))
    say(folder, "has no fixtures/");
  if (!repository.exists(`docs/vendors/${vendor}.md`)) say(folder, `has no page docs/vendors/${vendor}.md`);
  if (!repository.read(`${FOLDER}/registry.ts`).includes(`"./${vendor}/definition"`))
    say(folder, "is not in the registry");
  if (!/connectorBattery\(/.test(repository.read(`${folder}/connector.contract.test.ts`)))
    say(`${folder}/connector.contract.test.ts`, "does not call the battery");
  const rows = qualityRows(repository.read(`${folder}/README.md`));
  if (rows.map(([rule]) => rule).join() !== QUALITY_ROWS.join())
    say(`${folder}/README.md`, `its quality table must have exactly the rows: ${QUALITY_ROWS.join(", ")}`);
  for (const [rule, state] of rows)
    if (!STATE.test(state))
      say(`${folder}/README.md`, `"${rule}" is neither done, todo nor "exempt, because ..."`);
  return problems;
}

/** Rule and state of each row below the heading "Quality". */
function qualityRows(readme: string): [rule: string, state: string][] {
  const [, section = ""] = readme.split(/^## Quality$/m);
  const [, , ...rows] = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.map((line) => {
    const [, rule = "", state = ""] = line.split("|");
    return [rule.trim(), state.trim()];
  });
}

import type { CheckResult, Problem } from "./problem";
import type { Repository } from "./repository";

const NOTE_ABOVE = 300;
const FAIL_ABOVE = 450;
const CODE = /^(app|components|lib|db|inngest|e2e|scripts)\/.*\.tsx?$/;
const TESTS = /\.(test|testing)\.tsx?$|(^|\/)(testing|fixtures)\//;

export interface SizeReason {
  readonly path: string;
  readonly because: string;
  /** Tables and declarations may be long; code may not. */
  readonly isData?: boolean;
}

/** Files above 300 lines, each with its reason. */
export const sizeReasons: readonly SizeReason[] = [
  {
    path: "e2e/simulators/nexudus/definitions.ts",
    because: "a table of the platform's fields",
    isData: true,
  },
  { path: "e2e/simulators/nexudus/test-api.ts", because: "one method a paragraph; the documented test API" },
  { path: "e2e/simulators/akiles/test-api.ts", because: "one method a paragraph; the documented test API" },
  { path: "e2e/simulators/doorflow/test-api.ts", because: "one method a paragraph; the documented test API" },
  {
    path: "e2e/simulators/avigilon-acm/test-api.ts",
    because: "one method a paragraph; the documented test API",
  },
  {
    path: "e2e/simulators/avigilon-alta/test-api.ts",
    because: "one method a paragraph; the documented test API",
  },
  { path: "e2e/simulators/akiles/api.ts", because: "one endpoint a paragraph" },
  { path: "e2e/simulators/akiles/access.ts", because: "one decision: may this credential open this door" },
  { path: "e2e/simulators/brivo/test-api.ts", because: "one method a paragraph; the documented test API" },
  { path: "e2e/simulation/desk.ts", because: "one action of a script a paragraph" },
  { path: "e2e/simulation/world/plan-actions.ts", because: "one deed of people a paragraph" },
  { path: "e2e/simulation/named/contracts.ts", because: "worlds written by hand", isData: true },
  { path: "db/schema/comments.ts", because: "a table: one line a table or column", isData: true },
  { path: "db/queries/visits.ts", because: "one query a paragraph" },
  { path: "db/queries/visit-keys.ts", because: "one query a paragraph" },
  {
    path: "lib/access/types.ts",
    because: "declarations only: the words of the core, read together",
    isData: true,
  },
  { path: "lib/connectors/contract.ts", because: "declarations only: what a connector is", isData: true },
  {
    path: "e2e/simulation/types.ts",
    because: "declarations only: script, telling and verdict",
    isData: true,
  },
  { path: "scripts/gallery/fixtures.ts", because: "made-up rows for the gallery", isData: true },
];

/** Long files are shown, very long code fails. A reason whose file became short is shown, too. */
export function checkFileSize(
  repository: Repository,
  reasons: readonly SizeReason[] = sizeReasons,
): CheckResult {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const sizes = new Map(
    repository.paths
      .filter((path) => CODE.test(path) && !TESTS.test(path))
      .map((path) => [path, repository.read(path).split("\n").length - 1]),
  );
  for (const [path, lines] of sizes) {
    const reason = reasons.find((r) => r.path === path);
    if (lines > FAIL_ABOVE && !reason?.isData)
      problems.push({ path, line: 0, message: `${lines} lines; split it (at most ${FAIL_ABOVE})` });
    else if (lines > NOTE_ABOVE && !reason) notes.push(`${path} has ${lines} lines and no reason is given`);
  }
  for (const { path } of reasons)
    if ((sizes.get(path) ?? 0) <= NOTE_ABOVE) notes.push(`${path} is short now: its reason can go`);
  return { problems, notes };
}

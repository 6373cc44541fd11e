import { fileURLToPath } from "node:url";
import { checks } from "./checks";
import { describeProblem } from "./checks/problem";
import { openRepository } from "./checks/repository";

/** `npm run rules`: the house rules over the whole repository. The last line is a count a runner can read. */
const repository = openRepository(fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, ""));
let failed = 0;
for (const check of checks) {
  const { problems, notes = [] } = await check.run(repository);
  if (problems.length > 0) failed += 1;
  console.log(`${problems.length === 0 ? "ok    " : "FAILED"} ${check.name}`);
  for (const problem of problems) console.log(`         ${describeProblem(problem)}`);
  for (const note of notes) console.log(`         note: ${note}`);
}
console.log(JSON.stringify({ passed: checks.length - failed, failed, skipped: 0 }));
process.exit(failed === 0 ? 0 : 1);

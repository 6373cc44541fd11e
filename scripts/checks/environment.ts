import { configurationTable, envExample, variables, withConfigurationTable } from "./env-docs";
import type { CheckResult, Problem } from "./problem";
import type { Repository } from "./repository";

const HOW = "run `npm run docs:env`";

/** `.env.example` and the README's table say exactly what the schema reads, each with its purpose. */
export function checkEnvironment(repository: Repository, list = variables()): CheckResult {
  const problems: Problem[] = [];
  const example = repository.read(".env.example");
  const listed = new Set([...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1] ?? ""));
  const known = new Set(list.map(({ name }) => name));
  const say = (path: string, message: string) => problems.push({ path, line: 0, message });
  for (const { name, purpose } of list) {
    if (!purpose) say("lib/config/env.ts", `${name} has no purpose; use .describe()`);
    if (!listed.has(name)) say(".env.example", `${name} is missing; ${HOW}`);
  }
  for (const name of listed)
    if (!known.has(name)) say(".env.example", `${name} is not read by Lintel; ${HOW}`);
  if (problems.length === 0 && example !== envExample(list)) say(".env.example", `is out of date; ${HOW}`);
  const readme = repository.read("README.md");
  const renewed = withConfigurationTable(readme, configurationTable(list));
  if (renewed === null) say("README.md", "has no markers for the configuration table");
  else if (renewed !== readme) say("README.md", `the configuration table is out of date; ${HOW}`);
  return { problems };
}

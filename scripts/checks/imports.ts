import { cruise, type ICruiseResult } from "dependency-cruiser";
import { importRules } from "./import-rules";
import type { CheckResult } from "./problem";
import type { Repository } from "./repository";

const CODE = /^(app|components|lib|db|inngest|e2e|scripts)\/.*\.tsx?$|^(proxy|instrumentation(-node)?)\.ts$/;

/** House rule: who may import whom. The rules themselves are in `import-rules.ts`. */
export async function checkImports(repository: Repository): Promise<CheckResult> {
  const files = repository.paths.filter((path) => CODE.test(path));
  if (files.length === 0) return { problems: [] };
  const { output } = await cruise(
    files,
    {
      baseDir: repository.root,
      ruleSet: { forbidden: [...importRules] },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: "node_modules" },
    },
    {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      alias: { "@": repository.root },
    },
  );
  if (typeof output === "string") throw new Error(`dependency-cruiser answered with text: ${output}`);
  return { problems: problemsOf(output) };
}

function problemsOf(result: ICruiseResult) {
  return result.summary.violations.map((violation) => ({
    path: violation.from,
    line: 0,
    message: `imports ${violation.to} (${violation.rule.name}: ${
      importRules.find((rule) => rule.name === violation.rule.name)?.comment ?? ""
    })`,
  }));
}

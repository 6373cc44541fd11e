import ts from "typescript";
import type { CheckResult, Problem } from "./problem";
import type { Repository } from "./repository";

const CLOCK = "lib/clock.ts";
/** The check's own test has to write down what it forbids. */
const EXCEPT = new Set([CLOCK, "scripts/checks/time.test.ts"]);
const WAITERS = new Set(["setTimeout", "setInterval"]);
const GLOBALS = new Set(["globalThis", "window", "global", "self"]);
const TIMER_MODULES = /^(node:)?timers(\/promises)?$/;
const MEMBERS = new Set([
  "Date.now",
  "AbortSignal.timeout",
  "performance.now",
  "performance.timeOrigin",
  "process.hrtime",
  "Temporal.Now",
  "Atomics.wait",
]);
const SQL =
  /(?<![.\w])(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\b(current_timestamp|localtimestamp)\b/i;
const SCRIPT = /\b(setTimeout|setInterval)\(|\bDate\.now\(|\bnew Date\(\)/;
const IS_TEST = /\.test\.tsx?$/;

/** House rule: `lib/clock.ts` is the only source of time and of waiting, in SQL and in page scripts too. */
export function checkTime(repository: Repository): CheckResult {
  const problems: Problem[] = [];
  for (const path of repository.paths) {
    if (EXCEPT.has(path)) continue;
    if (/\.(ts|tsx|mts|mjs|js)$/.test(path)) problems.push(...problemsInCode(path, repository.read(path)));
    else if (path.endsWith(".sql")) problems.push(...problemsInSql(path, repository.read(path)));
  }
  return { problems };
}

function problemsInSql(path: string, text: string): Problem[] {
  return text.split("\n").flatMap((line, at) => {
    const code = line.replace(/--.*$/, "");
    return SQL.test(code)
      ? [{ path, line: at + 1, message: "the database's clock: pass the instant as a parameter" }]
      : [];
  });
}

function problemsInCode(path: string, text: string): Problem[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const problems: Problem[] = [];
  const visit = (node: ts.Node): void => {
    const found = objection(node, IS_TEST.test(path));
    if (found !== null) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      problems.push({ path, line: line + 1, message: `${found}: only ${CLOCK} may; take a Clock` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

/** What is wrong with one node, or null. Tests may measure real time but neither take nor wait for it. */
function objection(node: ts.Node, inTest: boolean): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const name = `${node.expression.getText()}.${node.name.text}`;
    if (inTest && name.startsWith("performance.")) return null;
    if (MEMBERS.has(name)) return name;
    if (node.name.text === "defaultNow") return "defaultNow()";
    if (GLOBALS.has(node.expression.getText()) && WAITERS.has(node.name.text)) return node.name.text;
    return null;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && (node.arguments?.length ?? 0) === 0)
    return "new Date without an instant";
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const name = node.expression.text;
    if (WAITERS.has(name)) return name;
    if (name === "Date") return "Date()";
  }
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return TIMER_MODULES.test(node.moduleSpecifier.text) ? `import of ${node.moduleSpecifier.text}` : null;
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
    if (SQL.test(node.text)) return "SQL time";
    if (SCRIPT.test(node.text)) return "time in a page's script";
  }
  return null;
}

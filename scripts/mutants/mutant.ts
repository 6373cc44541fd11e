import { scriptsIn } from "./simulate-run";

/** How a kind of test is run. Further kinds are added here and in `run-test.ts`. */
export interface Kind {
  readonly tool: "vitest" | "playwright" | "simulate";
  /** The test starts the built app: it needs a build of the changed sources. */
  readonly needsBuild: boolean;
  /** Longest time of one run, its build and set-up included. */
  readonly timeoutMs: number;
}

const MINUTE_MS = 60_000;
const vitest = (minutes: number, needsBuild = false): Kind => ({
  tool: "vitest",
  needsBuild,
  timeoutMs: minutes * MINUTE_MS,
});

/** By vitest project, `browser` for Playwright, or `simulate` for scripts played and judged by the oracle. */
export const KINDS: Readonly<Record<string, Kind>> = {
  unit: vitest(3),
  property: vitest(6),
  contract: vitest(5),
  db: vitest(6),
  engine: vitest(6),
  stack: vitest(20, true),
  browser: { tool: "playwright", needsBuild: true, timeoutMs: 20 * MINUTE_MS },
  simulate: { tool: "simulate", needsBuild: false, timeoutMs: 8 * MINUTE_MS },
};

/** One deliberate fault, and the one test that must notice it. */
export interface Mutant {
  /** The file's name without `.diff`. */
  readonly name: string;
  /** What the broken line protects. */
  readonly guard: string;
  readonly project: string;
  readonly kind: Kind;
  readonly file: string;
  readonly test: string;
  /** Changes nothing: its test must stay green, or the runner itself sees ghosts. */
  readonly isControl: boolean;
  /** As `git apply` takes it. */
  readonly patch: string;
  /** Files the patch changes, relative to the repository. */
  readonly touched: readonly string[];
}

/** A file that is no mutant, and why. */
export interface Malformed {
  readonly name: string;
  readonly malformed: string;
}

const HEADERS = new Set(["guard", "project", "file", "test", "control"]);
const TEST_FILE = /\.(test|spec)\.tsx?$|(^|\/)testing(\/|\.tsx?$)/;

/** Reads one `.diff` file: header lines `# key: value`, then a git diff. */
export function parseMutant(name: string, text: string): Mutant | Malformed {
  const malformed = (why: string): Malformed => ({ name, malformed: why });
  const at = text.search(/^diff --git /m);
  if (at < 0) return malformed("has no line that begins with `diff --git`");
  const headers = new Map<string, string>();
  for (const line of text.slice(0, at).split("\n").filter(Boolean)) {
    const [, key, value] = /^# ([a-z]+): (.*\S)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return malformed(`cannot read the header line: ${line}`);
    if (!HEADERS.has(key)) return malformed(`knows no header \`${key}\``);
    if (headers.has(key)) return malformed(`has the header \`${key}\` twice`);
    headers.set(key, value);
  }
  const [guard, project, file, test] = ["guard", "project", "file", "test"].map((key) => headers.get(key));
  if (!guard || !project || !file || !test) {
    const missing = ["guard", "project", "file", "test"].filter((key) => !headers.has(key));
    return malformed(`lacks the header${missing.length > 1 ? "s" : ""} ${missing.join(", ")}`);
  }
  const control = headers.get("control");
  if (control !== undefined && control !== "yes") return malformed("`control` can only be `yes`");
  const kind = KINDS[project];
  if (kind === undefined) return malformed(`names no known project: ${project}`);
  if (kind.tool === "simulate" && scriptsIn(test) === null)
    return malformed("`test` can only be a list of `named:world` and `seed:7x2`");

  const patch = text.slice(at);
  const touched = [...patch.matchAll(/^(?:--- a|\+\+\+ b)\/(.+)$/gm)].map((match) => match[1] ?? "");
  if (touched.length === 0) return malformed("changes no file");
  const spoilt = touched.find((path) => TEST_FILE.test(path));
  // A test that is changed proves nothing about the product.
  if (spoilt !== undefined) return malformed(`changes a test: ${spoilt}`);
  return {
    name,
    guard,
    project,
    kind,
    file,
    test,
    isControl: control === "yes",
    patch,
    touched: [...new Set(touched)],
  };
}

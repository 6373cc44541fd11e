import type { CheckResult } from "./problem";
import type { Repository } from "./repository";

const TEXT =
  /\.(ts|tsx|mts|mjs|js|json|md|sql|css|html|yml|yaml|txt|example|sh)$|(^|\/)(\.npmrc|\.gitignore|run|LICENSE)$/;

const FORBIDDEN: readonly { readonly pattern: RegExp; readonly because: string }[] = [
  {
    pattern: /(?<![\w.$}~-])\/(work|workspace|Users|mnt|root|home)\/[\w.-]+/,
    because: "a path of one machine",
  },
  { pattern: /\b[A-Z]:\\\\?Users\\/, because: "a path of one machine" },
  {
    pattern:
      /\b(registry|npm|mirror|artifactory|nexus)\.[a-z0-9-]+(\.[a-z0-9-]+)*\.(org|com|net|io|dev|internal|local)\b/i,
    because: "a package registry's host",
  },
  { pattern: /^\s*(@[\w-]+:)?registry\s*=/, because: "a package registry of one machine" },
  { pattern: /"resolved"\s*:\s*"https?:/, because: "a package registry's host" },
];

/** No tracked file names a folder of the machine it was written on, or where its packages came from. */
export function checkWords(repository: Repository): CheckResult {
  const problems = repository.paths
    .filter((path) => TEXT.test(path))
    .flatMap((path) =>
      repository
        .read(path)
        .split("\n")
        .flatMap((line, at) =>
          FORBIDDEN.filter(({ pattern }) => pattern.test(line)).map(({ because }) => ({
            path,
            line: at + 1,
            message: because,
          })),
        ),
    );
  return { problems };
}

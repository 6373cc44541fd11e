import { posix } from "node:path";
import type { CheckResult, Problem } from "./problem";
import type { Repository } from "./repository";

const FOLDERS = /^(app|components|lib|db|inngest|e2e|docs|scripts|public|\.ci)\//;
const ROOT_FILE = /^[a-z][\w.-]*\.(ts|mjs|md)$/;
/** `<vendor>`, `NNNN`, `...`: a pattern for people, not a path. */
const PLACEHOLDER = /[<>{}|…]|\.\.\.|NNNN/;
const LINK = /!?\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;

/** House rule: a document that names a path of this repository names one that exists. */
export function checkDocPaths(repository: Repository): CheckResult {
  const problems = repository.paths
    .filter((path) => path.endsWith(".md"))
    .flatMap((path) => problemsOf(path, repository));
  return { problems };
}

function problemsOf(path: string, repository: Repository): Problem[] {
  const problems: Problem[] = [];
  let fenced = false;
  for (const [at, line] of repository.read(path).split("\n").entries()) {
    if (/^\s*(```|~~~)/.test(line)) {
      fenced = !fenced;
      continue;
    }
    const missing = new Set<string>();
    const code = fenced ? [line] : [...line.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
    for (const named of code.flatMap(pathsIn)) if (!isThere(named, repository)) missing.add(named);
    if (!fenced)
      for (const match of line.replace(/`[^`]*`/g, "").matchAll(LINK)) {
        const target = linkTarget(path, match[1] ?? "");
        if (target !== null && !repository.exists(target)) missing.add(target);
      }
    for (const named of missing) problems.push({ path, line: at + 1, message: `${named} does not exist` });
  }
  return problems;
}

/** Words of a code span that are paths of this repository; `path:12` names the path. */
function pathsIn(span: string): string[] {
  return span
    .split(/[\s,;"']+/)
    .map((word) =>
      word
        .replace(/^\(/, "")
        .replace(/:\d+(-\d+)?$/, "")
        .replace(/[.:]$/, ""),
    )
    .filter(
      (word) => !PLACEHOLDER.test(word) && (FOLDERS.test(word) || (span === word && ROOT_FILE.test(word))),
    );
}

function isThere(named: string, repository: Repository): boolean {
  if (!named.includes("*"))
    return !FOLDERS.test(named) ? isKnownName(named, repository) : repository.exists(named);
  const pattern = named
    .split(/(\*\*\/?|\*)/)
    .map((part) =>
      part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : part.replace(/[.+?^$()[\]\\]/g, "\\$&"),
    )
    .join("");
  return repository.paths.some((path) => new RegExp(`^${pattern}`).test(path));
}

/** A bare file name stands for a file of that name anywhere, such as the files every connector has. */
const isKnownName = (name: string, repository: Repository) =>
  repository.exists(name) || repository.paths.some((path) => path.endsWith(`/${name}`));

function linkTarget(from: string, href: string): string | null {
  if (/^([a-z][a-z0-9+.-]*:|#|\/\/)/i.test(href)) return null;
  const target = decodeURIComponent(href.replace(/[#?].*$/, ""));
  return posix.normalize(posix.join(posix.dirname(from), target)).replace(/\/$/, "");
}

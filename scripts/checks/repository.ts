import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The files of a working tree that belong to the project: tracked, or new and not ignored. */
export interface Repository {
  readonly root: string;
  readonly paths: readonly string[];
  /** Text of a file; a file that went away meanwhile is empty. */
  read(path: string): string;
  exists(path: string): boolean;
}

const NEVER = new Set(["node_modules", ".git", ".next", ".data", ".reports"]);

function* walk(root: string, below = ""): Generator<string> {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    if (NEVER.has(entry.name)) continue;
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile()) yield path;
  }
}

/** Asks git; a folder without a repository is walked. */
export function openRepository(root: string): Repository {
  const listed = existsSync(join(root, ".git"))
    ? spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
        cwd: root,
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      })
    : null;
  const paths = listed?.status === 0 ? listed.stdout.split("\0").filter(Boolean) : [...walk(root)];
  const isFile = (path: string) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true;
  return {
    root,
    paths: [...new Set(paths)].filter(isFile).sort(),
    read: (path) => (isFile(path) ? readFileSync(join(root, path), "utf8") : ""),
    exists: (path) => existsSync(join(root, path)),
  };
}

import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openRepository } from "../checks/repository";
import type { Mutant } from "./mutant";
import { firstLine } from "./verdict";

/** A throw-away copy of the working tree, in which faults are put in and taken out again. */
export interface Copy {
  readonly dir: string;
  /** Null = the fault is in place; else why it does not apply, and nothing is changed. */
  apply(mutant: Mutant): string | null;
  /** Takes out what `apply` put in. Repeat: does nothing. */
  restore(): void;
  remove(): void;
}

/**
 * Copies what belongs to the project. Packages are a link to the folder that is there; `forBuild` makes a folder
 * of hard links instead, because Next builds nothing whose packages lie outside of it.
 */
export function makeCopy(root: string, { forBuild }: { readonly forBuild: boolean }): Copy {
  const dir = mkdtempSync(join(tmpdir(), `lintel-mutants-${process.pid}-`));
  for (const path of openRepository(root).paths) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    copyFileSync(join(root, path), join(dir, path));
  }
  const [packages, here] = [join(root, "node_modules"), join(dir, "node_modules")];
  if (forBuild) linkFolder(packages, here);
  else symlinkSync(packages, here, "dir");

  const before = new Map<string, Buffer | null>();
  const restore = () => {
    for (const [path, content] of before) {
      if (content === null) rmSync(join(dir, path), { force: true });
      else {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), content);
      }
    }
    before.clear();
  };
  const read = (path: string) => (existsSync(join(dir, path)) ? readFileSync(join(dir, path)) : null);
  return {
    dir,
    restore,
    apply(mutant) {
      restore();
      for (const path of mutant.touched) before.set(path, read(path));
      const { status, stderr } = applyPatch(dir, mutant.patch);
      const isChanged = mutant.touched.some((path) => !same(before.get(path) ?? null, read(path)));
      if (status === 0 && isChanged) return null;
      restore();
      return firstLine(stderr) || "it changes nothing";
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** One line of context is enough, and line numbers may be off: the code around a guard moves. */
function applyPatch(dir: string, patch: string) {
  return spawnSync("git", ["apply", "--recount", "-C1", "--whitespace=nowarn", "-"], {
    cwd: dir,
    input: patch,
    encoding: "utf8",
    // A temporary folder may lie inside another repository, which git would take for the one meant.
    env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(dir), GIT_DIR: undefined },
  });
}

function same(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}

/** A folder of hard links; on another file system, of copies. */
function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else {
      try {
        linkSync(source, target);
      } catch {
        copyFileSync(source, target);
      }
    }
  }
}

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { plant } from "../checks/testing";
import { makeCopy } from "./copy";
import { KINDS, type Mutant } from "./mutant";

const SOURCE = "export const isOpen = (at: number) => {\n  return at < 5;\n};\n";
const mutant = (patch: string, touched: readonly string[]): Mutant => {
  const [name, guard, project, file, test] = ["m", "g", "unit", "a.test.ts", "t"];
  const kind = KINDS.unit;
  if (kind === undefined) throw new Error("no kind");
  return { name, guard, project, kind, file, test, isControl: false, patch, touched };
};
const patchOf = (path: string, from: string, to: string) =>
  mutant(
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -11,3 +11,3 @@\n export const isOpen = (at: number) => {\n-${from}\n+${to}\n };\n`,
    [path],
  );
const copyOf = (files: Readonly<Record<string, string>>) => {
  const { root } = plant(files);
  mkdirSync(join(root, "node_modules"));
  const copy = makeCopy(root, { forBuild: false });
  onTestFinished(() => copy.remove());
  const read = (path: string) => readFileSync(join(copy.dir, path), "utf8");
  return { copy, read, root };
};

it("puts a fault in and takes it out again, and never touches the original", () => {
  const { copy, read, root } = copyOf({ "lib/a.ts": SOURCE });
  expect(copy.apply(patchOf("lib/a.ts", "  return at < 5;", "  return at <= 5;"))).toBeNull();
  expect(read("lib/a.ts")).toContain("at <= 5");
  expect(readFileSync(join(root, "lib/a.ts"), "utf8")).toBe(SOURCE);
  copy.restore();
  copy.restore();
  expect(read("lib/a.ts")).toBe(SOURCE);
});

it("finds the place again when the code has moved", () => {
  const { copy, read } = copyOf({ "lib/a.ts": `${"// more\n".repeat(40)}${SOURCE}// after\n` });
  expect(copy.apply(patchOf("lib/a.ts", "  return at < 5;", "  return at <= 5;"))).toBeNull();
  expect(read("lib/a.ts")).toContain("at <= 5");
});

it("says that a fault no longer applies, and changes nothing", () => {
  const { copy, read } = copyOf({ "lib/a.ts": SOURCE });
  expect(copy.apply(patchOf("lib/a.ts", "  return at < 6;", "  return at <= 6;"))).toContain("lib/a.ts");
  expect(copy.apply(patchOf("lib/b.ts", "  return at < 5;", "  return at <= 5;"))).toContain("lib/b.ts");
  expect(read("lib/a.ts")).toBe(SOURCE);
  expect(existsSync(join(copy.dir, "lib/b.ts"))).toBe(false);
});

it("takes out a file that the fault made, and brings back one that it removed", () => {
  const { copy, read } = copyOf({ "lib/a.ts": SOURCE });
  const made =
    "diff --git a/n.ts b/n.ts\nnew file mode 100644\n--- /dev/null\n+++ b/n.ts\n@@ -0,0 +1 @@\n+x\n";
  const lines = SOURCE.trimEnd().split("\n");
  const gone = `diff --git a/lib/a.ts b/lib/a.ts\ndeleted file mode 100644\n--- a/lib/a.ts\n+++ /dev/null\n@@ -1,3 +0,0 @@\n${lines.map((line) => `-${line}\n`).join("")}`;
  expect(copy.apply(mutant(made + gone, ["n.ts", "lib/a.ts"]))).toBeNull();
  expect([existsSync(join(copy.dir, "n.ts")), existsSync(join(copy.dir, "lib/a.ts"))]).toEqual([true, false]);
  copy.restore();
  expect(existsSync(join(copy.dir, "n.ts"))).toBe(false);
  expect(read("lib/a.ts")).toBe(SOURCE);
});

import { readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { plant } from "../checks/testing";
import { ROOT } from "../stack/stack";
import { type Mutant, parseMutant } from "./mutant";
import { runMutants } from "./run-mutants";
import { titlePattern } from "./run-test";

const LONG_MS = 300_000;
const SOURCE = [
  "export const isOpen = (at) => {",
  "  // half-open",
  "  return at < 5;",
  "};",
  "export const unused = (at) => {",
  "  return at;",
  "};",
  "",
];
const TESTS = `
import { describe, expect, it } from "vitest";
import { isOpen } from "./a";
describe("a door > really", () => {
  it("is shut (at the end)", () => expect(isOpen(5)).toBe(false));
  it("is red anyway", () => expect(isOpen(4)).toBe(false));
  it("is left alone by others", () => expect(isOpen(4)).toBe(true));
});
`;
const CONFIG = `export default { test: { projects: [{ test: { name: "unit", include: ["*.test.ts"] } }] } };`;

/** A fault that replaces one line of the source. */
function fault(
  name: string,
  from: string,
  to: string,
  title = "is shut (at the end)",
  control = false,
): Mutant {
  const at = SOURCE.indexOf(from);
  const [before, after] = [SOURCE[at - 1], SOURCE[at + 1]];
  const read = parseMutant(
    name,
    [
      "# guard: g",
      "# project: unit",
      "# file: a.test.ts",
      `# test: a door > really > ${title}`,
      ...(control ? ["# control: yes"] : []),
      "diff --git a/a.ts b/a.ts",
      "--- a/a.ts",
      "+++ b/a.ts",
      `@@ -${at},3 +${at},3 @@`,
      ` ${before}`,
      `-${from}`,
      `+${to}`,
      ` ${after}`,
      "",
    ].join("\n"),
  );
  if ("malformed" in read) throw new Error(read.malformed);
  return read;
}

it(
  "tells what was caught from what survived, and both from what proves nothing",
  async () => {
    const { root } = plant({ "a.ts": SOURCE.join("\n"), "a.test.ts": TESTS, "vitest.config.mjs": CONFIG });
    symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"), "dir");
    const line = "  return at < 5;";
    const judged = await runMutants(
      root,
      [
        fault("caught", line, "  return at <= 5;"),
        fault("survived", "  return at;", "  return at + 1;"),
        fault("survived-because-another-test-notices", line, "  return at < 1;"),
        fault("crashed-by-its-syntax", line, "  return at <;"),
        fault("crashed-by-an-error", line, "  return at.none.none;"),
        fault("not-green-before", line, "  return at <= 5;", "is red anyway"),
        fault("not-there", line, "  return at <= 5;", "is shut"),
        { ...fault("gone", line, "x"), patch: fault("gone", line, "x").patch.replace("< 5", "< 6") },
        fault("control-ok", "  // half-open", "  // the end is out", "is shut (at the end)", true),
        fault("control-noticed", line, "  return at <= 5;", "is shut (at the end)", true),
      ],
      () => undefined,
    );
    expect(Object.fromEntries(judged.map(({ mutant, outcome }) => [mutant.name, outcome]))).toEqual({
      caught: "caught",
      survived: "survived",
      "survived-because-another-test-notices": "survived",
      "crashed-by-its-syntax": "crashed",
      "crashed-by-an-error": "crashed",
      "not-green-before": "not_green",
      "not-there": "not_green",
      gone: "does_not_apply",
      "control-ok": "control_ok",
      "control-noticed": "control_failed",
    });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`lintel-mutants-${process.pid}-`))).toEqual(
      [],
    );
  },
  LONG_MS,
);

it("matches the titles as the tools join them", () => {
  const pattern = new RegExp(titlePattern(["a door > really > is shut (at the end)", "b"], " > "));
  expect(pattern.test("a door > really is shut (at the end)")).toBe(true);
  expect(pattern.test("a door really is shut (at the end) or so")).toBe(false);
  expect(pattern.test("a door really is shut at the end")).toBe(false);
});

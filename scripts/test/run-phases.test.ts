import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runPhases } from "./run-phases";
import { checkPhases, type Phase, type Tier, testPhases } from "./tiers";

/** A tier whose command is a few lines of JavaScript. */
const tier = (name: string, script: string, report: Tier["report"] = "none"): Tier => ({
  name,
  args: ["-e", script],
  report,
});

async function run(phases: readonly Phase[]) {
  const root = mkdtempSync(join(tmpdir(), "lintel-tiers-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const lines: string[] = [];
  const code = await runPhases({ root, phases, say: (line) => void lines.push(line) });
  return { root, code, lines, last: lines.at(-1) };
}

const counted = (passed: number, failed: number) =>
  `console.log("talk"); console.log(JSON.stringify({ passed: ${passed}, failed: ${failed}, skipped: 0 }))`;

describe("running tiers", () => {
  it("sums up in the last line and exits with 0 when all passed", async () => {
    const { code, last } = await run([[[tier("lint", "")], [tier("rules", counted(5, 0), "counts")]]]);
    expect({ code, last }).toEqual({ code: 0, last: "6 passed, 0 failed" });
  });

  it("runs the others when one fails, shows what it said, and exits with 1", async () => {
    const { code, last, lines } = await run([
      [[tier("lint", 'console.error("bad indent"); process.exit(3)'), tier("types", "")]],
      [[tier("rules", counted(2, 0), "counts")]],
    ]);
    expect({ code, last }).toEqual({ code: 1, last: "3 passed, 1 failed" });
    expect(lines.some((line) => line.includes("bad indent"))).toBe(true);
  });

  it("does not take an earlier run's report for this one's", async () => {
    const root = mkdtempSync(join(tmpdir(), "lintel-tiers-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const say = () => {};
    const write = 'require("fs").writeFileSync(".reports/unit.json", JSON.stringify({ numPassedTests: 9 }))';
    expect(await runPhases({ root, say, phases: [[[tier("unit", write, "vitest")]]] })).toBe(0);
    expect(await runPhases({ root, say, phases: [[[tier("unit", "", "vitest")]]] })).toBe(1);
  });

  it("writes the sum and each tier's share as a report", async () => {
    const { root } = await run([[[tier("lint", "")]]]);
    const report: unknown = JSON.parse(readFileSync(join(root, ".reports", "summary.json"), "utf8"));
    expect(report).toMatchObject({ passed: 1, failed: 0, tiers: [{ name: "lint", passed: 1 }] });
  });

  it("gives commands no stdin to wait for", async () => {
    const { code } = await run([
      [[tier("asks", 'process.stdin.resume(); process.stdin.on("end", () => {})')]],
    ]);
    expect(code).toBe(0);
  });

  it("counts a run without any tier as failed", async () => {
    const root = mkdtempSync(join(tmpdir(), "lintel-tiers-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    writeFileSync(join(root, "package.json"), "{}");
    expect(await runPhases({ root, say: () => {}, phases: [] })).toBe(1);
    expect(existsSync(join(root, ".reports", "summary.json"))).toBe(true);
  });
});

describe("the list of tiers", () => {
  const names = (phases: readonly Phase[]) => phases.flat(2).map((t) => t.name);

  it("has every tier once, everything in `npm test`", () => {
    expect(new Set(names(testPhases)).size).toBe(names(testPhases).length);
    expect(names(testPhases).sort()).toEqual(
      "browser build contents contract copies db engine journey lint neon rules simulation stack types unit unused vendors".split(
        " ",
      ),
    );
    expect(names(checkPhases)).toEqual(
      expect.arrayContaining(["lint", "types", "rules", "unused", "unit", "contract"]),
    );
  });

  it("names commands that exist", () => {
    for (const t of [...testPhases.flat(2), ...checkPhases.flat(2)]) {
      const script = t.args.find((a) => /\.(m?js|ts)$|\/bin\//.test(a)) ?? "";
      expect(existsSync(script) || script === "scripts/journey.ts", `${t.name}: ${script}`).toBe(true);
    }
  });
});

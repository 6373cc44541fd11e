import { describe, expect, it } from "vitest";
import { scriptsIn, simulateRun } from "./simulate-run";
import { judge, judgeGreen } from "./verdict";

const TEST = "named:back-to-back seed:7x2";
const report = (wrongfulSeconds = 0, lockoutSeconds = 0) =>
  JSON.stringify({ askedSeconds: 86_400, wrongfulSeconds, lockoutSeconds }, null, 2);
const run = (code: number | null, output: string) => simulateRun(TEST, [{ code, output }], 60_000);
const verdict = (code: number | null, output: string) => judge(TEST, false, run(code, output)).outcome;

describe("a list of scripts", () => {
  it("is played in one run for all named worlds, and one for each seed", () => {
    expect(scriptsIn("named:back-to-back seed:7x2 named:archived seed:12x14")).toEqual([
      ["--named", "back-to-back,archived"],
      ["--seeds", "7..7", "--days", "2"],
      ["--seeds", "12..12", "--days", "14"],
    ]);
  });

  it.each(["", "back-to-back", "named:", "seed:7", "seed:7x2x3", "named:a;rm"])("is not %j", (test) => {
    expect(scriptsIn(test)).toBeNull();
  });
});

describe("a simulation with a fault in place", () => {
  it.each([
    ["wrongful seconds", 1, report(0.001, 0)],
    ["a lockout", 1, report(0, 2)],
    ["a broken invariant", 1, report()],
    ["seconds, with other lines around them", 1, `a line\n{not json\n${report(3)}\nanother line`],
  ])("is caught by %s", (_, code, output) => {
    expect(verdict(code, output)).toBe("caught");
  });

  it("has survived a run with nothing to say", () => {
    expect(verdict(0, report())).toBe("survived");
    expect(judge(TEST, true, run(0, report())).outcome).toBe("control_ok");
    expect(judgeGreen(TEST, run(0, report()))).toBeNull();
  });

  it.each([
    ["a run that died", 1, "TypeError: no\n    at play"],
    ["a run that was not over in time", null, report(3)],
    ["a run that asked about nothing", 1, report(3).replace("86400", "0")],
    ["silence", 0, ""],
  ])("is not proven by %s", (_, code, output) => {
    expect(verdict(code, output)).toBe("crashed");
    expect(judgeGreen(TEST, run(code, output))?.outcome).toBe("not_green");
  });

  it("is caught by one of several runs, whatever became of the others", () => {
    const runs = [
      { code: 0, output: report() },
      { code: 1, output: report(5) },
    ];
    expect(judge(TEST, false, simulateRun(TEST, runs, 60_000)).outcome).toBe("caught");
    const died = [runs[0], { code: 1, output: "died" }].flatMap((each) => each ?? []);
    expect(judge(TEST, false, simulateRun(TEST, died, 60_000)).outcome).toBe("crashed");
  });
});

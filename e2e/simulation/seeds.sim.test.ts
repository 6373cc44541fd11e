import { expect, inject, test } from "vitest";
import { namedWorlds } from "./named";
import { playAndJudge, runSet } from "./run-set";
import { faultKinds } from "./types";
import { generate } from "./world/generate";

const source = inject("cloneSource");
/** A play of a day or two, on a machine that may be busy. */
const PATIENCE_MS = 900_000;
const isRight = { wrongfulSeconds: 0, lockoutSeconds: 0 };

test("a day of a made-up space, with faults: nobody is let in or locked out", {
  timeout: PATIENCE_MS,
}, async () => {
  const script = generate(8, { days: 1, kinds: faultKinds });
  const report = await runSet([script], source);
  expect(report).toMatchObject({ ...isRight, breaches: [], broken: [] });
  expect(report.edges).toBeGreaterThan(10);
});

test.each(["back-to-back", "answers-lost"])(
  "through the embedded engine and the SDK, %s ends the same",
  { timeout: PATIENCE_MS },
  async (name) => {
    const found = namedWorlds.find(({ script }) => script.name === name);
    if (!found) throw new Error(`no written world is called ${name}`);
    const { report, breaches, broken } = await playAndJudge([found.script], source, { tier: "engine" });
    expect({ ...report, breaches, broken }).toMatchObject({ ...isRight, breaches: [], broken: [] });
    expect(report.edges).toBeGreaterThan(0);
  },
);

import { expect, inject, test } from "vitest";
import { namedWorlds } from "./named";
import { playAndJudge, runSet } from "./run-set";
import { faultKinds } from "./types";
import { generate } from "./world/generate";

const source = inject("cloneSource");
/** A play of a day or two, on a machine that may be busy. */
const PATIENCE_MS = 900_000;
const isRight = { wrongfulSeconds: 0, lockoutSeconds: 0 };

test("a day of a made-up space of two vendors, with faults: nobody is let in or locked out", {
  timeout: PATIENCE_MS,
}, async () => {
  const script = generate(24, { days: 1, kinds: faultKinds });
  const report = await runSet([script], source);
  expect(report).toMatchObject({ ...isRight, breaches: [], broken: [] });
  expect(report.edges).toBeGreaterThan(10);
});

test("through the embedded engine and the SDK a booking opens and closes as well", {
  timeout: PATIENCE_MS,
}, async () => {
  const found = namedWorlds.find(({ script }) => script.name === "back-to-back");
  if (!found) throw new Error("no such written world");
  const { report, breaches, broken } = await playAndJudge([{ ...found.script, days: 0.5 }], source, {
    tier: "engine",
  });
  expect({ ...report, breaches, broken }).toMatchObject({ ...isRight, breaches: [], broken: [] });
  expect(report.edges).toBeGreaterThan(0);
  expect(report.heldSeconds).toBe(0);
});

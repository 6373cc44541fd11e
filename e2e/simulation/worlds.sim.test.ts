import { expect, inject, test } from "vitest";
import { namedWorlds } from "./named";
import { runSet } from "./run-set";
import type { Script } from "./types";

const source = inject("cloneSource");
/** A play of a few days, on a machine that may be busy. */
const PATIENCE_MS = 600_000;

/** Of the written worlds those that show most in least time; `npm run simulate -- --named all` plays every one. */
const PLAYED = [
  "back-to-back",
  "lead-and-lag-per-row",
  "several-at-once",
  "two-profiles-one-human",
  "suspended-then-restored",
  "made-while-paused",
  "staff-by-hand",
  "spring-contract",
  "freeze-and-passes",
  "day-pass-used",
  "team-of-a-paying-member",
  "webhooks-lost",
  "pages-cut-short",
  "vendor-down-at-an-edge",
  "answers-lost",
  "door-offline",
  "timers-lost",
  "two-rooms-brivo",
  "two-rooms-avigilon-acm",
];

const isRight = { wrongfulSeconds: 0, lockoutSeconds: 0, breaches: [], broken: [] };

function scriptOf(name: string): Script {
  const found = namedWorlds.find(({ script }) => script.name === name);
  if (!found) throw new Error(`no written world is called ${name}`);
  return found.script;
}

test.each(PLAYED)(
  "%s: every door opens for whom and when the facts say",
  { timeout: PATIENCE_MS },
  async (name) => {
    const report = await runSet([scriptOf(name)], source);
    expect(report).toMatchObject(isRight);
    expect(report.edges).toBeGreaterThan(0);
    expect(report.askedSeconds).toBeGreaterThan(0);
  },
);

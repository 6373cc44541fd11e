import { describe, expect, test } from "vitest";
import { shrink } from "./shrink";
import type { Script } from "./types";
import { generate } from "./world/generate";
import { readFaultKinds } from "./world/plan-faults";

const script = generate(3, { days: 4, kinds: readFaultKinds("all") });
const ids = (of: Script) => of.actions.map((action) => JSON.stringify(action));

describe("shrinking", () => {
  test("leaves what it takes to go wrong, and nothing that stands alone", async () => {
    const culprit = script.actions.findLast((action) => action.do === "book");
    const isWrong = async (candidate: Script) => ids(candidate).includes(JSON.stringify(culprit));
    const small = await shrink(script, { firstBreachAt: null, playsMax: 500, isWrong });
    expect(small.actions).toEqual([culprit]);
    expect(small.faults).toEqual([]);
  });

  test("cuts off what comes after the first breach first", async () => {
    const asked: Script[] = [];
    await shrink(script, {
      firstBreachAt: new Date(Date.parse(script.startsAt) + 3_600_000).toISOString(),
      playsMax: 1,
      isWrong: async (candidate) => {
        asked.push(candidate);
        return true;
      },
    });
    expect(asked.map((each) => each.days)).toEqual([1]);
  });

  test("plays no more often than it may", async () => {
    let plays = 0;
    const isWrong = async () => {
      plays += 1;
      return false;
    };
    expect(await shrink(script, { firstBreachAt: null, playsMax: 9, isWrong })).toBe(script);
    expect(plays).toBe(9);
  });
});

describe("worlds from a seed", () => {
  test("the same seed gives the same script, another one another", () => {
    const again = generate(3, { days: 4, kinds: readFaultKinds("all") });
    expect(again).toEqual(script);
    expect(generate(4, { days: 4, kinds: [] }).actions).not.toEqual(script.actions);
  });

  test("sixty seeds have people, doors, deeds of every kind and faults of every kind", () => {
    const all = Array.from({ length: 60 }, (_, index) =>
      generate(index + 1, { days: 14, kinds: readFaultKinds("all") }),
    );
    for (const { world } of all) {
      expect(world.members.length).toBeGreaterThanOrEqual(25);
      const doors = world.connections.flatMap((row) => row.groups.flatMap((group) => group.doors));
      expect(new Set(doors).size).toBe(8);
    }
    const faults = all.flatMap((each) => each.faults);
    expect(faults.length).toBeGreaterThanOrEqual(700);
    expect(new Set(faults.map((fault) => fault.kind)).size).toBe(readFaultKinds("all").length);
    expect(new Set(all.flatMap((each) => each.actions.map((action) => action.do))).size).toBeGreaterThan(20);
  });
});

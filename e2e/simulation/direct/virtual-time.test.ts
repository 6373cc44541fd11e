import { describe, expect, test } from "vitest";
import { randomFrom } from "./random";
import { VirtualTime } from "./virtual-time";

describe("virtual time", () => {
  test("wakes everybody in order of their instants, and those of one instant in the order they came", async () => {
    const time = new VirtualTime(0);
    const woken: string[] = [];
    const rest = async (name: string, ms: number) => {
      await time.sleep(ms);
      woken.push(`${name} ${time.nowMs}`);
    };
    void rest("c", 30);
    void rest("a", 10);
    void rest("b", 10);
    await time.runUntil(20);
    expect(woken).toEqual(["a 10", "b 10"]);
    await time.runUntil(30);
    expect(woken.at(-1)).toBe("c 30");
  });

  test("wakes the next only when what follows from the one before has come to rest", async () => {
    const time = new VirtualTime(0);
    const seen: string[] = [];
    const work = async (name: string) => {
      await time.sleep(5);
      for (let turn = 0; turn < 3; turn += 1) {
        await time.track(new Promise((resolve) => setImmediate(resolve)));
        seen.push(name);
      }
    };
    void work("first");
    void work("second");
    await time.runUntil(5);
    expect(seen).toEqual(["first", "first", "first", "second", "second", "second"]);
  });

  test("says so when everybody waits for nothing", async () => {
    const time = new VirtualTime(0);
    await expect(time.complete(new Promise(() => undefined))).rejects.toThrow(/waits for nothing/);
  });

  test("wakes thousands in the order a sort would give", async () => {
    const time = new VirtualTime(0);
    const random = randomFrom(7);
    const woken: number[] = [];
    const due = Array.from({ length: 3_000 }, () => random.whole(0, 500));
    for (const at of due) time.schedule(at, () => woken.push(at));
    await time.runUntil(500);
    expect(woken).toEqual(due.toSorted((a, b) => a - b));
  });
});

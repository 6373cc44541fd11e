import { describe, expect, it } from "vitest";
import { decideOpening, type OpeningFact } from "./presence";

const at = (text: string) => new Date(`2026-05-12T${text}:00Z`);
const today = { from: at("02:00"), until: new Date("2026-05-13T02:00:00Z") };
const fact: OpeningFact = {
  occurredAt: at("09:00"),
  now: at("09:05"),
  rule: { style: "per_door", action: "check_in", since: at("08:00") },
  today,
  hadFirst: false,
  lastActedAt: null,
};
const decide = (change: Partial<OpeningFact>) => decideOpening({ ...fact, ...change });

describe("what an opening does", () => {
  it("does what was chosen for the door", () => {
    expect(decide({})).toBe("check_in");
    expect(decide({ rule: { style: "per_door", action: "check_out", since: at("08:00") } })).toBe(
      "check_out",
    );
    expect(decide({ rule: { style: "per_door", action: "nothing", since: null } })).toBe("no_action");
    expect(decide({ rule: { style: "on_open", since: at("08:00") } })).toBe("check_in");
    expect(decide({ rule: { style: "on_open", since: null } })).toBe("no_action");
  });

  it("counts from the very instant it was chosen, not before", () => {
    expect(decide({ occurredAt: at("08:00") })).toBe("check_in");
    expect(decide({ occurredAt: new Date(at("08:00").getTime() - 1) })).toBe("before_switch");
    expect(decide({ rule: { style: "per_door", action: "check_in", since: null } })).toBe("before_switch");
  });

  it("needs to know where the door is", () => expect(decide({ today: null })).toBe("no_location"));

  it("checks nobody in today for what was opened on an earlier day of the location", () => {
    const rule = { style: "per_door", action: "check_in", since: new Date(0) } as const;
    expect(decide({ rule, occurredAt: new Date(today.from.getTime() - 1) })).toBe("late");
    expect(decide({ rule, occurredAt: today.from })).toBe("check_in");
  });

  it("takes no opening from the future, but for clocks that differ a little", () => {
    expect(decide({ occurredAt: at("09:10") })).toBe("check_in");
    expect(decide({ occurredAt: new Date(at("09:10").getTime() + 1) })).toBe("ahead");
  });

  it("checks in on open once a day, however the openings come in", () => {
    const rule = { style: "on_open", since: at("08:00") } as const;
    expect(decide({ rule, hadFirst: true })).toBe("not_first");
    expect(decide({ rule, hadFirst: true, occurredAt: at("08:30"), lastActedAt: at("09:00") })).toBe(
      "not_first",
    );
  });

  it("lets no opening undo a later one that was told before it", () => {
    expect(decide({ lastActedAt: at("09:01") })).toBe("overtaken");
    expect(decide({ lastActedAt: at("09:00") })).toBe("check_in");
  });
});

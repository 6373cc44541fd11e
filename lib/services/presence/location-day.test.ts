import { describe, expect, it } from "vitest";
import { decideOpening } from "@/lib/access";
import { locationDayOf } from "@/lib/nexudus/time";

const LONDON = "Europe/London";
const since = new Date(0);

/** What an opening at one instant does when it is told at another; the day changes at three, local. */
const told = (occurred: string, now: string) =>
  decideOpening({
    occurredAt: new Date(occurred),
    now: new Date(now),
    rule: { style: "per_door", action: "check_in", since },
    today: locationDayOf(new Date(now), LONDON, 180),
    hadFirst: false,
    lastActedAt: null,
  });

describe("the day of a location, where the clocks change", () => {
  it("is 23 hours long in spring: three in the morning comes after two hours", () => {
    // On 29 March 2026 one o'clock is followed by two: 03:00 there is 02:00 UTC.
    expect(told("2026-03-29T01:59:59Z", "2026-03-29T01:59:59Z")).toBe("check_in");
    expect(told("2026-03-29T01:59:59Z", "2026-03-29T02:00:00Z")).toBe("late");
    expect(told("2026-03-28T03:00:00Z", "2026-03-29T01:59:59Z")).toBe("check_in");
    expect(told("2026-03-28T02:59:59Z", "2026-03-29T01:59:59Z")).toBe("late");
  });

  it("is 25 hours long in autumn: what came before the hour that is there twice still counts", () => {
    // On 25 October 2026 the hour after one comes twice: 03:00 there is 03:00 UTC.
    expect(told("2026-10-24T02:00:00Z", "2026-10-25T02:59:59Z")).toBe("check_in");
    expect(told("2026-10-24T02:00:00Z", "2026-10-25T03:00:00Z")).toBe("late");
    expect(told("2026-10-25T00:30:00Z", "2026-10-25T02:59:59Z")).toBe("check_in");
  });

  it("goes on over midnight until its day changes", () => {
    expect(told("2026-05-12T22:30:00Z", "2026-05-13T01:30:00Z")).toBe("check_in");
    expect(told("2026-05-12T22:30:00Z", "2026-05-13T02:00:00Z")).toBe("late");
  });
});

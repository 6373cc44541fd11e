import { describe, expect, it } from "vitest";
import { relativeTime, shortTime } from "@/components/time/format";

const now = "2026-03-29T00:30:00.000Z";

describe("shortTime", () => {
  it("drops the day only when the local day is the same", () => {
    expect(shortTime("2026-03-29T01:30:00.000Z", { now, zone: "Europe/Madrid" })).toBe("03:30");
    expect(shortTime("2026-03-29T22:30:00.000Z", { now, zone: "Europe/Madrid" })).toBe("Mon 30 Mar, 00:30");
    expect(shortTime("2025-12-31T12:00:00.000Z", { now, zone: "UTC" })).toBe("Wed 31 Dec 2025, 12:00");
  });
});

describe("relativeTime", () => {
  it("counts in the unit a person would use", () => {
    expect(relativeTime("2026-03-29T00:44:00.000Z", now)).toBe("in 14 min");
    expect(relativeTime("2026-03-28T20:30:00.000Z", now)).toBe("4 h ago");
    expect(relativeTime("2026-04-05T00:30:00.000Z", now)).toBe("in 7 days");
    expect(relativeTime("2026-03-29T00:30:20.000Z", now)).toBe("now");
  });
});

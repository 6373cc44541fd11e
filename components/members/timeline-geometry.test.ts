import { describe, expect, it } from "vitest";
import { layOutBars, positionOf, ticksFor } from "@/components/members/timeline-geometry";
import type { TimelineBarView } from "@/lib/services/member-views";

const range = { from: "2026-03-10T00:00:00.000Z", until: "2026-03-10T10:00:00.000Z" };
const bar = (id: string, from: string, until: string | null, minutes = 0): TimelineBarView => ({
  id,
  source: "booking",
  label: id,
  from: `2026-03-10T${from}:00.000Z`,
  until: until ? `2026-03-10T${until}:00.000Z` : null,
  leadMinutes: minutes,
  lagMinutes: minutes,
});

describe("layOutBars", () => {
  it("puts lead and lag around the booking", () => {
    const placed = layOutBars([bar("a", "02:00", "03:00", 30)], range).get("a");
    expect(placed).toEqual({
      row: 0,
      lead: { left: 15, width: 5 },
      core: { left: 20, width: 10 },
      lag: { left: 30, width: 5 },
    });
  });

  it("gives overlapping bars different rows and touching ones the same", () => {
    const placed = layOutBars(
      [bar("a", "01:00", "03:00"), bar("b", "02:00", "04:00"), bar("c", "03:00", "05:00")],
      range,
    );
    expect([placed.get("a")?.row, placed.get("b")?.row, placed.get("c")?.row]).toEqual([0, 1, 0]);
  });

  it("draws a bar without an end to the edge of the range and leaves out what lies outside", () => {
    const placed = layOutBars([bar("a", "05:00", null), bar("b", "11:00", "12:00")], range);
    expect(placed.get("a")?.core).toEqual({ left: 50, width: 50 });
    expect(placed.has("b")).toBe(false);
  });
});

describe("scale", () => {
  it("clips positions to the range", () => {
    expect(positionOf(new Date("2026-03-11T00:00:00.000Z").getTime(), range)).toBe(100);
  });

  it("has at most eight ticks, inside the range", () => {
    const ticks = ticksFor(range, "2026-03-10T04:20:00.000Z", "Etc/UTC");
    expect(ticks[0]).toBe("2026-03-10T00:00:00.000Z");
    expect(ticks.length).toBe(5);
  });

  it("begins days at local midnight, where their names are true", () => {
    const week = { from: "2026-03-10T00:00:00.000Z", until: "2026-03-17T00:00:00.000Z" };
    expect(ticksFor(week, "2026-03-10T04:20:00.000Z", "America/New_York")[0]).toBe(
      "2026-03-10T04:00:00.000Z",
    );
  });
});

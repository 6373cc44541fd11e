import { describe, expect, it } from "vitest";
import type { Entitlement, MemberId } from "@/lib/access/types";
import { nearestOfEach, reasonLabel } from "./reasons";

const now = new Date("2026-06-10T09:00:00Z");
const reader = { now: now.toISOString(), zone: "Europe/Berlin", teams: ["Crew"] };
const day = (date: string) => new Date(`${date}T22:00:00Z`);

function right(more: Partial<Entitlement> = {}): Entitlement {
  return {
    memberId: "m" as MemberId,
    source: { kind: "contract", id: "1" },
    item: { kind: "plan", id: "2" },
    window: { from: day("2026-05-31"), until: null },
    reach: "own",
    locations: null,
    ...more,
  };
}
const label = (more: Partial<Entitlement>, name: string, teams = reader.teams) =>
  reasonLabel(right(more), { ...reader, teams, name });

describe("reasonLabel", () => {
  it("says since when a plan is held, by the location's day", () => {
    expect(label({}, "Hot Desk")).toBe("Plan Hot Desk, since 1 Jun");
    expect(label({ window: { from: day("2026-06-30"), until: null } }, "Hot Desk")).toBe(
      "Plan Hot Desk, from 1 Jul",
    );
  });

  it("says until when a pass is good, and nothing where it has no end", () => {
    const pass = { source: { kind: "pass", id: "3" }, item: { kind: "pass", id: "4" } } as const;
    expect(label({ ...pass, window: { from: now, until: day("2026-06-29") } }, "Day Pass")).toBe(
      "Pass Day Pass, until 30 Jun",
    );
    expect(label({ ...pass, window: { from: now, until: null } }, "Day Pass")).toBe("Pass Day Pass");
  });

  it("names the team it comes through, where there is but one", () => {
    const desk = { item: { kind: "desk", id: "5" }, reach: "team" } as const;
    expect(label(desk, "Office A")).toBe("Contract for Office A, since 1 Jun, through team Crew");
    expect(label(desk, "Office A", ["Crew", "Club"])).toBe(
      "Contract for Office A, since 1 Jun, through a team",
    );
  });
});

describe("nearestOfEach", () => {
  const on = (date: string) => {
    const from = day(date);
    return right({ window: { from, until: new Date(from.getTime() + 3_600_000) } });
  };

  it("keeps what is open or comes next of a reason with many windows, else the last", () => {
    const [past, last, next, later] = ["2026-06-01", "2026-06-08", "2026-06-15", "2026-06-22"].map(on);
    if (!past || !last || !next || !later) throw new Error("no windows");
    expect(nearestOfEach([later, past, next, last], now)).toEqual([next]);
    expect(nearestOfEach([last, past], now)).toEqual([last]);
    expect(nearestOfEach([past, last], now)).toEqual([last]);
  });

  it("keeps different reasons apart", () => {
    const other = right({ item: { kind: "desk", id: "9" } });
    expect(nearestOfEach([right(), other], now)).toHaveLength(2);
  });
});

import { describe, expect, it } from "vitest";
import { type GuestFact, planVisit, type VisitorFact, type VisitWindow, visitWindow } from "./visits";

const at = (time: string) => new Date(time.includes("T") ? time : `2026-05-12T${time}:00Z`);
const visitor = (more: Partial<VisitorFact> = {}): VisitorFact => ({
  arrivesAt: at("09:00"),
  dayEndsAt: at("2026-05-13T02:00:00Z"),
  approval: 1,
  departsAt: null,
  state: "live",
  ...more,
});
const guest = (more: Partial<NonNullable<GuestFact["booking"]>> = {}): GuestFact => ({
  booking: { from: at("10:00"), until: at("11:00"), tentative: false, state: "live", ...more },
  state: "live",
});
const buffers = { leadMinutes: 15, lagMinutes: 10 };
const windowOf = (of: Partial<VisitorFact> = {}, as: GuestFact | null = null) =>
  visitWindow({ visitor: visitor(of), guest: as, ...buffers });

describe("when a visit opens the door", () => {
  it("is from the lead before the arrival until the location's day ends", () => {
    expect(windowOf()).toEqual({ from: at("08:45"), until: at("2026-05-13T02:00:00Z") });
  });

  it.each([1, 5])("is given by the host's word %i", (approval) => {
    expect(windowOf({ approval })).not.toBeNull();
  });
  it.each([2, 3, 4, 0, 6, null])("is never with the host's word %s", (approval) => {
    // Otherwise somebody whom the host turned down, or holds at the desk, walks in.
    expect(windowOf({ approval })).toBeNull();
    expect(windowOf({ approval }, guest())).toBeNull();
  });

  it("ends when they leave, for visitors and for guests", () => {
    expect(windowOf({ departsAt: at("09:30") })?.until).toEqual(at("09:30"));
    expect(windowOf({ departsAt: at("10:20") }, guest())).toEqual({ from: at("09:45"), until: at("10:20") });
  });

  it("is never for somebody who left before it began", () => {
    expect(windowOf({ departsAt: at("08:45") })).toBeNull();
  });

  it("is not made longer by a departure that lies after its end", () => {
    expect(windowOf({ departsAt: at("12:00") }, guest())?.until).toEqual(at("11:10"));
  });

  it("is the booking's, with lead and lag, for a guest", () => {
    expect(windowOf({}, guest())).toEqual({ from: at("09:45"), until: at("11:10") });
  });

  it.each([
    ["tentative", guest({ tentative: true })],
    ["cancelled", guest({ state: "cancelled" })],
    ["gone", guest({ state: "gone" })],
    ["ending before it starts", guest({ until: at("09:59") })],
    ["not known", { booking: null, state: "live" } as const],
    ["one they were taken off", { ...guest(), state: "gone" } as const],
  ])("is never for the guest of a booking that is %s, and not their own day either", (_, as) => {
    expect(windowOf({}, as)).toBeNull();
  });

  it("is never once the visitor is gone", () => {
    expect(windowOf({ state: "gone" })).toBeNull();
    expect(windowOf({ state: "gone" }, guest())).toBeNull();
  });
});

describe("what is done about a link", () => {
  const wanted: VisitWindow = { from: at("10:00"), until: at("18:00") };
  const present = (window: VisitWindow = wanted) => ({ state: "present" as const, window });
  const plan = (input: Partial<Parameters<typeof planVisit>[0]>) =>
    planVisit({
      now: at("09:00"),
      wanted,
      link: null,
      mode: "kept",
      isAskedBack: false,
      pushAheadMs: 3_600_000,
      ...input,
    });

  it("is to wait until it is near enough, then to make it", () => {
    expect(plan({ now: at("08:59") })).toEqual({ do: "wait", until: at("09:00") });
    expect(plan({})).toEqual({ do: "make", window: wanted });
  });

  it("is nothing for a visit that is over", () => {
    expect(plan({ now: at("18:00") })).toEqual({ do: "wait", until: null });
  });

  it("is to wait for its end, and to take it away at that very instant", () => {
    expect(plan({ link: present(), now: at("17:59") })).toEqual({ do: "wait", until: at("18:00") });
    expect(plan({ link: present(), now: at("18:00") })).toEqual({ do: "remove", because: "ended" });
  });

  it("is to make it again where its making has no outcome: the connector looks for our mark", () => {
    expect(plan({ link: { state: "intended", window: wanted } })).toEqual({ do: "make", window: wanted });
  });

  it("is to take it away when there is no right any more, with or without an outcome", () => {
    for (const state of ["present", "intended"] as const)
      expect(plan({ wanted: null, link: { state, window: wanted } })).toEqual({
        do: "remove",
        because: "withdrawn",
      });
  });

  it.each([
    ["a later start", { from: at("11:00"), until: at("18:00") }],
    ["an earlier start", { from: at("09:30"), until: at("18:00") }],
    ["a later end", { from: at("10:00"), until: at("18:01") }],
  ])("is to replace it for %s", (_, window) => {
    expect(plan({ wanted: window, link: present() })).toEqual({ do: "make", window });
  });

  it("is to keep it for an earlier end: the visitor's link stays the same, and goes then", () => {
    const sooner = { from: at("10:00"), until: at("12:00") };
    expect(plan({ wanted: sooner, link: present() })).toEqual({ do: "wait", until: at("12:00") });
    expect(plan({ wanted: sooner, link: present(), now: at("12:00") })).toEqual({
      do: "remove",
      because: "ended",
    });
  });

  it("is to keep it when only the start moved and both are past", () => {
    const earlier = { from: at("09:30"), until: at("18:00") };
    expect(plan({ wanted: earlier, link: present(), now: at("10:30") })).toEqual({
      do: "wait",
      until: at("18:00"),
    });
  });

  it("is to give and withdraw nothing while paused, but to close known ends and what was asked back", () => {
    const mode = "paused" as const;
    expect(plan({ mode })).toEqual({ do: "wait", until: null });
    expect(plan({ mode, wanted: null, link: present() })).toEqual({ do: "wait", until: at("18:00") });
    expect(plan({ mode, link: present(), now: at("18:00") })).toEqual({ do: "remove", because: "ended" });
    const left = { from: at("10:00"), until: at("12:00") };
    expect(plan({ mode, wanted: left, link: present(), now: at("12:00") })).toEqual({
      do: "remove",
      because: "ended",
    });
    expect(plan({ mode, isAskedBack: true, link: present() })).toEqual({
      do: "remove",
      because: "withdrawn",
    });
  });

  it("is to take everything back while leaving", () => {
    expect(plan({ mode: "leaving", link: present() })).toEqual({ do: "remove", because: "withdrawn" });
  });
});

import { describe, expect, it } from "vitest";
import { at, span } from "./testing/examples";
import {
  contains,
  coversRest,
  intersectWindows,
  isOver,
  mergeWindows,
  overlaps,
  sameWindow,
  subtractWindows,
  widen,
} from "./windows";

describe("a window is half-open", () => {
  it("holds its start and not its end", () => {
    const window = span("10:00", "11:00");
    expect(contains(window, at("10:00"))).toBe(true);
    expect(contains(window, at("2026-06-10T10:59:59.999Z"))).toBe(true);
    expect(contains(window, at("11:00"))).toBe(false);
    expect(isOver(window, at("11:00"))).toBe(true);
  });

  it("never ends when its end is open", () => {
    expect(contains(span("10:00", null), at("2099-01-01T00:00:00Z"))).toBe(true);
    expect(isOver(span("10:00", null), at("2099-01-01T00:00:00Z"))).toBe(false);
  });

  it("holds nothing when it has no length", () => {
    expect(contains(span("10:00", "10:00"), at("10:00"))).toBe(false);
    expect(overlaps(span("10:00", "10:00"), span("09:00", "11:00"))).toBe(false);
  });
});

describe("merging", () => {
  it("joins windows that touch, so that the door does not close in between", () => {
    expect(mergeWindows([span("11:00", "12:00"), span("10:00", "11:00")])).toEqual([span("10:00", "12:00")]);
  });

  it("joins windows that overlap or lie in each other", () => {
    const inside = [span("10:00", "13:00"), span("11:00", "12:00"), span("12:30", "14:00")];
    expect(mergeWindows(inside)).toEqual([span("10:00", "14:00")]);
  });

  it("keeps a gap of one millisecond", () => {
    const apart = [span("10:00", "11:00"), span("2026-06-10T11:00:00.001Z", "12:00")];
    expect(mergeWindows(apart)).toEqual(apart);
  });

  it("drops windows without length, also between two that touch them", () => {
    expect(mergeWindows([span("10:00", "10:00")])).toEqual([]);
    expect(
      mergeWindows([span("10:00", "11:00"), span("11:30", "11:30"), span("12:00", "13:00")]),
    ).toHaveLength(2);
  });

  it("lets an open end swallow what follows", () => {
    expect(mergeWindows([span("10:00", null), span("12:00", "13:00")])).toEqual([span("10:00", null)]);
  });

  it("leaves its input alone", () => {
    const input = Object.freeze([span("11:00", "12:00"), span("10:00", "11:00")]);
    mergeWindows(input);
    expect(input[0]).toEqual(span("11:00", "12:00"));
  });
});

describe("comparing and widening", () => {
  it("does not call touching an overlap", () => {
    expect(overlaps(span("10:00", "11:00"), span("11:00", "12:00"))).toBe(false);
    expect(overlaps(span("10:00", "11:01"), span("11:00", null))).toBe(true);
  });

  it("tells an open end from a far one", () => {
    expect(sameWindow(span("10:00", null), span("10:00", "2099-01-01T00:00:00Z"))).toBe(false);
    expect(sameWindow(span("10:00", null), span("10:00", null))).toBe(true);
  });

  it("counts only what is still to come as covered or not", () => {
    expect(coversRest(span("10:00", "12:00"), span("09:00", "12:00"), at("10:00"))).toBe(true);
    expect(coversRest(span("10:00", "12:00"), span("09:00", "12:00"), at("09:59"))).toBe(false);
    expect(coversRest(span("10:00", "12:00"), span("11:00", null), at("10:00"))).toBe(false);
  });

  it("widens by minutes on both sides and leaves an open end open", () => {
    const buffers = { leadMinutes: 15, lagMinutes: 5 };
    expect(widen(span("10:00", "11:00"), buffers)).toEqual(span("09:45", "11:05"));
    expect(widen(span("10:00", null), buffers)).toEqual(span("09:45", null));
  });

  it("widens by elapsed minutes over a clock change", () => {
    // Europe/London skips 01:00-02:00 local on this day; half an hour stays half an hour.
    const window = span("2026-03-29T01:15:00Z", "2026-03-29T02:00:00Z");
    expect(widen(window, { leadMinutes: 30, lagMinutes: 0 }).from).toEqual(at("2026-03-29T00:45:00Z"));
  });
});

describe("windows of two lists", () => {
  const open = span("12:00", null);
  it("share what lies in both; touching is nothing", () => {
    expect(intersectWindows([span("10:00", "12:00")], [span("11:00", "13:00")])).toEqual([
      span("11:00", "12:00"),
    ]);
    expect(intersectWindows([span("10:00", "11:00")], [span("11:00", "12:00")])).toEqual([]);
    expect(intersectWindows([open], [span("10:00", "13:00"), span("14:00", "15:00")])).toEqual([
      span("12:00", "13:00"),
      span("14:00", "15:00"),
    ]);
    expect(intersectWindows([open], [span("13:00", null)])).toEqual([span("13:00", null)]);
  });

  it("lose what lies in the other, an open end included", () => {
    expect(
      subtractWindows([span("10:00", "14:00")], [span("11:00", "12:00"), span("12:00", "13:00")]),
    ).toEqual([span("10:00", "11:00"), span("13:00", "14:00")]);
    expect(subtractWindows([open], [span("13:00", null)])).toEqual([span("12:00", "13:00")]);
    expect(subtractWindows([open], [span("11:00", "13:00")])).toEqual([span("13:00", null)]);
    expect(subtractWindows([span("10:00", "11:00")], [span("09:00", null)])).toEqual([]);
    expect(subtractWindows([open], [])).toEqual([open]);
  });
});

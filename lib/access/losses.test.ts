import { expect, it } from "vitest";
import { lossesOf } from "./losses";
import { at, booking, desired, rooms, row, span } from "./testing/examples";
import type { DesiredGrant, LedgerGrant, SourceStanding } from "./types";

const HOUR = 3_600_000;
const told = (standing: SourceStanding, ...ids: string[]) =>
  new Map(ids.map((id) => [`booking:${id}`, standing] as const));

function look(
  ledger: readonly LedgerGrant[],
  options: {
    readonly now?: string;
    readonly desired?: readonly DesiredGrant[];
    readonly standings?: ReadonlyMap<string, SourceStanding>;
  } = {},
) {
  return lossesOf({
    now: at(options.now ?? "10:30"),
    soonMs: 24 * HOUR,
    desired: options.desired ?? [],
    ledger,
    standings: options.standings ?? told("known", "b1"),
  });
}

const held = row("l1", span("10:00", "12:00"), [booking("b1")]);

it("finds what is held now and no longer due, with what proves it", () => {
  expect(look([held])).toEqual([
    {
      personId: "p1",
      groupId: rooms,
      ledgerId: "l1",
      basis: "withdrawn",
      sources: [booking("b1")],
      isSoon: true,
    },
  ]);
  expect(look([held], { standings: told("gone", "b1") })).toMatchObject([{ basis: "unseen" }]);
});

it("calls a window that ended when it was known to end no loss", () => {
  expect(look([held], { now: "12:00" })).toEqual([]);
});

it("calls what is covered by another reason in the same group no loss", () => {
  expect(look([held], { desired: [desired({ b2: span("09:00", null) })] })).toEqual([]);
});

it("takes time cut off the end, or off the start, for a loss", () => {
  expect(look([held], { desired: [desired({ b1: span("10:00", "11:59") })] })).toHaveLength(1);
  expect(look([held], { desired: [desired({ b1: span("10:31", "12:00") })] })).toHaveLength(1);
  expect(look([held], { desired: [desired({ b1: span("10:30", "12:00") })] })).toEqual([]);
});

it("calls a loss soon up to the last millisecond before the time is over, and not from then on", () => {
  const from = (ms: number) => new Date(at("10:30").getTime() + 24 * HOUR + ms);
  const later = (ms: number) => [row("l1", { from: from(ms), until: null }, [booking("b1")])];
  expect(look(later(-1))).toMatchObject([{ isSoon: true }]);
  expect(look(later(0))).toMatchObject([{ isSoon: false }]);
});

it("judges an end set weeks ahead by when it bites, not by when it was set", () => {
  const contract = row("l1", span("10:00", null), [booking("b1")]);
  const cut = [desired({ b1: span("10:00", "2026-07-10T00:00:00Z") })];
  expect(look([contract], { desired: cut })).toMatchObject([{ isSoon: false }]);
});

it("leaves out what may not be taken for want of proof", () => {
  expect(look([held], { standings: new Map() })).toEqual([]);
});

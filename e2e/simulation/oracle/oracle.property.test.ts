import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Told, ToldFact, Verdict } from "../types";
import { judge, rightfulOf } from "./index";
import { access, at, bookingOf, fact, fault, mapping, SECOND, START, told, world } from "./telling.testing";

/** Everything happens within these seconds, and everything is looked at second by second. */
const SPAN = 120;
const second = fc.integer({ min: 0, max: SPAN });
const pair = fc.tuple(second, second);
type Pair = readonly [number, number];
const ms = (seconds: number) => seconds * SECOND;

interface Tiny {
  readonly lead: number;
  readonly lag: number;
  readonly booking: {
    readonly made: number;
    readonly now: Pair;
    readonly moved: number;
    readonly later: Pair;
  };
  readonly cancelledAt: number | null;
  readonly contract: { readonly made: number; readonly is: Pair };
  readonly freeze: { readonly made: number; readonly is: Pair };
  readonly pass: { readonly made: number; readonly expires: number; readonly deletedAt: number };
  readonly suspended: Pair;
  readonly mappedAt: number;
}
const tiny: fc.Arbitrary<Tiny> = fc.record({
  lead: fc.integer({ min: 0, max: 1 }),
  lag: fc.integer({ min: 0, max: 1 }),
  booking: fc.record({ made: second, now: pair, moved: second, later: pair }),
  cancelledAt: fc.option(second),
  contract: fc.record({ made: second, is: pair }),
  freeze: fc.record({ made: second, is: pair }),
  pass: fc.record({ made: second, expires: second, deletedAt: second }),
  suspended: pair,
  mappedAt: fc.integer({ min: -10, max: SPAN }),
});

const ended = (from: number, until: number) =>
  until > from ? { at: ms(until), how: "deleted" as const } : null;

function tell(w: Tiny): Told {
  const { booking, contract, freeze, pass, suspended } = w;
  const moved = booking.moved > booking.made;
  const cancelled = w.cancelledAt !== null && w.cancelledAt > Math.max(booking.made, booking.moved);
  const active = { Active: true, Archived: false };
  const member: ToldFact = fact("Coworker", "m-ana", [
    [-1_000, active],
    ...(suspended[1] > suspended[0]
      ? ([
          [ms(suspended[0]), { ...active, Active: false }],
          [ms(suspended[1]), active],
        ] as const)
      : []),
  ]);
  const plan = world({
    connections: world().connections.map((each) => ({
      ...each,
      mapping: mapping({ leadMinutes: w.lead / 2, lagMinutes: w.lag / 2 }),
    })),
  });
  const base = told({ world: plan, to: at(ms(SPAN)) });
  return {
    ...base,
    connections: base.connections.map((each) => ({
      ...each,
      mappings: each.mappings.map((one) => ({ ...one, since: at(ms(w.mappedAt)) })),
    })),
    facts: [
      member,
      fact(
        "Booking",
        "1",
        [
          [ms(booking.made), bookingOf(ms(booking.now[0]), ms(booking.now[1]))],
          ...(moved
            ? [[ms(booking.moved), bookingOf(ms(booking.later[0]), ms(booking.later[1]))] as const]
            : []),
        ],
        cancelled ? { at: ms(w.cancelledAt ?? 0), how: "cancelled" } : null,
      ),
      fact("CoworkerContract", "2", [
        [
          ms(contract.made),
          {
            CoworkerId: "m-ana",
            TariffId: "i-Plan",
            StartDate: at(ms(contract.is[0])),
            CancellationDate: at(ms(contract.is[1])),
            Desks: [],
            Variants: [],
            UniqueId: "guid",
          },
        ],
      ]),
      fact("ContractPausedPeriod", "3", [
        [
          ms(freeze.made),
          { CoworkerContractId: "2", PauseFrom: at(ms(freeze.is[0])), PauseUntil: at(ms(freeze.is[1])) },
        ],
      ]),
      fact(
        "CoworkerTimePass",
        "4",
        [
          [
            ms(pass.made),
            {
              CoworkerId: "m-ana",
              BusinessId: "l-Here",
              TimePassId: "i-Day",
              Used: false,
              UsedDate: null,
              ExpireDate: at(ms(pass.expires)),
              RemainingUses: null,
              CoworkerContractUniqueId: "guid",
            },
          ],
        ],
        ended(pass.made, pass.deletedAt),
      ),
    ],
  };
}

/** The same, said again without any of the oracle's words: may she open the door in this second? */
function mayOpen(w: Tiny, s: number): boolean {
  const inside = ([from, until]: Pair) => from <= s && s < until;
  if (s < w.mappedAt || inside(w.suspended)) return false;
  const { booking, contract, freeze, pass } = w;
  const isMoved = booking.moved > booking.made && s >= booking.moved;
  const [from, until] = isMoved ? booking.later : booking.now;
  const isGone =
    w.cancelledAt !== null && w.cancelledAt > Math.max(booking.made, booking.moved) && s >= w.cancelledAt;
  const isBooked =
    s >= booking.made && !isGone && from < until && inside([from - 30 * w.lead, until + 30 * w.lag]);
  const isFrozen = s >= freeze.made && inside(freeze.is);
  const hasContract = s >= contract.made && inside(contract.is) && !isFrozen;
  const isDeleted = pass.deletedAt > pass.made && s >= pass.deletedAt;
  const hasPass = s >= pass.made && s < pass.expires && !isDeleted && !isFrozen;
  return isBooked || hasContract || hasPass;
}

const openings = (isOpen: (s: number) => boolean): Pair[] =>
  Array.from({ length: SPAN }, (_, s) => s)
    .filter(isOpen)
    .map((s) => [ms(s), ms(s + 1)] as const)
    .reduce<Pair[]>((done, next) => {
      const last = done.at(-1);
      if (last?.[1] === next[0]) done[done.length - 1] = [last[0], next[1]];
      else done.push(next);
      return done;
    }, []);
const withAccess = (one: Told, open: readonly Pair[]): Told => ({ ...one, access: [access(open)] });
const sum = ({ excusedSecondsByRow: rows, wrongfulSeconds, lockoutSeconds }: Verdict) =>
  Object.values(rows).reduce((a, b) => a + b, 0) + wrongfulSeconds + lockoutSeconds;

describe("the oracle, against a second one that counts seconds", () => {
  it("knows the same seconds as rightful", () => {
    fc.assert(
      fc.property(tiny, (w) => {
        const [cell] = rightfulOf(tell(w));
        const found = cell?.stretches.map(({ from, until }) => [
          from - Date.parse(START),
          until - Date.parse(START),
        ]);
        expect(found).toEqual(openings((s) => mayOpen(w, s)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("finds nothing to say about a door that does as the facts have it", () => {
    fc.assert(
      fc.property(tiny, (w) => {
        const verdict = judge(
          withAccess(
            tell(w),
            openings((s) => mayOpen(w, s)),
          ),
        );
        expect(sum(verdict)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it("puts every second in which a door is otherwise under exactly one head", () => {
    fc.assert(
      fc.property(tiny, fc.array(fc.boolean(), { minLength: SPAN, maxLength: SPAN }), (w, is) => {
        const verdict = judge(
          withAccess(
            tell(w),
            openings((s) => is[s] === true),
          ),
        );
        const otherwise = is.filter((open, s) => open !== mayOpen(w, s)).length;
        expect(sum(verdict)).toBeCloseTo(otherwise, 6);
      }),
      { numRuns: 200 },
    );
  });

  it("excuses nothing for a fault that hit nothing, and never less for one that did", () => {
    const kind = fc.constantFrom("nexudus_down", "vendor_down", "runs_lost", "webhook_lost" as const);
    const open = fc.array(fc.boolean(), { minLength: SPAN, maxLength: SPAN });
    fc.assert(
      fc.property(tiny, open, kind, pair, (w, is, of, [from, length]) => {
        const calm = withAccess(
          tell(w),
          openings((s) => is[s] === true),
        );
        const one = fault(of, ms(from), ms(from + length));
        expect(judge({ ...calm, faults: [{ ...one, hits: 0 }] })).toEqual(judge(calm));
        const bad = ({ wrongfulSeconds, lockoutSeconds }: Verdict) => wrongfulSeconds + lockoutSeconds;
        expect(bad(judge({ ...calm, faults: [one] }))).toBeLessThanOrEqual(bad(judge(calm)) + 1e-9);
      }),
      { numRuns: 150 },
    );
  });
});

import { describe, expect, it } from "vitest";
import type { Told, ToldAccess } from "../types";
import { judge } from "./index";
import { access, at, bookingOf, customer, fact, HOUR, mapping, SECOND, told, world } from "./telling.testing";

const NOON = 12 * HOUR;
const EVENING = 18 * HOUR;
const NAMES = ["ana", "ben", "cem", "dua"] as const;
type Name = (typeof NAMES)[number];

const contractOf = (more: object = {}) => ({
  CoworkerId: "m-ana",
  TariffId: "i-Plan",
  StartDate: at(0),
  CancellationDate: null,
  Desks: [],
  Variants: [],
  UniqueId: "guid",
  ...more,
});

/** Four people, each with a booking; everybody's door is as theirs says, else as the booking has it. */
function tell(
  bookings: Readonly<Record<Name, readonly [number, number]>>,
  doors: Partial<Record<Name, readonly [number, number]>>,
  vendorWindows = false,
): Told {
  const people = NAMES.map((name) => ({
    name,
    email: null,
    human: name,
    home: "Here",
    pin: null,
    cards: [],
  }));
  return told({
    world: world({
      members: people,
      connections: world().connections.map((each) => ({ ...each, vendorWindows })),
    }),
    facts: NAMES.flatMap((name, i) => {
      const [from, until] = bookings[name];
      return [
        customer(`m-${name}`),
        fact("Booking", String(i), [[-2 * HOUR, bookingOf(from, until, { CoworkerId: `m-${name}` })]]),
      ];
    }),
    access: NAMES.map((name): ToldAccess => access([doors[name] ?? bookings[name]], { human: name })),
  });
}

const together: Record<Name, readonly [number, number]> = {
  ana: [NOON, EVENING],
  ben: [NOON, EVENING],
  cem: [NOON, EVENING],
  dua: [NOON, EVENING],
};
/** 2 s, and a second for each of the three others. */
const LATE = 5 * SECOND;

describe("edges of many at one instant", () => {
  it("go at the vendor's pace, and no ms slower", () => {
    const fine = judge(tell(together, { dua: [NOON + LATE, EVENING + LATE] }));
    expect(fine.breaches).toEqual([]);
    expect(fine.excusedSecondsByRow).toMatchObject({ known_ahead: 4, pace: 6 });
    expect(judge(tell(together, { dua: [NOON + LATE + 1, EVENING] })).lockoutSeconds).toBe(0.001);
    expect(judge(tell(together, { dua: [NOON, EVENING + LATE + 1] })).wrongfulSeconds).toBe(0.001);
  });

  it("an ending waits for no beginning", () => {
    const oneEnds = { ...together, dua: [HOUR, NOON] as const };
    expect(judge(tell(oneEnds, { dua: [HOUR, NOON + 2 * SECOND] })).breaches).toEqual([]);
    expect(judge(tell(oneEnds, { dua: [HOUR, NOON + 2 * SECOND + 1] })).wrongfulSeconds).toBe(0.001);
    expect(judge(tell(oneEnds, { ana: [NOON + LATE, EVENING] })).breaches).toEqual([]);
  });

  it("an ending finds a write under way where only one is allowed at a time, and others begin", () => {
    const atAcm = (open: Parameters<typeof tell>[0], doors: Parameters<typeof tell>[1]): Told => {
      const base = tell(open, doors);
      const connections = base.world.connections.map((each) => ({ ...each, vendor: "avigilon-acm" }));
      return { ...base, world: { ...base.world, connections } };
    };
    /** Opening a session and taking somebody out, a write for another, and what ACM's doors take to learn. */
    const late = (2.2 + 0.6 + 5) * SECOND;
    const oneEnds = { ...together, dua: [HOUR, NOON] as const };
    expect(judge(atAcm(oneEnds, { dua: [HOUR, NOON + late] })).breaches).toEqual([]);
    expect(judge(atAcm(oneEnds, { dua: [HOUR, NOON + late + 1] })).wrongfulSeconds).toBe(0.001);
    const alone = { ...oneEnds, ana: [EVENING, 20 * HOUR], ben: [EVENING, 20 * HOUR] } as const;
    const nobodyElse = { ...alone, cem: [EVENING, 20 * HOUR] } as const;
    expect(judge(atAcm(nobodyElse, { dua: [HOUR, NOON + late] })).wrongfulSeconds).toBe(0.6);
  });

  it("one that comes while others still wait is behind them, and one later on its own", () => {
    const soon = { ...together, dua: [NOON + SECOND, EVENING] as const };
    expect(judge(tell(soon, { dua: [NOON + LATE, EVENING] })).breaches).toEqual([]);
    expect(judge(tell(soon, { dua: [NOON + LATE + 1, EVENING] })).lockoutSeconds).toBe(0.001);
    const later = { ...together, dua: [NOON + 4 * SECOND, EVENING] as const };
    expect(judge(tell(later, { dua: [NOON + 6 * SECOND + 1, EVENING] })).lockoutSeconds).toBe(0.001);
  });

  it("count at the instant at which the span begins, where they turn then", () => {
    const first = { ana: [0, NOON], ben: [0, NOON], cem: [0, NOON], dua: [0, NOON] } as const;
    expect(judge(tell(first, { dua: [LATE, NOON] })).breaches).toEqual([]);
    expect(judge(tell(first, { dua: [LATE + 1, NOON] })).lockoutSeconds).toBe(0.001);
    const before = { ...first, ana: [-HOUR, NOON], ben: [-HOUR, NOON], cem: [-HOUR, NOON] } as const;
    expect(judge(tell(before, { dua: [2 * SECOND + 1, NOON] })).lockoutSeconds).toBe(0.001);
  });

  it("count at the instant at which the span begins, where they end then", () => {
    const last = { ana: [-HOUR, 0], ben: [-HOUR, 0], cem: [-HOUR, 0], dua: [-HOUR, 0] } as const;
    expect(judge(tell(last, { dua: [0, LATE] })).breaches).toEqual([]);
    expect(judge(tell(last, { dua: [0, LATE + 1] })).wrongfulSeconds).toBe(0.001);
  });

  it("wait for nothing where the vendor has the windows already", () => {
    expect(judge(tell(together, { dua: [NOON + 2 * SECOND + 1, EVENING] }, true)).lockoutSeconds).toBe(0.001);
  });
});

describe("groups", () => {
  /** Ana is inside since the morning; at noon a plan of hers begins that leads to `groups`, which open the same door. */
  const further = (groups: readonly string[], late: number): Told => {
    const base = tell({ ...together, ana: [HOUR, EVENING] }, { dua: [NOON + late, EVENING] });
    const rows = [
      { item: "Room", groups: ["Front"] },
      { item: "Plan", groups },
    ];
    const connections = base.world.connections.map((each) => ({
      ...each,
      groups: ["Front", "Back", "Side"].map((name) => ({ name, doors: ["front"] })),
    }));
    const begins = contractOf({ StartDate: at(NOON), CancellationDate: at(EVENING) });
    return {
      ...base,
      world: { ...base.world, connections },
      connections: base.connections.map((each) => ({
        ...each,
        mappings: [{ since: at(-HOUR), mapping: mapping({ rows }) }],
      })),
      facts: [...base.facts, fact("CoworkerContract", "plan", [[-2 * HOUR, begins]])],
    };
  };

  it("are turns also where no door turns for them", () => {
    expect(judge(further(["Back"], LATE)).breaches).toEqual([]);
    expect(judge(further([], LATE)).lockoutSeconds).toBe(1);
  });

  it("take a little more each", () => {
    const MORE = 0.2 * SECOND;
    expect(judge(further(["Back", "Side"], LATE + MORE)).breaches).toEqual([]);
    expect(judge(further(["Back", "Side"], LATE + MORE + 1)).lockoutSeconds).toBe(0.001);
  });
});

describe("one change that lets many in", () => {
  const plan = { mapping: { ...world().connections[0]?.mapping, teamPlans: true } };
  const people = NAMES.map((name) => ({
    name,
    email: null,
    human: name,
    home: "Here",
    pin: null,
    cards: [],
  }));
  /** A contract of ana's, whose team the others join at noon. */
  const joined = (late: number): Told =>
    told({
      world: world({
        members: people,
        teams: [{ name: "Crew", location: "Here", members: [], paying: "ana", sharesPasses: false }],
        connections: world().connections.map((each) => ({ ...each, ...plan }) as typeof each),
      }),
      facts: [
        ...NAMES.map((name) => customer(`m-${name}`)),
        fact("CoworkerContract", "1", [[0, contractOf()]]),
        fact("Team", "1", [
          [0, { TeamMembers: ["m-ana"], PayingMemberId: "m-ana", ShareTimePasses: false }],
          [NOON, { TeamMembers: NAMES.map((name) => `m-${name}`), PayingMemberId: "m-ana" }],
        ]),
      ],
      access: NAMES.map((name) =>
        access([[name === "ana" ? 0 : NOON + (name === "dua" ? late : 10 * SECOND), 24 * HOUR]], {
          human: name,
        }),
      ),
    });

  it("goes at the vendor's pace as well", () => {
    // Ten seconds, and one for each of the two others.
    expect(judge(joined(12 * SECOND)).breaches).toEqual([]);
    expect(judge(joined(12 * SECOND + 1)).lockoutSeconds).toBe(0.001);
  });
});

import { describe, expect, it } from "vitest";
import { edgesOf } from "./edges";
import { entitlementsOf } from "./entitlements";
import { project } from "./project";
import {
  ana,
  at,
  ben,
  bookingFact,
  CONNECTION,
  key,
  member,
  noFacts,
  person,
  rooms,
  span,
} from "./testing/examples";
import type {
  BookingFact,
  ConnectionId,
  Entitlement,
  LocationId,
  MappingRule,
  PersonId,
  PersonLink,
} from "./types";

const rule = (more: Partial<MappingRule> = {}): MappingRule => ({
  connectionId: CONNECTION,
  item: { kind: "resource", id: "r1" },
  groupId: rooms,
  leadMinutes: 15,
  lagMinutes: 15,
  includesTeams: false,
  locations: null,
  hours: null,
  ...more,
});
const link = (memberId: typeof ana, personId = person): PersonLink => ({
  connectionId: CONNECTION,
  memberId,
  personId,
});

function desiredOf(bookings: BookingFact[], now = "08:00", rules = [rule()], links = [link(ana), link(ben)]) {
  const entitlements = entitlementsOf({ ...noFacts, members: [member(ana), member(ben)], bookings });
  return project({ now: at(now), entitlements, rules, links });
}

describe("projection", () => {
  it("opens the lead before and closes the lag after, once", () => {
    expect(desiredOf([bookingFact("b1", "10:00", "11:00")])).toEqual([
      {
        key,
        windows: [span("09:45", "11:15")],
        because: [expect.objectContaining({ memberId: ana, window: span("09:45", "11:15") })],
      },
    ]);
  });

  it("never closes the door between back-to-back bookings, with or without buffers", () => {
    const pair = [bookingFact("b1", "10:00", "11:00"), bookingFact("b2", "11:00", "12:00")];
    const bare = rule({ leadMinutes: 0, lagMinutes: 0 });
    expect(desiredOf(pair, "08:00", [bare])[0]?.windows).toEqual([span("10:00", "12:00")]);
    // Applied after merging as well, the buffers would give 09:30 to 12:30.
    expect(desiredOf(pair)[0]?.windows).toEqual([span("09:45", "12:15")]);
  });

  it("gives one person who is two members the union of both", () => {
    const bookings = [
      bookingFact("b1", "10:00", "11:00"),
      bookingFact("b2", "10:30", "12:00", { memberId: ben }),
    ];
    const grants = desiredOf(bookings);
    expect(grants).toHaveLength(1);
    expect(grants[0]?.windows).toEqual([span("09:45", "12:15")]);
    expect(grants[0]?.because.map((share) => share.memberId)).toEqual([ana, ben]);
  });

  it("keeps two people apart", () => {
    const links = [link(ana), link(ben, "p2" as PersonId)];
    const bookings = [
      bookingFact("b1", "10:00", "11:00"),
      bookingFact("b2", "10:00", "11:00", { memberId: ben }),
    ];
    expect(desiredOf(bookings, "08:00", [rule()], links)).toHaveLength(2);
  });

  it("grants nothing for an item that is not mapped, and nothing across connections", () => {
    expect(desiredOf([bookingFact("b1", "10:00", "11:00", { resourceId: "r2" })])).toEqual([]);
    const elsewhere = rule({ connectionId: "c2" as ConnectionId });
    expect(desiredOf([bookingFact("b1", "10:00", "11:00")], "08:00", [elsewhere])).toEqual([]);
  });

  it("does not open again after the end, so that a late wake-up is harmless", () => {
    const bookings = [bookingFact("b1", "10:00", "11:00")];
    expect(desiredOf(bookings, "11:14")).toHaveLength(1);
    expect(desiredOf(bookings, "11:15")).toEqual([]);
  });

  it("drops the reasons of windows that are over and keeps those of the one that runs", () => {
    const bookings = [
      bookingFact("b1", "06:00", "07:00"),
      bookingFact("b2", "10:00", "11:00"),
      bookingFact("b3", "11:00", "12:00"),
    ];
    const reasons = desiredOf(bookings, "11:30")[0]?.because.map((share) => share.source.id);
    expect(reasons).toEqual(["b2", "b3"]);
  });

  it("lists a record once, however often it was read", () => {
    const twice = [bookingFact("b1", "10:00", "11:00"), bookingFact("b1", "10:00", "11:00")];
    expect(desiredOf(twice)[0]?.because).toHaveLength(1);
  });

  it.each([
    ["London, forward", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"],
    ["London, back", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"],
    ["New York, forward", "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z"],
    ["New York, back", "2026-11-01T05:30:00Z", "2026-11-01T07:30:00Z"],
  ])("keeps the instants of a booking over a clock change: %s", (_, from, until) => {
    const bare = rule({ leadMinutes: 0, lagMinutes: 0 });
    const grants = desiredOf([bookingFact("b1", from, until)], "2026-01-01T00:00:00Z", [bare]);
    expect(grants[0]?.windows).toEqual([span(from, until)]);
  });
});

describe("edges", () => {
  it("are all starts and ends after now, sorted, without repeats", () => {
    const rules = [rule(), rule({ item: { kind: "desk", id: "d1" }, groupId: "g2" as typeof rooms })];
    const bookings = [
      bookingFact("b1", "10:00", "11:00", { deskId: "d1" }),
      bookingFact("b2", "14:00", "15:00"),
    ];
    const edges = edgesOf(desiredOf(bookings, "09:50", rules), at("09:50"));
    expect(edges.get(person)).toEqual([
      { at: at("11:15"), ends: true },
      { at: at("13:45"), ends: false },
      { at: at("15:15"), ends: true },
    ]);
  });

  it("are never now", () => {
    const grants = desiredOf([bookingFact("b1", "10:00", "11:00")], "09:45");
    expect(edgesOf(grants, at("09:45")).get(person)).toEqual([{ at: at("11:15"), ends: true }]);
  });
});

describe("a mapping row", () => {
  const right = (more: Partial<Entitlement> = {}): Entitlement => ({
    memberId: ana,
    source: { kind: "contract", id: "k1" },
    item: { kind: "resource", id: "r1" },
    window: span("10:00", "11:00"),
    reach: "own",
    locations: null,
    ...more,
  });
  const windowsOf = (entitlement: Entitlement, more: Partial<MappingRule> = {}) =>
    project({
      now: at("08:00"),
      entitlements: [entitlement],
      rules: [rule(more)],
      links: [link(ana)],
    }).flatMap((grant) => grant.windows);

  it("keeps the stored instants of a contract or pass: lead and lag are for bookings and visits", () => {
    expect(windowsOf(right())).toEqual([span("10:00", "11:00")]);
    expect(windowsOf(right({ source: { kind: "pass", id: "t1" } }))).toEqual([span("10:00", "11:00")]);
    expect(windowsOf(right({ source: { kind: "visit", id: "v1" } }))).toEqual([span("09:45", "11:15")]);
  });

  it("lets a team's reach count only where it was switched on", () => {
    expect(windowsOf(right({ reach: "team" }))).toEqual([]);
    expect(windowsOf(right({ reach: "team" }), { includesTeams: true })).toHaveLength(1);
  });

  it("gives nothing for a right that is good elsewhere only", () => {
    const locations = ["l1" as LocationId];
    expect(windowsOf(right({ locations }), { locations: ["l2" as LocationId] })).toEqual([]);
    expect(windowsOf(right({ locations }), { locations: ["l1" as LocationId] })).toHaveLength(1);
    expect(windowsOf(right(), { locations: ["l2" as LocationId] })).toHaveLength(1);
  });

  it("cuts to the pass's hours where that was chosen, at the hours' own instants", () => {
    const hours = [span("09:00", "10:15"), span("10:45", "10:50"), span("12:00", "13:00")];
    expect(windowsOf(right(), { hours })).toEqual([span("10:00", "10:15"), span("10:45", "10:50")]);
  });
});

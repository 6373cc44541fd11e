import { describe, expect, it } from "vitest";
import { type AccessFacts, entitlementsOf } from "../entitlements";
import { ana, at, ben, bookingFact, member, noFacts, span } from "../testing/examples";
import type { ContractFact, Entitlement, LocationId, MemberId, PassFact, TeamFact, Window } from "../types";

const contract = (more: Partial<ContractFact> = {}): ContractFact => ({
  id: "k1",
  memberId: ana,
  planId: "p1",
  from: at("2026-05-31T22:00:00Z"),
  until: null,
  endedUndated: false,
  desks: [],
  freezes: [],
  state: "live",
  ...more,
});
const pass = (more: Partial<PassFact> = {}): PassFact => ({
  id: "t1",
  memberId: ana,
  passId: "day",
  from: at("06:00"),
  expiresAt: at("2026-06-30T21:59:59Z"),
  byMinutes: false,
  used: false,
  usedDayEndsAt: null,
  remaining: null,
  contractId: null,
  locations: null,
  state: "live",
  ...more,
});
const team = (more: Partial<TeamFact> = {}): TeamFact => ({
  id: "x1",
  memberIds: [ana, ben],
  payingMemberId: ana,
  sharesPasses: false,
  state: "live",
  ...more,
});
const of = (facts: Partial<AccessFacts>) =>
  entitlementsOf({ ...noFacts, members: [member(ana), member(ben)], ...facts });
const brief = (rights: readonly Entitlement[]) =>
  rights.map((right) => [right.memberId, right.item.kind, right.item.id, right.reach].join(" "));
const windows = (rights: readonly Entitlement[]): Window[] => rights.map((right) => right.window);
const from = at("2026-05-31T22:00:00Z");

describe("a contract", () => {
  it("that ends 1 July gives nothing on 1 July: the stored instant is the end, unrounded", () => {
    const until = at("2026-06-30T22:00:00Z"); // midnight in Berlin
    expect(windows(of({ contracts: [contract({ until })] }))).toEqual([{ from, until }]);
  });

  it("of the future gives nothing before its start", () => {
    const start = at("2026-07-31T22:00:00Z");
    expect(windows(of({ contracts: [contract({ from: start })] }))).toEqual([{ from: start, until: null }]);
  });

  it("gives its plan and each of its desks and offices", () => {
    const desks = ["d1", "d2"].map((deskId) => ({ deskId, days: null }));
    expect(brief(of({ contracts: [contract({ desks })] }))).toEqual([
      "m-ana plan p1 own",
      "m-ana desk d1 own",
      "m-ana desk d2 own",
    ]);
  });

  it("gives a part-time office on its days alone, and only while it is in effect", () => {
    const days = [span("2026-05-31T00:00:00Z", "2026-06-01T00:00:00Z"), span("00:00", "23:00")];
    const rights = of({ contracts: [contract({ planId: null, desks: [{ deskId: "d1", days }] })] });
    expect(windows(rights)).toEqual([{ from, until: at("2026-06-01T00:00:00Z") }, span("00:00", "23:00")]);
  });

  it("gives nothing while it is frozen, and everything again after, without anybody looking", () => {
    const freezes = [span("2026-07-01T00:00:00Z", "2026-08-01T00:00:00Z")];
    expect(windows(of({ contracts: [contract({ freezes })] }))).toEqual([
      { from, until: at("2026-07-01T00:00:00Z") },
      span("2026-08-01T00:00:00Z", null),
    ]);
  });

  it.each([
    ["without a start", contract({ from: null })],
    ["cancelled without a date", contract({ endedUndated: true })],
    ["proven gone", contract({ state: "gone" })],
    ["that ends before it starts", contract({ until: at("2026-05-01T00:00:00Z") })],
    ["frozen for good since before it began", contract({ freezes: [span("2026-01-01T00:00:00Z", null)] })],
  ])("%s gives nothing", (_, fact) => {
    expect(of({ contracts: [fact] })).toEqual([]);
  });
});

describe("a pass", () => {
  it("admits from when it is on the account until it expires, and without an expiry for good", () => {
    expect(windows(of({ passes: [pass()] }))).toEqual([{ from: at("06:00"), until: pass().expiresAt }]);
    expect(windows(of({ passes: [pass({ expiresAt: null })] }))).toEqual([span("06:00", null)]);
  });

  it("for a day that was used still admits until that day ends, not only until the check-in", () => {
    const used = pass({ used: true, usedDayEndsAt: at("2026-06-11T01:00:00Z") });
    expect(windows(of({ passes: [used] }))).toEqual([span("06:00", "2026-06-11T01:00:00Z")]);
  });

  it("for a day, used nobody knows when, admits no more", () => {
    expect(of({ passes: [pass({ used: true })] })).toEqual([]);
  });

  it("of minutes admits while minutes are left, or while nobody says how many", () => {
    const minutes = pass({ byMinutes: true });
    expect(of({ passes: [{ ...minutes, remaining: 1 }] })).toHaveLength(1);
    expect(of({ passes: [minutes] })).toHaveLength(1);
    expect(of({ passes: [{ ...minutes, remaining: 0 }] })).toEqual([]);
    expect(of({ passes: [{ ...minutes, used: true, usedDayEndsAt: at("23:00") }] })).toEqual([]);
  });

  it("of a frozen contract is frozen with it; one bought by hand is not, and a booking stands", () => {
    const contracts = [contract({ planId: null, freezes: [span("08:00", "12:00")] })];
    const rights = of({
      contracts,
      passes: [pass({ contractId: "k1" }), pass({ id: "t2" })],
      bookings: [bookingFact("b1", "09:00", "10:00")],
    });
    const bySource = (id: string) => windows(rights.filter((right) => right.source.id === id));
    expect(bySource("t1")).toEqual([span("06:00", "08:00"), { from: at("12:00"), until: pass().expiresAt }]);
    expect(bySource("t2")).toHaveLength(1);
    expect(bySource("b1")).toEqual([span("09:00", "10:00")]);
  });

  it("carries where it is good", () => {
    const locations = ["l1" as LocationId];
    expect(of({ passes: [pass({ locations })] })[0]?.locations).toEqual(locations);
  });
});

describe("a team", () => {
  const cid = "m-cid" as MemberId;
  const contracts = [contract({ desks: [{ deskId: "d1", days: null }] })];

  it("reaches what its paying member holds by contract, marked, and gives nobody their own twice", () => {
    expect(brief(of({ contracts, teams: [team(), team({ id: "x2" })] }))).toEqual([
      "m-ana plan p1 own",
      "m-ana desk d1 own",
      "m-ben plan p1 team",
      "m-ben desk d1 team",
    ]);
  });

  it.each([
    ["without a paying member", team({ payingMemberId: null })],
    ["whose contract is another member's", team({ payingMemberId: ben })],
    ["proven gone", team({ state: "gone" })],
  ])("%s reaches nothing", (_, fact) => {
    expect(brief(of({ contracts, teams: [fact] }))).toEqual(["m-ana plan p1 own", "m-ana desk d1 own"]);
  });

  it("shares passes only where it says so, and only among its members", () => {
    const passes = [pass()];
    const members = [member(ana), member(ben), member(cid)];
    expect(brief(of({ members, passes, teams: [team()] }))).toEqual(["m-ana pass day own"]);
    expect(brief(of({ members, passes, teams: [team({ sharesPasses: true })] }))).toEqual([
      "m-ana pass day own",
      "m-ben pass day team",
    ]);
  });

  it("gives a suspended member nothing, and passes nothing on from one", () => {
    const shared = { contracts, passes: [pass()], teams: [team({ sharesPasses: true })] };
    expect(of({ ...shared, members: [member(ana, { active: false }), member(ben)] })).toEqual([]);
    const benSuspended = of({ ...shared, members: [member(ana), member(ben, { active: false })] });
    expect(benSuspended.every((right) => right.memberId === ana)).toBe(true);
  });
});

it("several items at once are all held", () => {
  const rights = of({
    contracts: [contract({ desks: [{ deskId: "d1", days: null }] })],
    passes: [pass()],
    bookings: [bookingFact("b1", "09:00", "10:00")],
  });
  expect(brief(rights)).toEqual([
    "m-ana resource r1 own",
    "m-ana plan p1 own",
    "m-ana desk d1 own",
    "m-ana pass day own",
  ]);
});

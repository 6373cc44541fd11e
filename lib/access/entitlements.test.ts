import { describe, expect, it } from "vitest";
import { entitlementsOf } from "./entitlements";
import { ana, bookingFact, member, noFacts, span } from "./testing/examples";
import type { BookingFact, MemberFact } from "./types";

const of = (booking: BookingFact, members: MemberFact[] = [member(ana)]) =>
  entitlementsOf({ ...noFacts, members, bookings: [booking] });

describe("a booking entitles", () => {
  it("its member to the room for its own window, without buffers", () => {
    expect(of(bookingFact("b1", "10:00", "11:00"))).toEqual([
      {
        memberId: ana,
        source: { kind: "booking", id: "b1" },
        item: { kind: "resource", id: "r1" },
        window: span("10:00", "11:00"),
        reach: "own",
        locations: null,
      },
    ]);
  });

  it("to a booked desk as well, and to both when it carries both", () => {
    const both = of(bookingFact("b1", "10:00", "11:00", { deskId: "d1" }));
    expect(both.map((entitlement) => entitlement.item.kind)).toEqual(["resource", "desk"]);
    const desk = of(bookingFact("b1", "10:00", "11:00", { deskId: "d1", resourceId: null }));
    expect(desk.map((entitlement) => entitlement.item)).toEqual([{ kind: "desk", id: "d1" }]);
  });
});

describe("nobody is entitled by", () => {
  it.each([
    ["a tentative booking", bookingFact("b1", "10:00", "11:00", { tentative: true })],
    ["a cancelled booking", bookingFact("b1", "10:00", "11:00", { state: "cancelled" })],
    ["a booking proven gone", bookingFact("b1", "10:00", "11:00", { state: "gone" })],
    ["a booking without a member", bookingFact("b1", "10:00", "11:00", { memberId: null })],
    ["a booking without length", bookingFact("b1", "10:00", "10:00")],
    ["a booking that ends before it starts", bookingFact("b1", "11:00", "10:00")],
  ])("%s", (_, fact) => {
    expect(of(fact)).toEqual([]);
  });

  it.each([
    ["a member not known", []],
    ["a suspended member", [member(ana, { active: false })]],
    ["an archived member", [member(ana, { archived: true })]],
  ])("a booking of %s", (_, members) => {
    expect(of(bookingFact("b1", "10:00", "11:00"), members)).toEqual([]);
  });
});

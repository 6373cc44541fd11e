import { describe, expect, it } from "vitest";
import type { GuestWithBooking, VisitorRow } from "@/db/queries/visits";
import type { ConnectionId, InstallationId, LocationId } from "@/lib/access/types";
import { wantedVisits } from "./wanted";

const place = "L" as LocationId;
const visitor = (more: Partial<VisitorRow>): VisitorRow => ({
  id: "row",
  installationId: "i" as InstallationId,
  visitorId: "940001",
  locationId: place,
  hostId: null,
  fullName: "Vi Guest",
  emailSealed: null,
  arrivesAt: new Date("2026-05-12T09:00:00Z"),
  departsAt: null,
  approval: 1,
  state: "live",
  updatedOn: null,
  seenInRead: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  ...more,
});
const guest = (more: Partial<GuestWithBooking> = {}): GuestWithBooking => ({
  id: "88",
  visitorId: "940001",
  bookingId: "7",
  state: "live",
  booking: {
    from: new Date("2026-05-12T10:00:00Z"),
    until: new Date("2026-05-12T11:00:00Z"),
    tentative: false,
    state: "live",
    locationId: place,
  },
  ...more,
});
const wanted = (input: {
  visitor?: Partial<VisitorRow>;
  guests?: readonly GuestWithBooking[];
  zone?: string;
  covered?: readonly string[];
}) =>
  wantedVisits(
    {
      visitors: [visitor(input.visitor ?? {})],
      guests: input.guests ?? [],
      locations: [{ id: place, zone: input.zone ?? "Europe/London", dayChangeMinutes: 180 }],
    },
    {
      connectionId: "c" as ConnectionId,
      leadMinutes: 15,
      lagMinutes: 10,
      covered: new Set((input.covered ?? [place]) as LocationId[]),
    },
  ).map((row) => `${row.visit} ${row.window.from.toISOString()} ${row.window.until.toISOString()}`);

describe("the visits that are wanted", () => {
  it("last until the location's day changes, not until midnight", () => {
    expect(wanted({})).toEqual(["visitor:940001 2026-05-12T08:45:00.000Z 2026-05-13T02:00:00.000Z"]);
  });

  it("of somebody who comes in the small hours end with the day that is running", () => {
    const arrivesAt = new Date("2026-05-12T01:00:00Z"); // 02:00 in London: still Monday there
    expect(wanted({ visitor: { arrivesAt } })).toEqual([
      "visitor:940001 2026-05-12T00:45:00.000Z 2026-05-12T02:00:00.000Z",
    ]);
  });

  it.each([
    ["the clocks go forward", "2026-03-29T00:30:00Z", "2026-03-29T02:00:00.000Z"],
    ["the day before they go forward", "2026-03-28T12:00:00Z", "2026-03-29T02:00:00.000Z"],
    ["the day before they go back", "2026-10-24T12:00:00Z", "2026-10-25T03:00:00.000Z"],
    ["the clocks go back", "2026-10-25T12:00:00Z", "2026-10-26T03:00:00.000Z"],
  ])("end at 03:00 by the wall clock where %s", (_, arrival, until) => {
    expect(wanted({ visitor: { arrivesAt: new Date(arrival) } })[0]).toContain(` ${until}`);
  });

  it("follow the zone of the location", () => {
    expect(wanted({ zone: "America/New_York" })[0]).toContain(" 2026-05-13T07:00:00.000Z");
  });

  it("of a guest are those of each booking, and none of their own", () => {
    const other = guest({
      id: "89",
      bookingId: "8",
      booking: {
        from: new Date("2026-05-12T15:00:00Z"),
        until: new Date("2026-05-12T16:00:00Z"),
        tentative: false,
        state: "live",
        locationId: null,
      },
    });
    expect(wanted({ guests: [guest(), other] })).toEqual([
      "guest:88 2026-05-12T09:45:00.000Z 2026-05-12T11:10:00.000Z",
      "guest:89 2026-05-12T14:45:00.000Z 2026-05-12T16:10:00.000Z",
    ]);
  });

  it("of somebody taken off a booking are none: they get no whole day instead", () => {
    expect(wanted({ guests: [guest({ state: "gone" })] })).toEqual([]);
  });

  it("are left to connections that cover the place", () => {
    expect(wanted({ covered: ["elsewhere"] })).toEqual([]);
  });
});

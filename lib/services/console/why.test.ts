import { describe, expect, it } from "vitest";
import type { MemberEntitlementView } from "../member-views";
import type { StatusView } from "../views";
import type { GroupAccess } from "./member-access";
import { whyAnswer } from "./why";

const now = "2026-03-10T09:31:00.000Z";
const zone = "Europe/Lisbon";
const ana = { fullName: "Ana Ruiz", active: true, archived: false, state: "live" as const };

const right = (status: StatusView, label = "Booking of Room 2"): MemberEntitlementView => ({
  id: label,
  source: "booking",
  label,
  from: now,
  until: null,
  leadMinutes: 0,
  lagMinutes: 0,
  groupNames: [],
  status,
  note: null,
});
const group = (status: StatusView, groupName = "Meeting rooms") => ({ groupName, status }) as GroupAccess;
const answer = (
  statuses: readonly StatusView[],
  rights: readonly MemberEntitlementView[] = [],
  member: typeof ana = ana,
  connections = 1,
) =>
  whyAnswer({
    member,
    access: { groups: statuses.map((s) => group(s)), status: statuses[0] ?? { kind: "no_access" } },
    entitlements: rights,
    connections,
    now,
    zone,
  });

describe("whyAnswer", () => {
  it("names doors, end and reason of what is open", () => {
    const open = { kind: "open", until: "2026-03-10T11:00:00.000Z" } as const;
    expect(answer([open], [right(open)])).toBe(
      "Ana Ruiz can enter Meeting rooms until 11:00 because of the booking of Room 2.",
    );
  });

  it("gives no end when one of the doors has none", () => {
    const open = { kind: "open", until: "2026-03-10T11:00:00.000Z" } as const;
    expect(answer([open, { kind: "open", until: null }])).toBe("Ana Ruiz can enter Meeting rooms.");
  });

  it("tells what bars the member before anything else", () => {
    const open = { kind: "open", until: null } as const;
    expect(answer([open], [], { ...ana, active: false })).toBe(
      "Ana Ruiz is suspended in Nexudus, so no door opens.",
    );
    expect(answer([open], [], { ...ana, archived: true })).toContain("is archived");
    expect(answer([], [], ana, 0)).toContain("No door vendor is active yet");
  });

  it("says what an admin must do", () => {
    expect(answer([{ kind: "needs_you", what: "confirm who this is at Akiles" }])).toBe(
      "Ana Ruiz cannot enter yet: confirm who this is at Akiles first.",
    );
    expect(answer([{ kind: "problem", cause: "the vendor refused it", remedy: "look again" }])).toBe(
      "Ana Ruiz cannot enter: the vendor refused it. To do: look again.",
    );
  });

  it("says when and for what the next door opens, in the location's zone", () => {
    const opens = { kind: "opens", at: "2026-07-01T09:45:00.000Z" } as const;
    expect(answer([opens], [right(opens)])).toBe(
      "Ana Ruiz cannot enter now. Meeting rooms opens Wed 1 Jul, 10:45 for the booking of Room 2.",
    );
  });

  it("tells an item that is not mapped from nothing at all", () => {
    const unmapped = { kind: "unmapped" } as const;
    const told = whyAnswer({
      member: ana,
      access: { groups: [], status: unmapped },
      entitlements: [right(unmapped)],
      connections: 1,
      now,
      zone,
    });
    expect(told).toBe(
      "Ana Ruiz cannot enter: Booking of Room 2 leads to no access group. Map it to open doors.",
    );
    expect(answer([])).toBe("Ana Ruiz cannot enter: nothing in Nexudus gives access now or later.");
  });
});

import { describe, expect, it } from "vitest";
import {
  isId,
  isRunning,
  membershipGrantId,
  parseGrantId,
  reservationGrantId,
  toGrants,
  toNames,
  toPerson,
} from "./convert";
import { personSchema, reservationSchema } from "./schemas";

const NOW = new Date("2026-03-02T10:00:00Z");
const person = (more: object = {}) => personSchema.parse({ id: 501, groups: [15, 16], ...more });
const row = (more: object = {}) => ({
  id: 456,
  person_id: 501,
  group_ids: [15],
  start_time: "2026-03-02T09:00:00Z",
  end_time: "2026-03-02T11:00:00+01:00",
  state: "active",
  ...more,
});
const reservation = (more: object = {}) => reservationSchema.parse(row(more));

describe("ids", () => {
  it("are positive numbers, and a grant is named by what carries it", () => {
    expect(["1", "501"].every(isId)).toBe(true);
    expect(["", "0", "01", "-1", "1.5", "people", "..", "1/2"].some(isId)).toBe(false);
    expect(parseGrantId(reservationGrantId("456", "15"))).toEqual({
      kind: "reservation",
      reservationId: "456",
      groupId: "15",
    });
    expect(parseGrantId(membershipGrantId("501", "15"))).toEqual({
      kind: "membership",
      personId: "501",
      groupId: "15",
    });
    for (const text of ["", "r456", "r456:", "m0:15", "r456:015", "x1:2", "r1:2:3", "15:501"])
      expect(parseGrantId(text), text).toBeNull();
  });
});

describe("people", () => {
  it("have a first and a last name whatever was typed", () => {
    expect(toNames("  Ana  Maria   Silva ")).toEqual({ first_name: "Ana Maria", last_name: "Silva" });
    expect(toNames("Cher")).toEqual({ first_name: "Cher", last_name: "-" });
    expect(toNames("")).toEqual({ first_name: "-", last_name: "-" });
  });

  it("are disabled from the instant their own dates end, half-open", () => {
    const state = (more: object) => toPerson(person(more), [], NOW).state;
    expect(state({})).toBe("active");
    expect(state({ enabled: false })).toBe("disabled");
    expect(state({ valid_to: "2026-03-02T10:00:00Z" })).toBe("disabled");
    expect(state({ valid_to: "2026-03-02T10:00:01Z" })).toBe("active");
    expect(state({ valid_to: "2026-03-02" })).toBe("disabled");
    expect(state({ valid_from: "2026-03-02T10:00:00Z" })).toBe("active");
    expect(state({ valid_from: "2026-03-02T10:00:01Z" })).toBe("disabled");
  });

  it("carry a mark only when it is one of Lintel's", () => {
    const marker = (system_id: unknown) => toPerson(person({ system_id }), [], NOW).marker;
    expect(marker("lintel:install1:p1")).toBe("lintel:install1:p1");
    for (const text of ["NX8812", "lintel:p1", null, undefined, ""]) expect(marker(text)).toBeNull();
  });

  it("hold groups as numbers, and as objects as in API 2", () => {
    expect(person({ groups: [15, { id: 16, name: "Board" }] }).groups).toEqual(["15", "16"]);
    expect(personSchema.safeParse({ id: 501 }).success).toBe(false);
  });
});

describe("grants", () => {
  const ids = (rows: ReturnType<typeof reservation>[]) =>
    toGrants(person(), rows, NOW).map((g) => g.vendorGrantId);

  it("count a group once that a running reservation gives, also where DoorFlow is a moment behind", () => {
    expect(ids([reservation()])).toEqual(["m501:16", "r456:15"]);
    expect(ids([reservation({ state: "pending" })])).toEqual(["m501:16", "r456:15"]);
    const later = reservation({ state: "pending", start_time: "2026-03-02T10:00:01Z" });
    expect(ids([later])).toEqual(["m501:15", "m501:16", "r456:15"]);
  });

  it("of a reservation run from its very start", () => {
    const at = (start_time: string) => isRunning(reservation({ state: "pending", start_time }), NOW);
    expect([at("2026-03-02T10:00:00Z"), at("2026-03-02T10:00:00.001Z")]).toEqual([true, false]);
  });

  // Read as anything else, a booking could be made again and again.
  it("in a state that nobody knows are not read at all", () => {
    const isRead = (state: string) => reservationSchema.safeParse(row({ state })).success;
    expect([isRead("deactivated"), isRead("paused")]).toEqual([true, false]);
  });
});

import { describe, expect, it } from "vitest";
import {
  fromWindow,
  memberMetadata,
  SINCE_EVER,
  sameWindow,
  toAccessGroup,
  toPerson,
  toWindow,
} from "./convert";
import { associationSchema, emailSchema, expandedMemberSchema, groupSchema, memberSchema } from "./schemas";

const NOW = new Date("2026-03-02T10:00:00Z");
const at = (text: string) => new Date(text);
const association = (more: object = {}) =>
  associationSchema.parse({ id: "a1", member_id: "mem_1", member_group_id: "mg_1", ...more });
const member = (more: object = {}) => memberSchema.parse({ id: "mem_1", name: "Test Person", ...more });

describe("windows", () => {
  it("cuts nanoseconds to milliseconds and compares instants, not texts", () => {
    const window = toWindow(
      association({ starts_at: "2026-05-01T08:45:00.123456789Z", ends_at: "2026-05-01T12:10:00+02:00" }),
    );
    expect(window).toEqual({ from: at("2026-05-01T08:45:00.123Z"), until: at("2026-05-01T10:10:00Z") });
    expect(
      sameWindow(window, { from: at("2026-05-01T08:45:00.123Z"), until: at("2026-05-01T10:10:00.000Z") }),
    ).toBe(true);
    expect(
      sameWindow(window, { from: at("2026-05-01T08:45:00.124Z"), until: at("2026-05-01T10:10:00Z") }),
    ).toBe(false);
  });

  it("keeps no limits, an open end and an open start apart", () => {
    expect(toWindow(association())).toBeNull();
    const openEnd = toWindow(association({ starts_at: "2026-05-01T08:00:00Z", ends_at: null }));
    expect(openEnd).toEqual({ from: at("2026-05-01T08:00:00Z"), until: null });
    const openStart = toWindow(association({ ends_at: "2026-05-01T08:00:00Z" }));
    expect(openStart).toEqual({ from: SINCE_EVER, until: at("2026-05-01T08:00:00Z") });
    expect(sameWindow(null, openEnd)).toBe(false);
    expect(sameWindow(openEnd, openStart)).toBe(false);
    for (const window of [null, openEnd, openStart])
      expect(toWindow(association(fromWindow(window)))).toEqual(window);
  });

  it("refuses empty, reversed and invalid windows before Akiles sees them", () => {
    const from = at("2026-05-01T08:00:00Z");
    for (const until of [from, at("2026-05-01T07:00:00Z"), new Date(Number.NaN)]) {
      expect(() => fromWindow({ from, until })).toThrow(/empty window/);
    }
    expect(() => fromWindow({ from: new Date(Number.NaN), until: null })).toThrow(/empty window/);
  });
});

describe("toPerson", () => {
  it("drops deleted rows, lower-cases addresses and shows marks", () => {
    const held = {
      emails: [
        emailSchema.parse({ id: "e1", email: " Test@Example.TEST " }),
        emailSchema.parse({ id: "e2", email: "b@example.test", is_deleted: true }),
      ],
      associations: [
        association({ metadata: { source: "lintel", lintel_ref: "lintel:p:l" } }),
        association({ id: "a2", is_deleted: true }),
        association({ id: "a3", metadata: { lintel_ref: 7 } }),
      ],
    };
    const person = toPerson(member({ metadata: { lintel_person: "lintel:x:p" } }), held, NOW);
    expect(person).toMatchObject({ marker: "lintel:x:p", emails: ["test@example.test"], state: "active" });
    expect(person.grants.map((g) => [g.vendorGrantId, g.marker])).toEqual([
      ["a1", "lintel:p:l"],
      ["a3", null],
    ]);
  });

  it.each([
    [{ ends_at: "2026-03-02T10:00:00Z" }, "disabled"],
    [{ ends_at: "2026-03-02T10:00:00.001Z" }, "active"],
    [{ starts_at: "2026-03-02T10:00:00.001Z" }, "disabled"],
    [{ starts_at: "2026-03-02T10:00:00Z" }, "active"],
    [{ is_disabled: true }, "disabled"],
  ])("says of %j: %s", (more, state) => {
    expect(toPerson(member(more), { emails: [], associations: [] }, NOW).state).toBe(state);
  });
});

describe("memberMetadata", () => {
  it("keeps our keys over labels, and stays within the vendor's 1024 bytes", () => {
    const metadata = memberMetadata("lintel:x:p", {
      source: "guesty",
      nx_coworker: "123",
      zz_long: "é".repeat(600),
    });
    expect(metadata).toEqual({ source: "lintel", lintel_person: "lintel:x:p", nx_coworker: "123" });
  });
});

describe("toAccessGroup", () => {
  const hint = (permissions: unknown) =>
    toAccessGroup(groupSchema.parse({ id: "mg_1", name: "G", permissions }), new Map());
  const only = (access_methods: object) => ({ presence: "none", access_methods });

  it("warns of ways in that the group's rules refuse", () => {
    expect(hint([only({ online: true, pin: false, card: true })]).hint).toBe("PIN does not open these doors");
    expect(hint([only({ pin: true })]).hint).toBe("Card and App do not open these doors");
    expect(hint([]).hint).toBe("This group opens no doors yet");
    // One rule that lets everything through is enough, and silence says nothing.
    expect(hint([only({ pin: false }), { presence: "none" }]).hint).toBeNull();
    expect(hint(undefined).hint).toBeNull();
  });

  it("names the site only when every rule is about that one", () => {
    const sites = new Map([["site_1", "Downtown"]]);
    const label = (permissions: unknown) =>
      toAccessGroup(groupSchema.parse({ id: "g", name: "G", permissions }), sites).siteLabel;
    expect(label([{ site_id: "site_1" }, { site_id: "site_1" }])).toBe("Downtown");
    expect(label([{ site_id: "site_1" }, {}])).toBeNull();
    expect(label([{ site_id: "site_9" }])).toBeNull();
  });
});

describe("schemas", () => {
  it("passes unknown fields, and refuses a member whose lists are missing or odd", () => {
    const whole = { id: "mem_1", name: "N", brand_new: { x: 1 }, emails: [], group_associations: [] };
    expect(expandedMemberSchema.safeParse(whole).success).toBe(true);
    // Without this an expand that was not honoured would read as "holds nothing" and be revoked or doubled.
    expect(expandedMemberSchema.safeParse({ ...whole, group_associations: undefined }).success).toBe(false);
    expect(expandedMemberSchema.safeParse({ ...whole, group_associations: [{ id: "a" }] }).success).toBe(
      false,
    );
    expect(
      associationSchema.safeParse({ id: "a", member_id: "m", member_group_id: "g", ends_at: "soon" }).success,
    ).toBe(false);
  });
});

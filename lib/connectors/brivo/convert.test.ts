import { describe, expect, it } from "vitest";
import { grantIdOf, isId, parseGrantId, toAccessGroup, toInvitation, toNames, toPerson } from "./convert";
import { invitationSchema, userSchema } from "./schemas";

const NOW = new Date("2026-03-02T10:00:00Z");
const user = (more: object = {}) =>
  userSchema.parse({ id: 501, firstName: "Ana", lastName: "Silva", ...more });

describe("ids", () => {
  it("are positive numbers of Brivo, and a membership is named by its two ends", () => {
    expect(["1", "501"].every(isId)).toBe(true);
    expect(["", "0", "01", "-1", "1.5", "users", "..", "1/2"].some(isId)).toBe(false);
    expect(parseGrantId(grantIdOf("901", "501"))).toEqual({ groupId: "901", userId: "501" });
    for (const text of ["901", "901:", "901:501:1", "a:b"]) expect(parseGrantId(text), text).toBeNull();
  });
});

describe("people", () => {
  it("have a first and a last name whatever was typed", () => {
    expect(toNames("  Ana  Maria   Silva ")).toEqual({ firstName: "Ana Maria", lastName: "Silva" });
    expect(toNames("Cher")).toEqual({ firstName: "Cher", lastName: "-" });
    expect(toNames("")).toEqual({ firstName: "-", lastName: "-" });
  });

  it("are disabled from the instant their own dates end, half-open", () => {
    const state = (more: object) => toPerson(user(more), [], NOW).state;
    expect(state({})).toBe("active");
    expect(state({ suspended: true })).toBe("disabled");
    expect(state({ effectiveTo: "2026-03-02T10:00:00Z" })).toBe("disabled");
    expect(state({ effectiveTo: "2026-03-02T10:00:01Z" })).toBe("active");
    expect(state({ effectiveFrom: "2026-03-02T10:00:00Z" })).toBe("active");
    expect(state({ effectiveFrom: "2026-03-02T10:00:01Z" })).toBe("disabled");
  });

  it("carry a mark only when it is one of Lintel's", () => {
    expect(toPerson(user({ externalId: "lintel:install1:p1" }), [], NOW).marker).toBe("lintel:install1:p1");
    for (const externalId of ["8812", 8812, "lintel:p1", undefined])
      expect(toPerson(user({ externalId }), [], NOW).marker).toBeNull();
  });
});

describe("groups", () => {
  const [here, there] = [
    { id: "701", name: "Works" },
    { id: "702", name: "Annex" },
  ];
  const group = { id: "901", name: "Board" };

  it("of another site are not offered, those of several say which", () => {
    expect(toAccessGroup(group, [there], "701")).toBeNull();
    expect(toAccessGroup(group, [here], "701")).toMatchObject({ siteLabel: "Works", hint: null });
    expect(toAccessGroup(group, [here, there], "701")).toMatchObject({
      siteLabel: "Works, Annex",
      hint: "Also opens doors at Annex",
    });
    expect(toAccessGroup(group, [there], null)).toMatchObject({ siteLabel: "Annex", hint: null });
    expect(toAccessGroup(group, [], "701")?.hint).toBe("This group opens no doors yet");
  });
});

describe("invitations", () => {
  it("count as redeemed only while the pass is still held", () => {
    const row = invitationSchema.parse({ id: 31, status: "REDEEMED" });
    expect(toInvitation(row, true).state).toBe("redeemed");
    expect(toInvitation(row, false).state).toBe("cancelled");
  });

  // Read as anything else, a person could be invited again and again.
  it("in a state that nobody knows are not read at all", () => {
    expect(invitationSchema.safeParse({ id: 31, status: "PAUSED" }).success).toBe(false);
  });
});

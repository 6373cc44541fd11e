import { describe, expect, it } from "vitest";
import {
  fromExternalId,
  groupOf,
  hostMarker,
  placeholderEmail,
  toAccessGroup,
  toExternalId,
  toGrantId,
  toNames,
  toPerson,
} from "./convert";
import { keyName, readKeyName } from "./key-names";
import { isOwn } from "./own-credentials";
import { groupSchema, userSchema } from "./schemas";

const NOW = new Date("2026-03-02T10:00:00Z");
const user = (more: object = {}) =>
  userSchema.parse({
    id: 9,
    status: "A",
    identity: { email: " Ana@Example.TEST ", fullName: "Ana Silva" },
    ...more,
  });

describe("marks", () => {
  it("go into an external id without a character that filters could stumble over, and come back", () => {
    const marker = "lintel:abcd1234:0199b1c2-person_1";
    expect(toExternalId(marker)).toBe("lintel.abcd1234.0199b1c2-person_1");
    expect(fromExternalId(toExternalId(marker))).toBe(marker);
    expect(() => toExternalId("anybody")).toThrow(/not a person's mark/);
  });

  it.each([null, undefined, "", "hr-7", "lintel.x", "lintel.a.b.c", "lintel..b", "other.a.b", "lintel:a:b"])(
    "are not seen in %j",
    (externalId) => {
      expect(fromExternalId(externalId)).toBeNull();
    },
  );

  it("of visitors' hosts belong to the installation of the visit", () => {
    expect(hostMarker("lintel:abcd1234:visit-1")).toBe("lintel:abcd1234:guest-host");
    expect(hostMarker("something else")).toBe("lintel:lintel:guest-host");
  });

  it("of cards and PINs are starts on days of their own, also when cut to the day", () => {
    const start = (text: string | null) => ({ startDate: text === null ? null : new Date(text) });
    expect(isOwn(start("2001-02-03T04:05:06Z"), "card")).toBe(true);
    expect(isOwn(start("2001-02-03T00:00:00Z"), "card")).toBe(true);
    expect(isOwn(start("2001-02-02T08:00:00Z"), "card")).toBe(true);
    expect(isOwn(start("2001-02-03T04:05:06Z"), "pin")).toBe(false);
    expect(isOwn(start("2001-02-06T00:00:00Z"), "card")).toBe(false);
    expect(isOwn(start(null), "card")).toBe(false);
  });
});

describe("people", () => {
  it.each([
    [{}, "active"],
    [{ status: "S" }, "disabled"],
    [{ status: "X" }, "disabled"],
    [{ endDate: "2026-03-02T10:00:00.000Z" }, "disabled"],
    [{ endDate: "2026-03-02T10:00:00.001Z" }, "active"],
    [{ startDate: "2026-03-02T10:00:00.001Z" }, "disabled"],
    [{ startDate: "2026-03-02" }, "active"],
  ])("%j are %s", (more, state) => {
    expect(toPerson(user(more), [], NOW).state).toBe(state);
  });

  it("have a lower-case address, unless it is the one that reaches nobody", () => {
    expect(toPerson(user(), ["71"], NOW)).toMatchObject({
      emails: ["ana@example.test"],
      name: "Ana Silva",
      grants: [{ vendorGrantId: "9:71", groupId: "71", window: null, marker: null }],
    });
    const email = placeholderEmail("lintel.abcd1234.P1");
    expect(toPerson(user({ identity: { email } }), [], NOW).emails).toEqual([]);
  });

  it("have names that fit", () => {
    expect(toNames("  Ana  Silva Reis ")).toEqual({ firstName: "Ana", lastName: "Silva Reis" });
    expect(toNames("Ana")).toEqual({ firstName: "Ana", lastName: null });
    expect(toNames(`${"x".repeat(150)} ${"y".repeat(150)}`)).toEqual({
      firstName: "x".repeat(100),
      lastName: "y".repeat(100),
    });
  });

  it("hold grants whose id says whose they are", () => {
    expect(groupOf(toGrantId("9", "71"), "9")).toBe("71");
    for (const id of ["8:71", "9", "9:", "9:71:1", ""])
      expect(() => groupOf(id, "9")).toThrow(/no grant of this person/);
  });
});

describe("groups", () => {
  const group = (sites?: object[]) => toAccessGroup(groupSchema.parse({ id: 71, name: "G", sites }));
  it("name their site where there is one, and say when they open nothing", () => {
    expect(group([{ name: "Downtown" }, { name: "Downtown" }]).siteLabel).toBe("Downtown");
    expect(group([{ name: "Downtown" }, { name: "Uptown" }]).siteLabel).toBeNull();
    expect(group()).toMatchObject({ siteLabel: null, hint: null });
    expect(group([]).hint).toBe("This group opens no doors yet");
  });
});

describe("names of cloud keys", () => {
  const window = { from: new Date("2026-03-03T08:45:00Z"), until: new Date("2026-03-03T12:00:30Z") };
  it("carry mark and window whatever the visitor is called", () => {
    const marker = `lintel:abcd1234:${"v".repeat(36)}`;
    for (const name of ["Vera", "", "x".repeat(200), "a/b 20260303T084500Z"]) {
      const text = keyName({ marker, name, window });
      expect(text.length).toBeLessThanOrEqual(100);
      expect(readKeyName(text)).toEqual({ marker, window });
    }
  });
  it.each([null, undefined, "", "Cleaners", "lintel:a:b", "lintel:a:b 2026/2027 x"])(
    "are not seen in %j",
    (name) => {
      expect(readKeyName(name)).toBeNull();
    },
  );
});

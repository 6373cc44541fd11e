import { describe, expect, it } from "vitest";
import type { PassKindRow } from "@/db/queries/rights-read";
import type { InstallationId, LocationId } from "@/lib/access/types";
import { hoursWords, weekdayWords, zoneWords } from "./hours-words";
import { type NoteFacts, notesOf } from "./mapping-notes";
import { nativeMatcher } from "./native-groups";

const hours = (weekdays: readonly number[], fromMinutes: number, untilMinutes: number) =>
  weekdays.map((weekday) => ({ weekday, fromMinutes, untilMinutes }));

describe("hours in words", () => {
  it("tells days with the same hours together, Monday first", () => {
    const week = [...hours([0], 600, 840), ...hours([1, 2, 3, 4, 5], 480, 1080)];
    expect(hoursWords(week, "Europe/London")).toBe("Mon-Fri 08:00-18:00, Sun 10:00-14:00, London time");
  });
  it("tells two stretches of a day, whole days and hours past midnight", () => {
    expect(hoursWords([...hours([2], 840, 1020), ...hours([2], 540, 720)], "America/New_York")).toBe(
      "Tue 09:00-12:00 and 14:00-17:00, New York time",
    );
    expect(hoursWords([...hours([6, 0], 0, 1440), ...hours([5], 1140, 1560)], "Etc/UTC")).toBe(
      "Fri 19:00-02:00, Sat-Sun 00:00-24:00, UTC",
    );
  });
  it("lists days that are not in a row", () => {
    expect(weekdayWords([3, 1])).toBe("Mon, Wed");
    expect(weekdayWords([1, 2])).toBe("Mon, Tue");
    expect(zoneWords("America/Argentina/Buenos_Aires")).toBe("Buenos Aires time");
  });
});

describe("notes of an item", () => {
  const pass: PassKindRow = {
    installationId: "i" as InstallationId,
    id: "1",
    locationId: "10" as LocationId,
    byMinutes: false,
    scope: ["11", "10", "99"] as LocationId[],
    scopeReadAt: null,
    hours: hours([1], 480, 1080),
    updatedOn: null,
    updatedAt: new Date(0),
  };
  const facts: NoteFacts = {
    pass: null,
    shares: [],
    severalBusinesses: true,
    businessName: (id) => ({ "10": "Rotherhithe", "11": "Harbour" })[id] ?? null,
    zoneOf: () => "Europe/London",
  };
  it("say what a pass is, its hours and where it is good", () => {
    expect(notesOf({ kind: "pass", detail: null }, { ...facts, pass })).toEqual([
      "Day pass.",
      "Mon 08:00-18:00, London time",
      "Good at Harbour, Rotherhithe and 1 other location.",
    ]);
  });
  it("admit that the scope of a pass is not read yet", () => {
    const minutes = { ...pass, byMinutes: true, scope: null, hours: [] };
    expect(notesOf({ kind: "pass", detail: null }, { ...facts, pass: minutes })).toEqual([
      "Pass of minutes: good until they are used up.",
      "Where else it is good has not been read yet.",
    ]);
  });
  it("tell offices from desks, with the days of part-time shares", () => {
    expect(notesOf({ kind: "desk", detail: "hot_desk" }, facts)).toEqual(["Hot desk"]);
    expect(notesOf({ kind: "desk", detail: "office" }, { ...facts, shares: [[1, 3], []] })).toEqual([
      "Office",
      "Part-time shares: Mon, Wed; no weekday. Each opens on its own days only.",
    ]);
  });
});

describe("nativeMatcher", () => {
  const match = nativeMatcher([
    { id: "g1", name: "Front door" },
    { id: "g2", name: "Twin" },
    { id: "g3", name: "Twin" },
    { id: "Front door", name: "Named like another" },
  ]);
  it("takes a value as an id first, then as the name of exactly one group", () => {
    expect(match(["g1", "g1"])).toEqual({ groupIds: ["g1"], unknown: 0 });
    expect(match(["Front door"])).toEqual({ groupIds: ["Front door"], unknown: 0 });
    expect(match([" front DOOR "])).toEqual({ groupIds: ["g1"], unknown: 0 });
  });
  it("takes several ids apart at blanks, and never part of a name", () => {
    expect(match(["g1 g2"])).toEqual({ groupIds: ["g1", "g2"], unknown: 0 });
    expect(match(["g1 nowhere"])).toEqual({ groupIds: [], unknown: 1 });
  });
  // Guessing between two groups of one name could open the wrong doors.
  it("leaves a name that two groups share, or none has, to the admin", () => {
    expect(match(["Twin", "Nowhere"])).toEqual({ groupIds: [], unknown: 2 });
  });
});

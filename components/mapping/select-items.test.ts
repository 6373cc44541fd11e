import { describe, expect, it } from "vitest";
import { type MappingQuery, selectItems } from "@/components/mapping/select-items";
import { manyItems } from "@/scripts/gallery/fixtures";

const all: MappingQuery = { kind: "plan", q: "", filters: [], sort: "name", descending: false };
const names = (query: MappingQuery) =>
  selectItems({
    items: manyItems,
    query,
    groupIdsOf: (item) => item.groupIds,
    vanishedGroupIds: new Set(["g3"]),
  }).map((item) => item.name);

describe("selectItems", () => {
  it("shows only the chosen table, sorted by name", () => {
    expect(names(all)).toEqual(["Front door only", "Full time", "Hot Desk", "Rooftop club"]);
    expect(names({ ...all, descending: true })[0]).toBe("Rooftop club");
  });

  it("searches business and name, every word", () => {
    expect(names({ ...all, q: "harbour CLUB" })).toEqual(["Rooftop club"]);
  });

  it("finds items whose group vanished as well as vanished items", () => {
    expect(names({ ...all, filters: ["vanished"] })).toEqual(["Full time", "Rooftop club"]);
  });

  it("joins several filters with or", () => {
    expect(names({ ...all, filters: ["changed", "unmapped"] })).toEqual([
      "Front door only",
      "Full time",
      "Rooftop club",
    ]);
  });
});

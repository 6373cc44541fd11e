import { describe, expect, it } from "vitest";
import { type MappingQuery, selectItems } from "@/components/mapping/select-items";
import { manyItems } from "@/scripts/gallery/fixtures";

const all: MappingQuery = { kind: "plan", q: "", filters: [], sort: "name", descending: false };
const names = (query: MappingQuery, changed: readonly string[] = []) =>
  selectItems({
    items: manyItems,
    query,
    draft: { groupIdsOf: (item) => item.groupIds, isChanged: (item) => changed.includes(item.key) },
    vanishedGroupIds: new Set(["g3"]),
  }).map((item) => item.name);

describe("selectItems", () => {
  it("shows only the chosen table, sorted by name", () => {
    expect(names(all)).toEqual(["Front door only", "Full time", "Hot Desk", "Rooftop club"]);
    expect(names({ ...all, descending: true })[0]).toBe("Rooftop club");
  });

  it("sorts by business first where there are several", () => {
    expect(names({ ...all, sort: "business" })).toEqual([
      "Full time",
      "Hot Desk",
      "Front door only",
      "Rooftop club",
    ]);
  });

  it("searches business and name, every word", () => {
    expect(names({ ...all, q: "harbour CLUB" })).toEqual(["Rooftop club"]);
  });

  it("tells items whose group is gone from items that are gone themselves", () => {
    expect(names({ ...all, filters: ["group-gone"] })).toEqual(["Full time"]);
    expect(names({ ...all, filters: ["item-gone"] })).toEqual(["Rooftop club"]);
  });

  it("counts as changed what waits for its preview and what is not saved yet", () => {
    expect(names({ ...all, filters: ["changed"] })).toEqual(["Full time"]);
    expect(names({ ...all, filters: ["changed"] }, ["plan:1"])).toEqual(["Full time", "Hot Desk"]);
  });

  it("joins several filters with or", () => {
    expect(names({ ...all, filters: ["changed", "unmapped"] })).toEqual([
      "Front door only",
      "Full time",
      "Rooftop club",
    ]);
  });

  it("finds desks that somebody should look at", () => {
    expect(names({ ...all, kind: "desk", filters: ["warned"] })).toEqual(["Desk 0000"]);
  });
});

import { describe, expect, it } from "vitest";
import { StaffGroups } from "./staff-groups";

describe("what staff put into lists of groups that are written whole", () => {
  it("is theirs until it is out of the list, whoever writes the list meanwhile", () => {
    const byHand = new StaffGroups();
    byHand.note(2);
    const read = byHand.reader<string>();
    expect(read(1, ["rooms"])).toEqual([]);
    expect(read(2, ["rooms", "desks"])).toEqual(["desks"]);
    expect(read(3, ["desks", "studio"])).toEqual(["desks"]);
    expect(read(4, ["studio"])).toEqual([]);
    expect(read(5, ["studio", "desks"])).toEqual([]);
  });

  it("is nothing where nobody did anything by hand", () => {
    const byHand = new StaffGroups();
    expect(byHand.isEmpty).toBe(true);
    expect(byHand.reader<string>()(1, ["rooms"])).toEqual([]);
    byHand.note(7);
    expect(byHand.isEmpty).toBe(false);
  });
});

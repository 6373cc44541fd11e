import { describe, expect, it } from "vitest";
import { rightfulOf } from "../oracle";
import { namedWorlds } from "./index";
import { tellFacts } from "./tell";

const iso = (at: string | number) => new Date(at).toISOString();

describe("worlds written by hand", () => {
  it("are many, each of a name of its own", () => {
    const names = namedWorlds.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(30);
  });

  it.each(namedWorlds.map((each) => [each.name, each] as const))(
    "%s: the oracle knows the same rights as the person who wrote it",
    async (_, { script, rightful }) => {
      const found = rightfulOf(await tellFacts(script))
        .filter(({ stretches }) => stretches.length > 0)
        .map(({ human, door, stretches }) => [
          `${human} ${door}`,
          stretches.map(({ from, until }) => [iso(from), iso(until)]),
        ]);
      const meant = Object.entries(rightful).map(([cell, stretches]) => [
        cell,
        stretches.map(([from, until]) => [iso(from), iso(until)]),
      ]);
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(meant));
    },
  );
});

import { expect, test } from "vitest";
import { akiles } from "@/lib/connectors/akiles/definition";
import { judge } from "./battery";

const skipped = (claim: string, value: string) => ({
  title: `needs ${claim}`,
  status: "skipped",
  meta: { needs: { claim, value } },
});

test("a case left out counts as declared only when the definition says that the vendor cannot", () => {
  const cannot = {
    ...akiles,
    capabilities: { ...akiles.capabilities, pin: { value: "no", source: "" } },
  } as const;
  const tests = [
    { title: "a", status: "passed" },
    { title: "b", status: "failed" },
    skipped("pin", "yes"),
    skipped("flush", "yes"),
    skipped("cards", "yes"),
    { title: "no reason", status: "skipped" },
  ];
  expect(judge(cannot, tests)).toEqual({
    passed: 1,
    failed: 1,
    declared: 2,
    undeclared: ["needs cards", "no reason"],
  });
});

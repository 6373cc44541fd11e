import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { requiredRoles } from "@/e2e/simulators/nexudus/roles";

it("the roles in the document are exactly those the simulated marketplace asks for", () => {
  const text = readFileSync(new URL("../../docs/roles.md", import.meta.url), "utf8");
  const written = [...text.matchAll(/`([A-Z]\w+-(?:List|Read|Edit|Create|Delete))`/g)].map((m) => m[1] ?? "");
  expect(new Set(written).size).toBe(written.length);
  expect([...written].sort()).toEqual([...requiredRoles].sort());
});

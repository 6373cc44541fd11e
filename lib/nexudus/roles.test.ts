import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CALL_ROLES, roleAt } from "./roles";

const needs = Object.values(CALL_ROLES);

test("every role a call needs is asked for at installation", () => {
  const text = readFileSync(new URL("../../docs/roles.md", import.meta.url), "utf8");
  for (const { role } of needs) expect(text, role).toContain(`\`${role}\``);
});

test("every refused address is told by its role and what does not work without it", () => {
  for (const { address, role } of needs) {
    const told = roleAt(address);
    expect(told?.role, address).toBe(role);
    expect(told?.effect, address).toMatch(/^[A-Z]?[a-z].{10,}[^.]$/);
  }
  expect(roleAt("spaces/unheard-of")).toBeNull();
});

test("listing and reading one are told apart, so that neither hides the other", () => {
  expect(CALL_ROLES.listCoworkers.address).not.toBe(CALL_ROLES.getCoworker.address);
});

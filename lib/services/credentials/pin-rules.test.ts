import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { akiles } from "@/lib/connectors/akiles/definition";
import type { PinRule } from "@/lib/connectors/contract";
import { makePin, pinFault, strictestRule } from "./pin-rules";

const rule = (more: Partial<PinRule> = {}): PinRule => ({
  min: 4,
  max: 20,
  forbids: [],
  source: "a test",
  ...more,
});

test.each([
  ["0042", null],
  ["048215", null],
  ["12345678901234567890", null],
  ["042", "too_short"],
  ["123456789012345678901", "too_long"],
  ["12a4", "not_digits"],
  ["12 34", "not_digits"],
  ["٤٢٤٢", "not_digits"],
] as const)("the vendor's rule says of %s: %s", (pin, fault) => {
  if (akiles.pinRule === null) throw new Error("Akiles carries PINs");
  expect(pinFault(pin, akiles.pinRule)).toBe(fault);
});

test("runs and repeats are refused where the vendor forbids them, and only there", () => {
  const strict = rule({ forbids: ["run", "repeat"] });
  expect(["1234", "8765", "0000"].map((pin) => pinFault(pin, strict))).toEqual([
    "simple_run",
    "simple_run",
    "simple_repeat",
  ]);
  expect(pinFault("1235", strict)).toBeNull();
  expect(pinFault("1234", rule())).toBeNull();
});

describe("a PIN for several vendors", () => {
  test("obeys the strictest of their rules", () => {
    expect(strictestRule([rule(), rule({ min: 5, max: 8, forbids: ["run"] })])).toEqual({
      min: 5,
      max: 8,
      forbids: ["run"],
    });
  });
  test("does not exist where the rules contradict each other", () => {
    expect(strictestRule([rule({ min: 9 }), rule({ max: 8 })])).toBeNull();
    expect(strictestRule([])).toBeNull();
  });
});

test("a PIN that Lintel makes is never a run or a repeat, and every digit may lead", () => {
  const limits = { min: 4, max: 4, forbids: [] };
  // A source that first gives what people try first.
  const digits = [..."1234", ..."4321", ..."7777", ..."0471"].map(Number);
  expect(makePin(limits, () => digits.shift() ?? 0)).toBe("0471");
  for (let round = 0; round < 200; round += 1)
    expect(pinFault(makePin(limits, randomInt), rule({ max: 4, forbids: ["run", "repeat"] }))).toBeNull();
});

test.each([
  [{ min: 4, max: 20 }, 6],
  [{ min: 8, max: 9 }, 8],
  [{ min: 3, max: 4 }, 4],
])("has six digits where the rules allow: %j gives %i", (limits, length) => {
  expect(makePin({ ...limits, forbids: [] }, randomInt)).toHaveLength(length);
});

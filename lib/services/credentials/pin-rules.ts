import type { PinRule } from "@/lib/connectors/contract";
import type { PinReason } from "./reasons";

type Limits = Pick<PinRule, "min" | "max" | "forbids">;

const isRepeat = (pin: string) => /^(\d)\1*$/.test(pin);

function isRun(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index]));
  return steps.length > 0 && (steps.every((step) => step === 1) || steps.every((step) => step === -1));
}

/** Why a vendor's own rule refuses a PIN; null = it takes it. Leading zeros count as digits. */
export function pinFault(pin: string, rule: Limits): PinReason | null {
  if (!/^\d+$/.test(pin)) return "not_digits";
  if (pin.length < rule.min) return "too_short";
  if (pin.length > rule.max) return "too_long";
  if (rule.forbids.includes("repeat") && isRepeat(pin)) return "simple_repeat";
  if (rule.forbids.includes("run") && isRun(pin)) return "simple_run";
  return null;
}

/** What every one of these rules takes; null when no PIN pleases all of them. */
export function strictestRule(rules: readonly PinRule[]): Limits | null {
  if (rules.length === 0) return null;
  const min = Math.max(...rules.map((rule) => rule.min));
  const max = Math.min(...rules.map((rule) => rule.max));
  return min > max ? null : { min, max, forbids: [...new Set(rules.flatMap((rule) => rule.forbids))] };
}

/** Six digits where the rules allow: long enough not to be guessed, and one length keeps the keypads simple. */
const USUAL_DIGITS = 6;

/**
 * A PIN under these limits, each digit from `digitBelow(10)`, which must be unpredictable. Never a run or a repeat,
 * whether forbidden or not: those are what people try first.
 */
export function makePin(limits: Limits, digitBelow: (end: number) => number): string {
  const length = Math.min(limits.max, Math.max(limits.min, USUAL_DIGITS));
  for (;;) {
    const pin = Array.from({ length }, () => digitBelow(10)).join("");
    if (!isRepeat(pin) && !isRun(pin)) return pin;
  }
}

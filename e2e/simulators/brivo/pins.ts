import type { UserRow } from "./model";
import { invalid } from "./problem";
import type { World } from "./world";

/** The format a PIN has among the user's credentials; it is none that `POST /credentials` takes. */
export const PIN_FORMAT = 2;

export function rememberPin(world: World, user: UserRow, cause: string): void {
  const held = user.pin !== null;
  const now = { kind: "credential", held, opens: "pin", from: null, to: null } as const;
  world.remember(`pin:${user.id}`, user.id, now, cause);
}

/** Rules of the vendor's own form: 4 to 8 digits, no digit repeated throughout, no ascending run, not 2468. */
export function checkPin(world: World, account: number, pin: string, ownerId: number | null): string {
  const digits = [...pin].map(Number);
  const steps = (by: number) => digits.every((d, i) => i === 0 || d - (digits[i - 1] ?? 0) === by);
  if (!/^\d{4,8}$/.test(pin) || steps(0) || steps(1) || pin === "2468") throw invalid("Invalid PIN");
  const taken = world.rows("users", account).some((u) => u.pin === pin && u.id !== ownerId);
  if (taken) throw invalid("PIN is already in use");
  return pin;
}

/** The PIN taken away through the list of credentials. */
export function removePin(world: World, user: UserRow, by: string): void {
  user.pin = null;
  user.pinCredentialId = null;
  user.updated = world.nowMs();
  world.dirty = true;
  rememberPin(world, user, `PIN removed by ${by}`);
}

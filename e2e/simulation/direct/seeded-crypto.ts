import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import type { Random } from "./random";

/**
 * Makes ids, tokens, nonces and PINs of this process follow the seed while something is played: rows that are ordered by
 * an id would else come in another order each time. Returns what puts the real ones back; nothing else may run in
 * the process meanwhile.
 */
export function seedCrypto(random: Random): () => void {
  const { randomBytes, randomInt, randomUUID } = crypto;
  const bytes = (size: number) => {
    const made = Buffer.alloc(size);
    for (let i = 0; i < size; i += 1) made[i] = Math.floor(random.next() * 256);
    return made;
  };
  const put = (functions: Pick<typeof crypto, "randomBytes" | "randomInt" | "randomUUID">) => {
    Object.assign(crypto, functions);
    syncBuiltinESMExports();
  };
  const seededBytes = (size: number, done?: (error: Error | null, made: Buffer) => void) => {
    const made = bytes(size);
    if (done === undefined) return made;
    done(null, made);
    return undefined;
  };
  const seededId = () => {
    const made = bytes(16);
    made[6] = ((made[6] ?? 0) & 0x0f) | 0x40;
    made[8] = ((made[8] ?? 0) & 0x3f) | 0x80;
    const hex = made.toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
  /** `[from, below)`, or from zero on. Nobody asks for it with a callback. */
  const seededInt = (...[from, below]: readonly [number, number?]) =>
    below === undefined ? random.whole(0, from - 1) : random.whole(from, below - 1);
  // Safe: the same calls are answered, from another source.
  put({ randomBytes: seededBytes, randomInt: seededInt, randomUUID: seededId } as unknown as typeof crypto);
  return () => put({ randomBytes, randomInt, randomUUID });
}

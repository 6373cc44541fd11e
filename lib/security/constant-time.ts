import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Compares two texts without telling by its duration where they differ, nor how long the expected one is.
 * Both are hashed first, so that texts of unlike length compare as unequal instead of throwing.
 * An empty text equals nothing, not even another empty one: an unset secret never lets anyone in.
 */
export function equalInConstantTime(given: string, expected: string): boolean {
  const equal = timingSafeEqual(digest(given), digest(expected));
  return equal && expected !== "";
}

const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();

import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Compares two texts without telling by its duration where they differ. Both are hashed first, so that
 * different lengths take the same road as different contents.
 */
export function equalInConstantTime(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(a), digest(b));
}

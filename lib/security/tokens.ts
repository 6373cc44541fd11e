import { createHash, randomBytes, randomUUID } from "node:crypto";

const BYTES_MIN = 16;

/**
 * A random secret of `bytes` bytes (16 or more) as base64url, safe in a URL path.
 * Errors: `RangeError` for fewer than 16 bytes, which could be guessed.
 */
export function randomToken(bytes: number): string {
  if (!Number.isInteger(bytes) || bytes < BYTES_MIN) {
    throw new RangeError(`A token needs at least ${BYTES_MIN} bytes.`);
  }
  return randomBytes(bytes).toString("base64url");
}

/** A random id (UUID v4). Unique, not secret: never use one as a credential. */
export function randomId(): string {
  return randomUUID();
}

/** The S256 challenge of a PKCE verifier: base64url(SHA-256(verifier)). Source: RFC 7636, 4.2. */
export const pkceChallenge = (verifier: string): string =>
  createHash("sha256").update(verifier, "ascii").digest("base64url");

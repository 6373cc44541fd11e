import { createHmac } from "node:crypto";

const KEY_BYTES_MIN = 32;

/** One purpose a family of hashes: equal values hashed for two purposes cannot be linked to each other. */
export type HashPurpose =
  | "card"
  | "install-replay"
  | "install-token"
  | "oauth-state"
  | "person-email"
  | "pin"
  | "webhook-secret";

export interface KeyedHash {
  /**
   * HMAC-SHA256 as base64url (43 characters). The same purpose, scope and value always give the same text, so it
   * can be stored, indexed and compared. `scope` (say the installation id) keeps short values such as PINs from
   * being matched across tenants; leave it out only where the value must be found before the tenant is known.
   */
  hash(input: { readonly purpose: HashPurpose; readonly value: string; readonly scope?: string }): string;
}

/**
 * Keyed hashes for values that must be compared but never read back.
 *
 * `serverKey` is base64 of at least 32 bytes. Errors: `RangeError` at once when it is shorter.
 */
export function createKeyedHash(serverKey: string): KeyedHash {
  const key = Buffer.from(serverKey, "base64");
  if (key.length < KEY_BYTES_MIN) {
    throw new RangeError(`The hash key must be at least ${KEY_BYTES_MIN} bytes of base64.`);
  }
  return {
    hash({ purpose, value, scope }) {
      const purposeKey = createHmac("sha256", key).update(`lintel:${purpose}`, "utf8").digest();
      const message = JSON.stringify([scope ?? null, value]);
      return createHmac("sha256", purposeKey).update(message, "utf8").digest("base64url");
    },
  };
}

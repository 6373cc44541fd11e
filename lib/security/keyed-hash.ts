import { createHmac } from "node:crypto";

const KEY_BYTES_MIN = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** One purpose a family of hashes: equal values hashed for two purposes cannot be linked to each other. */
export type HashPurpose =
  | "browser"
  | "card"
  | "client-address"
  | "install-replay"
  | "install-token"
  | "oauth-state"
  | "person-email"
  | "pin"
  | "record-field"
  | "vendor-key"
  | "vendor-hook"
  | "webhook-secret";

export interface HashInput {
  readonly purpose: HashPurpose;
  readonly value: string;
  /**
   * Say the installation id: keeps short values such as PINs from being matched across tenants. Left out only
   * where the value must be found before the tenant is known.
   */
  readonly scope?: string;
}

export interface KeyedHash {
  /**
   * HMAC-SHA256 under the first key, as base64url (43 characters): what is stored. The same purpose, scope and
   * value always give the same text, so it can be indexed and compared.
   */
  hash(input: HashInput): string;
  /**
   * The hash under every key of the ring, the one that is stored today first: what to look for, so that rows
   * written before a key was replaced are still found.
   */
  every(input: HashInput): readonly string[];
}

/**
 * Keyed hashes for values that must be compared but never read back.
 *
 * `keyRing` is one key, or `h1:<key>,h0:<key>`: the first one writes, all of them are looked for. A key is base64
 * of at least 32 bytes. Ids are labels only; hashes do not carry them.
 * Errors: `RangeError` at once for an empty ring, a bad or repeated id, or a shorter key; never quotes a key.
 */
export function createKeyedHash(keyRing: string): KeyedHash {
  const keys = parseKeyRing(keyRing);
  const [active] = keys;
  if (!active) throw new RangeError("The hash key ring is empty.");
  return {
    hash: (input) => hashUnder(active, input),
    every: (input) => keys.map((key) => hashUnder(key, input)),
  };
}

function hashUnder(key: Buffer, { purpose, value, scope }: HashInput): string {
  const purposeKey = createHmac("sha256", key).update(`lintel:${purpose}`, "utf8").digest();
  const message = JSON.stringify([scope ?? null, value]);
  return createHmac("sha256", purposeKey).update(message, "utf8").digest("base64url");
}

function parseKeyRing(keyRing: string): readonly Buffer[] {
  if (!keyRing.includes(":")) return [toKey(keyRing, "The hash key")];
  const ids = new Set<string>();
  return keyRing.split(",").map((entry, index) => {
    const [id = "", material = "", ...rest] = entry.trim().split(":");
    if (!KEY_ID.test(id) || rest.length > 0)
      throw new RangeError(`Hash key ${index + 1} of the ring is not "id:base64".`);
    if (ids.has(id)) throw new RangeError(`Hash key id "${id}" appears twice.`);
    ids.add(id);
    return toKey(material, `Hash key "${id}"`);
  });
}

function toKey(material: string, name: string): Buffer {
  const key = BASE64.test(material) ? Buffer.from(material, "base64") : Buffer.alloc(0);
  if (key.length < KEY_BYTES_MIN)
    throw new RangeError(`${name} must be at least ${KEY_BYTES_MIN} bytes of base64.`);
  return key;
}

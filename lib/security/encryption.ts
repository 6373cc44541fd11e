import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = "v1";
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** Why a value could not be encrypted or read. Never says anything about the value or the key. */
export type EncryptionErrorKind = "key_ring_invalid" | "malformed" | "key_unknown" | "not_authentic";

/** `message` is fixed text plus key ids; key ids are labels, not secrets. */
export class EncryptionError extends Error {
  override readonly name = "EncryptionError";
  constructor(
    readonly kind: EncryptionErrorKind,
    message: string,
  ) {
    super(message);
  }
}

/** What a ciphertext is tied to: moved to another table, column or row it no longer opens. */
export interface RowBinding {
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

export interface Encryption {
  /** The key new values are written with. */
  readonly activeKeyId: string;
  /** UTF-8 text to `v1.<keyId>.<nonce>.<ciphertext+tag>`. Two calls never give the same text. */
  encrypt(plaintext: string, binding: RowBinding): string;
  /** Errors: `malformed`, `key_unknown` (the ring lacks its key), `not_authentic` (changed, or another row's). */
  decrypt(stored: string, binding: RowBinding): string;
  /** True when `stored` was written with a key other than the active one: encrypt it again when next written. */
  isStale(stored: string): boolean;
}

/**
 * AES-256-GCM with a ring of keys, so that a key can be replaced while older rows stay readable.
 *
 * `keyRing` is `k1:<base64>,k0:<base64>`: each key 32 bytes, the first one writes, all of them read.
 * Errors: `key_ring_invalid` at once (start-up) for an empty ring, a bad id, a repeated id or a wrong length.
 */
export function createEncryption(keyRing: string): Encryption {
  const keys = parseKeyRing(keyRing);
  const [active] = keys;
  if (!active) throw new EncryptionError("key_ring_invalid", "The encryption key ring is empty.");
  const [activeKeyId, activeKey] = active;
  const byId = new Map(keys);

  return {
    activeKeyId,
    encrypt(plaintext, binding) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", activeKey, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(associatedData(activeKeyId, binding));
      const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, activeKeyId, nonce.toString("base64url"), sealed.toString("base64url")].join(".");
    },
    decrypt(stored, binding) {
      const { keyId, nonce, ciphertext, tag } = parseStored(stored);
      const key = byId.get(keyId);
      if (!key) throw new EncryptionError("key_unknown", `No key "${keyId}" in the encryption key ring.`);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(associatedData(keyId, binding));
      decipher.setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
      } catch {
        throw new EncryptionError("not_authentic", "The value was changed or belongs to another row.");
      }
    },
    isStale: (stored) => parseStored(stored).keyId !== activeKeyId,
  };
}

function parseKeyRing(keyRing: string): (readonly [string, Buffer])[] {
  const keys = keyRing
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry, index) => {
      const [id = "", material = "", ...rest] = entry.split(":");
      if (!KEY_ID.test(id) || rest.length > 0) {
        throw new EncryptionError("key_ring_invalid", `Key ${index + 1} of the ring is not "id:base64".`);
      }
      const key = BASE64.test(material) ? Buffer.from(material, "base64") : Buffer.alloc(0);
      if (key.length !== KEY_BYTES) {
        throw new EncryptionError("key_ring_invalid", `Key "${id}" is not ${KEY_BYTES} bytes of base64.`);
      }
      return [id, key] as const;
    });
  const ids = keys.map(([id]) => id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated) throw new EncryptionError("key_ring_invalid", `Key id "${repeated}" appears twice.`);
  return keys;
}

function parseStored(stored: string) {
  const [version, keyId = "", nonceText = "", sealedText = "", ...rest] = stored.split(".");
  const nonce = fromBase64Url(nonceText);
  const sealed = fromBase64Url(sealedText);
  if (
    version !== VERSION ||
    rest.length > 0 ||
    !KEY_ID.test(keyId) ||
    nonce?.length !== NONCE_BYTES ||
    !sealed ||
    sealed.length < TAG_BYTES
  ) {
    throw new EncryptionError("malformed", "The value is not in the form v1.<keyId>.<nonce>.<ciphertext>.");
  }
  const end = sealed.length - TAG_BYTES;
  return { keyId, nonce, ciphertext: sealed.subarray(0, end), tag: sealed.subarray(end) };
}

/** Strict: Node's decoder skips characters it does not know, so that two texts would open as one value. */
function fromBase64Url(text: string): Buffer | undefined {
  if (!BASE64URL.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}

/** JSON keeps the parts apart: ("a", "bc") and ("ab", "c") are different bindings. */
function associatedData(keyId: string, binding: RowBinding): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, binding.table, binding.column, binding.row]), "utf8");
}

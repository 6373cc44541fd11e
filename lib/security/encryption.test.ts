import { describe, expect, it } from "vitest";
import { createEncryption, EncryptionError, type EncryptionErrorKind } from "@/lib/security/encryption";

const OLD = Buffer.alloc(32, 1).toString("base64");
const NEW = Buffer.alloc(32, 2).toString("base64");
const ROW = { table: "connections", column: "credentials", row: "c1" };

function kindOf(run: () => unknown): EncryptionErrorKind | "no error" {
  try {
    run();
  } catch (error) {
    if (error instanceof EncryptionError) return error.kind;
    throw error;
  }
  return "no error";
}

describe("createEncryption", () => {
  const encryption = createEncryption(`k1:${NEW},k0:${OLD}`);

  it("gives back what was encrypted, also an empty text and any script", () => {
    for (const text of ["", "0042", "schlüssel 鍵 🔑"]) {
      expect(encryption.decrypt(encryption.encrypt(text, ROW), ROW)).toBe(text);
    }
  });

  it("writes v1, the active key id, nonce and ciphertext as base64url, and never the same twice", () => {
    const stored = encryption.encrypt("0042", ROW);
    expect(stored).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]{27}$/);
    expect(encryption.encrypt("0042", ROW)).not.toBe(stored);
  });

  it.each([
    ["another row", { ...ROW, row: "c2" }],
    ["another column", { ...ROW, column: "pin" }],
    ["another table", { ...ROW, table: "installations" }],
    ["parts shifted between table and column", { table: "connection", column: "scredentials", row: "c1" }],
  ])("does not open in %s", (_name, other) => {
    // Without the binding, whoever can write rows could copy a secret to a row they may read.
    const stored = encryption.encrypt("secret", ROW);
    expect(kindOf(() => encryption.decrypt(stored, other))).toBe("not_authentic");
  });

  it("does not open when any one character of nonce or ciphertext was changed", () => {
    const stored = encryption.encrypt("secret", ROW);
    const start = stored.indexOf(".", 3) + 1;
    for (let at = start; at < stored.length; at += 1) {
      if (stored[at] === ".") continue;
      const changed = `${stored.slice(0, at)}${stored[at] === "A" ? "B" : "A"}${stored.slice(at + 1)}`;
      expect(["not_authentic", "malformed"]).toContain(kindOf(() => encryption.decrypt(changed, ROW)));
    }
  });

  it("does not open under the name of another key", () => {
    const stored = encryption.encrypt("secret", ROW).replace("v1.k1.", "v1.k0.");
    expect(kindOf(() => encryption.decrypt(stored, ROW))).toBe("not_authentic");
  });

  it("reads values of the previous key after a rotation, marks them stale, writes with the new one", () => {
    const before = createEncryption(`k0:${OLD}`).encrypt("secret", ROW);
    expect(encryption.decrypt(before, ROW)).toBe("secret");
    expect(encryption.isStale(before)).toBe(true);
    expect(encryption.isStale(encryption.encrypt("secret", ROW))).toBe(false);
  });

  it("names the missing key when its ring no longer has it", () => {
    const stored = createEncryption(`gone:${OLD}`).encrypt("secret", ROW);
    expect(kindOf(() => encryption.decrypt(stored, ROW))).toBe("key_unknown");
    expect(() => encryption.decrypt(stored, ROW)).toThrow('"gone"');
  });

  it.each([
    "",
    "secret",
    "v1.k1.x",
    "v2.k1.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA",
    "v1.k1.AAAA.AAAA",
    "v1.k1.AAAAAAAAAAAAAAAA.AAAA",
  ])("refuses the malformed value %j", (stored) => {
    expect(kindOf(() => encryption.decrypt(stored, ROW))).toBe("malformed");
  });

  it("refuses a second spelling of the same bytes", () => {
    const stored = encryption.encrypt("secret", ROW);
    expect(kindOf(() => encryption.decrypt(`${stored}=`, ROW))).toBe("malformed");
  });

  it.each([
    ["an empty ring", ""],
    ["no id", NEW],
    ["a short key", `k1:${Buffer.alloc(31).toString("base64")}`],
    ["a long key", `k1:${Buffer.alloc(33).toString("base64")}`],
    ["no base64", "k1:not base64 at all!"],
    ["an id with a dot", `k.1:${NEW}`],
    ["an id twice", `k1:${NEW},k1:${OLD}`],
  ])("refuses %s at start", (_name, ring) => {
    expect(kindOf(() => createEncryption(ring))).toBe("key_ring_invalid");
  });

  it("puts neither key nor value into its errors", () => {
    const stored = encryption.encrypt("canary-value", ROW);
    const messages = [
      () => createEncryption(`k1:${Buffer.alloc(31, 7).toString("base64")}`),
      () => encryption.decrypt(stored, { ...ROW, row: "c2" }),
      () => encryption.decrypt("canary-value", ROW),
    ].map((run) => {
      try {
        run();
        return "no error";
      } catch (error) {
        return String(error);
      }
    });
    for (const message of messages) {
      expect(message).toMatch(/^EncryptionError/);
      expect(message).not.toContain("canary-value");
      expect(message).not.toContain(Buffer.alloc(31, 7).toString("base64"));
    }
  });
});

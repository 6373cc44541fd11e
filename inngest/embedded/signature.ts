import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const withoutPrefix = (signingKey: string) => signingKey.replace(/^signkey-\w+-/, "");

/**
 * The `x-inngest-signature` header for `text`, which must be the exact canonical body.
 *
 * `realSeconds` is real Unix time whatever the engine's clock says: the SDK accepts five minutes either
 * way of its own real time.
 */
export function sign(signingKey: string, text: string, realSeconds: number): string {
  const mac = createHmac("sha256", withoutPrefix(signingKey))
    .update(text + realSeconds)
    .digest("hex");
  return `t=${realSeconds}&s=${mac}`;
}

/** The bearer token an app presents: the prefix, then SHA-256 of the hex-decoded key. */
export function hashedSigningKey(signingKey: string): string {
  const prefix = signingKey.match(/^signkey-\w+-/)?.[0] ?? "";
  return (
    prefix +
    createHash("sha256")
      .update(Buffer.from(withoutPrefix(signingKey), "hex"))
      .digest("hex")
  );
}

/** Compares two secrets in a time that does not depend on where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

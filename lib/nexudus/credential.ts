import { createHash } from "node:crypto";

/** What authenticates one installation's REST calls. `password` is a secret: never log or store it in clear. */
export interface NexudusCredential {
  readonly username: string;
  readonly password: string;
}

/**
 * Derives the API credential of an install: the application key, and md5(token + secret key) in lower-case
 * hex. Pure; the same token always gives the same credential. A rotated secret key changes all of them, so
 * the token is what has to be kept.
 *
 * Source: Nexudus "Authentication: published apps" (developers.nexudus.com/reference).
 */
export function deriveCredential(input: {
  readonly applicationKey: string;
  readonly secretKey: string;
  readonly token: string;
}): NexudusCredential {
  return {
    username: input.applicationKey,
    password: createHash("md5").update(`${input.token}${input.secretKey}`, "utf8").digest("hex"),
  };
}

/** The value of the Authorization header. Secret. */
export function authorizationHeader(credential: NexudusCredential): string {
  return `Basic ${Buffer.from(`${credential.username}:${credential.password}`, "utf8").toString("base64")}`;
}

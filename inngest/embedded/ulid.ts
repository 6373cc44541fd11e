import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: 48 bits of milliseconds, 80 random bits, 26 characters that sort by time. */
export function ulid(at: Date): string {
  let time = at.getTime();
  let head = "";
  for (let i = 0; i < 10; i++) {
    head = ALPHABET.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = "";
  for (const byte of randomBytes(16)) tail += ALPHABET.charAt(byte % 32);
  return head + tail;
}

export const isUlid = (text: string) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(text);

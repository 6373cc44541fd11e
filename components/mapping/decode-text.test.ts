import { describe, expect, it } from "vitest";
import { decodeText } from "./decode-text";

const text = "Büro;Ça va";
const utf16 = (isBig: boolean) => {
  const bytes = Buffer.from(`\uFEFF${text}`, "utf16le");
  return isBig ? bytes.swap16() : bytes;
};

describe("decodeText", () => {
  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with its mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16, little end first", utf16(false)],
    ["UTF-16, big end first", utf16(true)],
    ["the Windows code page of Excel", Buffer.from(text, "latin1")],
  ])("reads %s", (_, bytes) => {
    expect(decodeText(new Uint8Array(bytes))).toBe(text);
  });
});

import { describe, expect, it } from "vitest";
import { cardKey, isCard, toCardValue } from "./card-values";

describe("toCardValue", () => {
  it.each(["04a21b0c", "04:A2:1B:0C", " 04-a2 1b.0C "])("reads %j as one UID", (typed) => {
    expect(toCardValue(typed)).toMatchObject({ kind: "uid", uid: "04A21B0C", digitsOnly: false });
  });

  it.each([
    ["04A21B0C112233", "uid"],
    ["04A21B0C112233445566", "uid"],
    ["crd_41b2", "id"],
    ["A-0042", "printed"],
    // 5 bytes are no UID of ISO 14443.
    ["04A21B0C11", "printed"],
  ])("reads %s as %s", (typed, kind) => {
    expect(toCardValue(typed)?.kind).toBe(kind);
  });

  it("says when digits could be a printed code just as well", () => {
    expect(toCardValue("12345678")).toMatchObject({ kind: "uid", digitsOnly: true });
    expect(toCardValue("12:34:56:78")).toMatchObject({ kind: "uid", digitsOnly: false });
  });

  it.each(["", "   ", "crd_", "crd_a b", "x".repeat(65), "a\nb", "<b>"])("refuses %j", (typed) => {
    expect(toCardValue(typed)).toBeNull();
  });
});

describe("isCard", () => {
  it("matches whatever way the register writes a UID", () => {
    const value = toCardValue("04:a2:1b:0c");
    expect(value && isCard(value, { id: "crd_1", uid: "04a21b0C" })).toBe(true);
    expect(value && isCard(value, { id: "crd_1", uid: "04A21B0D" })).toBe(false);
    expect(value && isCard(value, { id: "crd_1", uid: null, printed_code: "04:a2:1b:0c" })).toBe(false);
  });

  it("matches digits with a UID or with a printed code", () => {
    const value = toCardValue("12345678");
    expect(value && isCard(value, { id: "crd_1", printed_code: "12345678" })).toBe(true);
    expect(value && isCard(value, { id: "crd_1", uid: "12345678" })).toBe(true);
  });

  it("gives two spellings of one card one key", () => {
    const keys = ["04a21b0c", "04:A2:1B:0C"].map((typed) => toCardValue(typed)).map((v) => v && cardKey(v));
    expect(new Set(keys).size).toBe(1);
  });
});

import { describe, expect, it } from "vitest";
import { cardKey, chooseCard, isCard, newCard, toCardValue } from "./card-values";
import { credentialSchema, formatSchema } from "./schemas";

const card = (id: number, referenceId: string, number?: string, facility?: string, formatId = 100) =>
  credentialSchema.parse({
    id,
    credentialFormat: { id: formatId },
    referenceId,
    fieldValues: [
      ...(number === undefined ? [] : [{ id: 1, name: "acs.cards.format.card_number", value: number }]),
      ...(facility === undefined ? [] : [{ id: 2, name: "facility_code", value: facility }]),
    ],
  });
const value = (typed: string) => {
  const read = toCardValue(typed);
  if (!read) throw new Error(`no card: ${typed}`);
  return read;
};

describe("a typed card", () => {
  it("is a number, with a facility code before it, or a reference as it stands", () => {
    expect(value(" 02044 ")).toMatchObject({ number: "2044", facility: null });
    for (const typed of ["10-2044", "10:2044", "010/2044", "10 2044"])
      expect(value(typed)).toMatchObject({ number: "2044", facility: "10" });
    expect(value("Blue fob 7")).toEqual({ reference: "Blue fob 7", number: null, facility: null });
    expect(value("0")).toMatchObject({ number: "0" });
  });

  it("with a sign that a filter cannot say is none", () => {
    for (const typed of ["", "  ", "a;b", "a,b", "a:b", "1:2:3", "x".repeat(65)])
      expect(toCardValue(typed), typed).toBeNull();
  });

  it("in two spellings is one, and with another facility another", () => {
    expect(cardKey(value("010-2044"))).toBe(cardKey(value("10:02044")));
    expect(cardKey(value("11-2044"))).not.toBe(cardKey(value("10-2044")));
    expect(cardKey(value("AB12"))).toBe(cardKey(value("ab12")));
  });
});

describe("the card that is meant", () => {
  it("is that of the reference or the number, never one that only contains it", () => {
    expect(isCard(value("2044"), card(1, "2044"))).toBe(true);
    expect(isCard(value("2044"), card(1, "x", "02044"))).toBe(true);
    expect(isCard(value("204"), card(1, "2044", "2044"))).toBe(false);
    expect(isCard(value("11-2044"), card(1, "2044", "2044", "10"))).toBe(false);
  });

  it("is neither a PIN nor a mobile pass", () => {
    for (const formatId of [2, 307])
      expect(isCard(value("2044"), card(1, "2044", undefined, undefined, formatId))).toBe(false);
  });

  it("is none by guess when a number names several, and the exact reference before others", () => {
    const both = [card(1, "10-2044", "2044", "10"), card(2, "77-2044", "2044", "77")];
    expect(chooseCard(value("2044"), both)).toBe("many");
    expect(chooseCard(value("77-2044"), both)).toEqual({ card: both[1] });
    expect(chooseCard(value("2044"), [...both, card(3, "2044", "5")])).toMatchObject({ card: { id: "3" } });
    expect(chooseCard(value("9"), both)).toBe("none");
  });
});

describe("a new card", () => {
  const format = (fields: object[]) =>
    formatSchema.parse({ id: 102, name: "HID Corporate 1000", credentialFields: fields });
  const number = { id: 5, name: "card_number" };
  const facility = { id: 6, name: "facility_code" };

  it("is made with the field ids of its own format", () => {
    expect(newCard(value("010-2044"), format([number, facility]))).toEqual({
      credentialFormat: { id: 102 },
      referenceId: "10-2044",
      fieldValues: [
        { id: 5, value: "2044" },
        { id: 6, value: "10" },
      ],
    });
    expect(newCard(value("2044"), format([number]))).toMatchObject({ referenceId: "2044" });
  });

  it("is not made without a facility code that the format wants, nor from what is no number", () => {
    expect(newCard(value("2044"), format([number, facility]))).toBeNull();
    expect(newCard(value("Blue fob"), format([number]))).toBeNull();
  });
});

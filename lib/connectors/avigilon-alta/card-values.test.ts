import { describe, expect, it } from "vitest";
import { keysOf, toCard, typeOf } from "./card-values";
import { cardFormatSchema, credentialSchema } from "./schemas";

const prox = cardFormatSchema.parse({ id: 5150, code: "prox26std", name: "26 bit" });
const raw = cardFormatSchema.parse({ id: 5147, code: "raw64", name: "Raw" });

describe("card values", () => {
  it.each(["1234-5678", "12:34", "12ab", "not a card", "", "04:a2:1b:0c:9", "x".repeat(101)])(
    "Automatic takes %j for nothing",
    (typed) => {
      expect(toCard(typed, "automatic", null)).toBeNull();
    },
  );

  it("Automatic never takes 14 hex digits for DESFire", () => {
    expect(toCard("04A21B0C9D5E80", "automatic", null)?.model).toBe("cardMifareCsn");
    expect(toCard("04 12 33 44", "automatic", null)).toMatchObject({
      model: "cardMifareCsn",
      body: { number: "04123344" },
    });
  });

  it.each([
    ["wiegand", "DEADBEEF"],
    ["schlage", "10-20"],
    ["pin", "123"],
    ["pin", "123456789"],
    ["desfire", "04A21B0C"],
    ["mifare_csn", "XYZ123"],
  ] as const)("%s refuses %s", (type, typed) => {
    expect(toCard(typed, type, prox)).toBeNull();
  });

  it("names the chosen format, and sends none where none was chosen", () => {
    expect(toCard("2044", "automatic", raw)?.body).toEqual({ cardFormatId: 5147, number: "2044" });
    expect(toCard("2044", "automatic", null)?.body).toEqual({ number: "2044" });
    expect(toCard("10-2044", "automatic", raw)).toBeNull();
    expect(toCard("10-2044", "automatic", prox)?.body).toEqual({
      cardFormatId: 5150,
      fields: { facilityCode: "10", cardId: "2044" },
    });
    const named = {
      id: 1,
      code: "own",
      description: { fields: [{ name: "facilityCode" }, { name: "cardId" }] },
    };
    expect(toCard("10-2044", "wiegand", cardFormatSchema.parse(named))).not.toBeNull();
  });

  it("knows a card again by number, by fields, and by fields beside the number", () => {
    const row = (card: object) =>
      keysOf(credentialSchema.parse({ id: 1, credentialType: { modelName: "card" }, card }));
    const key = (typed: string) => toCard(typed, "automatic", prox)?.key;
    expect(row({ number: "0002044" })).toEqual([key("2044")]);
    expect(row({ number: null, fields: { facilityCode: "10", cardId: "2044" } })).toEqual([key("10-2044")]);
    expect(row({ facilityCode: 10, cardId: 2044 })).toEqual([key("010-02044")]);
    expect(row({ number: null, cardId: null })).toEqual([]);
    const pin = credentialSchema.parse({
      id: 1,
      credentialType: { modelName: "pincode" },
      pincode: { number: "0042" },
    });
    expect(keysOf(pin)).toEqual([toCard("0042", "pin", null)?.key]);
    expect(keysOf(pin)).not.toEqual([toCard("42000", "pin", null)?.key]);
  });

  it("falls back to Automatic for a choice it does not know", () => {
    expect([typeOf(undefined), typeOf("telepathy"), typeOf("desfire")]).toEqual([
      "automatic",
      "automatic",
      "desfire",
    ]);
  });
});

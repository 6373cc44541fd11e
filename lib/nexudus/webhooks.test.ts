import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseDelivery, verifyDelivery } from "./webhooks";

const SECRET = "test-shared-secret";
const bytes = (text: string) => new TextEncoder().encode(text);
const sign = (secret: string, body: Uint8Array | string) =>
  createHmac("sha256", secret).update(body).digest("hex");

const PLAIN = '[{"Id":1418686279,"ResourceName":"Small meeting room"}]';
const ACCENTS = '[{"Id":1418686279,"CoworkerFullName":"José Ñandú"}]';
const EMOJI = '[{"Id":1,"Notes":"ok 👍"}]';

describe("verifyDelivery", () => {
  it.each([
    [PLAIN, "raw", "453AA2365A2D3F62716471236119042E247C2881A99C1E9AB471E9BAB88ED8F8"],
    [ACCENTS, "raw", "3386045D662684EF9F6444B46C3BA9817DEA2C4FC103382F467158FF903436DF"],
    [ACCENTS, "folded", "6E1F502917467FC063D582122A6ABA44C6567FE407967C419A3BA1E7A9F13BAC"],
    [EMOJI, "raw", "6668F1119575A40D526F64D48EBB73F2B2776B5CF684AB907C8C18E49D6E1A25"],
    [EMOJI, "folded", "8E45DBCB6F4877B1C1ED190AC1752E2A9334A801439D006AE5A9D3894DCC5F7A"],
  ])("accepts %s signed %s, in either case of hex", (body, form, signature) => {
    const signed = { verdict: "signed", candidate: { secretIndex: 1, form } };
    expect(verifyDelivery(bytes(body), signature, ["another", SECRET])).toEqual(signed);
    expect(verifyDelivery(bytes(body), signature.toLowerCase(), ["another", SECRET])).toEqual(signed);
  });

  it("accepts a bare object that was signed inside brackets", () => {
    const accent = '{"Id":1,"Name":"é"}';
    expect(verifyDelivery(bytes(accent), sign(SECRET, bytes(`[${accent}]`)), [SECRET])).toMatchObject({
      candidate: { form: "wrapped-raw" },
    });
    expect(verifyDelivery(bytes(accent), sign(SECRET, '[{"Id":1,"Name":"?"}]'), [SECRET])).toMatchObject({
      candidate: { form: "wrapped-folded" },
    });
    // An array is never wrapped again.
    expect(verifyDelivery(bytes(PLAIN), sign(SECRET, `[${PLAIN}]`), [SECRET])).toEqual({ verdict: "wrong" });
  });

  it.each([
    ["another body", bytes(`${PLAIN} `), sign(SECRET, PLAIN), [SECRET]],
    ["another secret", bytes(PLAIN), sign("other", PLAIN), [SECRET]],
    ["a cut signature", bytes(PLAIN), sign(SECRET, PLAIN).slice(0, 63), [SECRET]],
    ["a longer signature", bytes(PLAIN), `${sign(SECRET, PLAIN)}0`, [SECRET]],
    ["no hex at all", bytes(PLAIN), "é", [SECRET]],
    ["no secret to check with", bytes(PLAIN), sign(SECRET, PLAIN), []],
    ["an unset secret", bytes(PLAIN), sign("", PLAIN), [""]],
  ])("refuses %s", (_name, body, header, secrets) => {
    expect(verifyDelivery(body, header, secrets)).toEqual({ verdict: "wrong" });
  });

  it("calls a delivery without signature unsigned, never signed", () => {
    expect(verifyDelivery(bytes(PLAIN), null, [SECRET])).toEqual({ verdict: "unsigned" });
    expect(verifyDelivery(bytes(PLAIN), " ", [SECRET])).toEqual({ verdict: "unsigned" });
  });

  it("keeps a byte order mark, which the sender signed too", () => {
    const body = bytes('\uFEFF[{"Id":1}]');
    expect(verifyDelivery(body, sign(SECRET, '?[{"Id":1}]'), [SECRET])).toMatchObject({ verdict: "signed" });
  });
});

describe("parseDelivery", () => {
  const booking = { Id: 5, CoworkerId: 7, UpdatedOn: "2026-03-01T10:15:44.5515198Z", CoworkerFullName: "x" };
  const expected = [
    { kind: "booking", id: "5", coworkerIds: ["7"], updatedOn: new Date("2026-03-01T10:15:44.551Z") },
  ];
  it.each([
    ["an array", [booking]],
    ["Records", { Records: [booking] }],
    ["a bare record", booking],
    ["Value", { Value: booking }],
    ["Data", { Data: [booking] }],
  ])("reads %s", (_name, body) => {
    expect(parseDelivery(bytes(JSON.stringify(body)), 7)).toEqual(expected);
  });

  it("names the members by what the record is", () => {
    const of = (action: number, record: object) =>
      parseDelivery(bytes(JSON.stringify([record])), action)?.map((r) => [r.kind, ...r.coworkerIds]);
    expect(of(61, { Id: 7 })).toEqual([["coworker", "7"]]);
    expect(of(57, { Id: 1, TeamMembers: [7, 8], CoworkerIds: "8,9" })).toEqual([["team", "7", "8", "9"]]);
    expect(of(36, { Id: 7, FullName: "A", Email: "a@b.test" })).toEqual([["coworker", "7"]]);
    expect(of(36, { Id: 3, CoworkerId: 7, FromTime: "x" })).toEqual([["checkin", "7"]]);
    expect(of(8, { Id: 3, CoworkerId: null })).toEqual([["booking"]]);
    expect(of(84, { Id: 3 })).toEqual([["business"]]);
    expect(of(999, { Id: 3 })).toEqual([["other"]]);
  });

  it.each(["", "{", "null", "7", '"text"', "[1]", '[{"Id":"x"}]', '{"Name":"no id"}', '{"Value":null}'])(
    "gives null for %j",
    (body) => {
      expect(parseDelivery(bytes(body), 6)).toBeNull();
    },
  );

  it("keeps the records it understands", () => {
    expect(parseDelivery(bytes('[{"Id":0},{"Id":4,"CoworkerId":1,"UpdatedOn":"?"}]'), 6)).toEqual([
      { kind: "booking", id: "4", coworkerIds: ["1"], updatedOn: null },
    ]);
  });

  it("gives up on what is wrapped more often than anybody wraps", () => {
    const wrapped = (times: number) =>
      `${'{"Value":'.repeat(times)}{"Id":4,"CoworkerId":1}${"}".repeat(times)}`;
    expect(parseDelivery(bytes(wrapped(4)), 6)).toHaveLength(1);
    expect(parseDelivery(bytes(wrapped(5)), 6)).toBeNull();
    expect(parseDelivery(bytes(wrapped(100_000)), 6)).toBeNull();
  });
});

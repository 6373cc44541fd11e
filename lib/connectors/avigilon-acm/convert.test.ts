import { describe, expect, it } from "vitest";
import { cardNumber } from "./cards";
import { grantIdOf, neededId, parseGrantId, splitName, toAccessGroup } from "./convert";
import { originOf } from "./endpoints";
import { refusedForm } from "./failures";
import { roleSchema } from "./schemas";

const NOW = new Date("2026-05-01T08:00:00Z");
const DN = "cn=69aa000000000001,ou=roles,dc=plasec";
const group = (fields: Record<string, unknown>) =>
  toAccessGroup(
    roleSchema.parse({ cn: "69aa000000000001", dn: DN, plasecName: "Board room", ...fields }),
    NOW,
  );

describe("names", () => {
  it.each([
    ["Ana Ruiz", "Ana", "Ruiz"],
    ["Ana de la Cruz", "Ana de la", "Cruz"],
    ["Cher", "", "Cher"],
    ["  =cmd() Ruiz ", "cmd()", "Ruiz"],
    ["Ana -Ruiz", "Ana", "Ruiz"],
    ["@", "", "Member"],
    ["A\u0000na\tRuiz", "A na", "Ruiz"],
  ])("%j is %j and %j", (name, first, last) => {
    expect(splitName(name)).toEqual({ first, last });
  });
});

describe("ids", () => {
  it("of a grant name the person and the role, and nothing else is one", () => {
    expect(parseGrantId(grantIdOf("0", DN))).toEqual({ personId: "0", roleDn: DN });
    for (const text of ["", "0", DN, `|${DN}`, `x|${DN}`, "0|"]) expect(parseGrantId(text), text).toBeNull();
  });

  it("of a person are hex, or not asked for", () => {
    expect(neededId("6961cb7d2c664248", "grant")).toBe("6961cb7d2c664248");
    for (const text of ["", "..", "ABC", "1/2", "12345678901234567"])
      expect(() => neededId(text, "grant"), text).toThrowError(
        expect.objectContaining({ kind: "not_found" }),
      );
  });
});

describe("roles", () => {
  it("opens nothing any more once stopped or not installed, whatever the attribute is called", () => {
    expect(group({ plasecroleStopdate: "20260501080000Z" })).toBeNull();
    expect(group({ stop: "2026-04-30T00:00:00.000Z" })).toBeNull();
    expect(group({ Installed: "FALSE" })).toBeNull();
    expect(group({ plasecInstalled: false })).toBeNull();
    expect(group({ Installed: "TRUE", stopDate: "19700101000000Z" })?.hint).toBeNull();
  });

  it("warns of a role that begins later or ends, and reads nothing into a date it does not know", () => {
    expect(group({ startDate: "20260601000000Z", stopDate: "20260701000000Z" })?.hint).toBe(
      "Opens nothing before 2026-06-01, opens nothing from 2026-07-01 on",
    );
    expect(group({ stopDate: "07/01/2026" })).toMatchObject({ name: "Board room", hint: null });
  });

  it("warns of a role that gives rights, by its delegations or its name", () => {
    const warning = "Gives rights in ACM itself: never for members";
    expect(group({ plasecroleDelegationDN: ["cn=1,ou=delegations,dc=plasec"] })?.hint).toBe(warning);
    expect(group({ plasecName: "SuperAdmin" })?.hint).toBe(warning);
    expect(group({ plasecroleDelegationDN: [] })?.hint).toBeNull();
  });
});

it.each([
  ["0042", "42"],
  [" 123 ", "123"],
  ["9999999999999999999", "9999999999999999999"],
  ["0", null],
  ["12-34", null],
  ["04:A2", null],
  ["12345678901234567890", null],
])("card %j is number %j", (typed, number) => {
  expect(cardNumber(typed)).toBe(number);
});

it("keeps of an address what names the server, and takes no other scheme", () => {
  expect(originOf("https://acm.example.test:8443/identities?x=1")).toBe("https://acm.example.test:8443");
  for (const text of [undefined, "", "acm.example.test", "http://acm.example.test"])
    expect(() => originOf(text)).toThrowError(expect.objectContaining({ kind: "invalid_request" }));
});

describe("a form that comes back", () => {
  const page = (said: string) => `<form><label>PIN</label><p class="field_error">${said}</p></form>`;
  it.each([
    ["PIN has already been taken", "pin_taken"],
    ["PIN must have 4 digits", "pin_refused"],
    ["Internal Number has already been taken", "number_taken"],
    ["Internal Number is not a number", "number_refused"],
    ["Last Name can't be blank", "name_refused"],
    ["That is already in use", "taken"],
    ["Something else", "refused"],
  ])("%j is %s", (said, vendorCode) => {
    const error = refusedForm("create_token", 200, page(said));
    expect(error).toMatchObject({ kind: "invalid_request", details: { vendorCode } });
    expect(error.message).not.toContain(said);
  });

  it("is no form without one: something else answered", () => {
    expect(refusedForm("create_token", 200, "<html>Please wait</html>").kind).toBe("unexpected_response");
  });
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { roleDn } from "./dn";
import { SEED } from "./seed";
import { bracketed, call, type Harness, MINUTE, startForTest } from "./testing";

let t: Harness;
beforeEach(async () => {
  t = await startForTest();
});
afterEach(() => t.sim.close());

const { roles } = SEED;
const rolesOf = (id: string) => t.api.world.find("identities", id)?.roles;
const tokensOf = (id: string) => t.api.world.tokensOf(id);

it("answers a create with 302 and a hex id, and a bad form with 200 and the reason", async () => {
  const made = await t.form("/identities", bracketed("identity", { plasecLname: "Ruiz" }));
  expect([made.status, made.headers.location]).toEqual([
    302,
    expect.stringMatching(/^\/identities\/[0-9a-f]{16}$/),
  ]);
  const bad = await t.form("/identities", bracketed("identity", { plasecFname: "Ana" }));
  expect([bad.status, bad.headers["content-type"]]).toEqual([200, expect.stringContaining("text/html")]);
  expect(bad.text).toContain("Last Name can&#39;t be blank");
  expect(bad.text).toContain("<form");
});

it("wants a last name, takes one e-mail address twice, and by switch wants a first name", async () => {
  const fields = { plasecidentityEmailaddress: "ana@example.com" };
  const [one, two] = [await t.person(fields), await t.person(fields)];
  expect(one).not.toBe(two);
  expect(t.api.people("ana@example.com")).toEqual([one, two]);
  t.api.setSwitches({ firstNameRequired: true });
  const bad = await t.form("/identities", bracketed("identity", { plasecLname: "Ruiz" }));
  expect(bad.text).toContain("First Name");
});

it("refuses a card number or PIN that is taken, unless the switch allows it", async () => {
  const [one, two] = [await t.person(), await t.person()];
  const token = (person: string, number: string, pin: string) =>
    t.token(person, { plasecInternalnumber: number, plasecPIN: pin });
  expect((await token(one, "1001", "1111")).status).toBe(302);
  expect((await token(two, "1001", "2222")).text).toContain("Internal Number has already been taken");
  expect((await token(two, "1002", "1111")).text).toContain("PIN has already been taken");
  expect((await token(two, "1002", "11")).text).toContain("PIN must have");
  expect((await t.token(two, { plasecPIN: "3333" })).text).toContain("Internal Number");
  t.api.setSwitches({ duplicateNumber: "allowed", duplicatePin: "allowed", internalNumberRequired: false });
  expect((await token(two, "1001", "1111")).status).toBe(302);
  expect((await t.token(two, { plasecPIN: "3333" })).status).toBe(302);
});

it("a form update of a token blanks what it leaves out; an XML PUT changes only what it names", async () => {
  const person = await t.person();
  const dates = { plasecActivatedate: "2026-05-01T00:00:00Z", plasecDeactivatedate: "05/02/2026" };
  const id = t.idOf(await t.token(person, { plasecInternalnumber: "1001", plasecPIN: "1111", ...dates }));
  const { cookie, csrf } = await t.session();
  const put = await call(`${t.sim.url}/identities/${person}/tokens/${id}.xml`, {
    method: "PUT",
    headers: { cookie, "x-csrf-token": csrf, "content-type": "application/xml" },
    body: '<?xml version="1.0" encoding="utf-8"?><token><plasecTokenstatus>2</plasecTokenstatus></token>',
  });
  expect(put.status).toBe(200);
  const [before] = tokensOf(person);
  expect(before?.attrs).toMatchObject({ plasecTokenstatus: "2", plasecPIN: "1111", plasecDownload: "TRUE" });
  expect(before?.activatesAt).toBe(Date.parse("2026-05-01T00:00:00Z"));
  await t.form(`/identities/${person}/tokens/${id}`, {
    _method: "put",
    "token[plasecInternalnumber]": "1001",
    "token[plasecTokenstatus]": "1",
  });
  const [after] = tokensOf(person);
  expect(after?.attrs).toMatchObject({ plasecTokenstatus: "1", plasecDownload: "FALSE" });
  expect(after?.attrs.plasecPIN).toBeUndefined();
  expect([after?.activatesAt, after?.deactivatesAt]).toEqual([null, null]);
});

it("update_roles replaces the whole list, refuses an unknown DN, and is cleared by one empty value only", async () => {
  const person = await t.person();
  await t.roles(person, roleDn(roles.board), roleDn(roles.studio));
  expect(rolesOf(person)).toEqual([roles.board, roles.studio]);
  await t.roles(person, roleDn(roles.focus));
  expect(rolesOf(person)).toEqual([roles.focus]);
  const unknown = await t.roles(person, roleDn("0123456789abcdef"), roleDn(roles.board));
  expect([unknown.status, unknown.text.includes("Unknown role")]).toEqual([200, true]);
  expect(rolesOf(person)).toEqual([roles.focus]);
  expect((await t.form(`/identities/${person}/update_roles`, { _method: "put" })).status).toBe(302);
  expect(rolesOf(person)).toEqual([roles.focus]);
  t.api.setSwitches({ emptyRoleList: "ignored" });
  await t.roles(person);
  expect(rolesOf(person)).toEqual([roles.focus]);
  t.api.setSwitches({ emptyRoleList: "clears" });
  await t.roles(person);
  expect(rolesOf(person)).toEqual([]);
});

it("leaves roles outside the account's limit as they were without a word, or refuses, by switch", async () => {
  const person = await t.person();
  t.api.staffRoles(person, [roles.superAdmin]);
  t.api.setAccount({ assignable: [roles.board] });
  expect((await t.roles(person, roleDn(roles.board), roleDn(roles.studio))).status).toBe(302);
  expect(rolesOf(person)).toEqual([roles.board, roles.superAdmin]);
  t.api.setSwitches({ assignLimit: "forbidden" });
  expect((await t.roles(person, roleDn(roles.studio))).status).toBe(403);
});

it("two clients writing roles at once: the second list wins, and the first role is lost", async () => {
  const person = await t.person();
  const read = async () =>
    (await t.get(`/identities/${person}.json`)).json.data.attributes.plasecidentityRoleDN ?? [];
  const [mine, theirs] = [await read(), await read()] as [string[], string[]];
  await t.roles(person, ...mine, roleDn(roles.board));
  await t.roles(person, ...theirs, roleDn(roles.studio));
  expect(rolesOf(person)).toEqual([roles.studio]);
});

it("staff may change roles and PINs, delete and merge people behind an application's back", async () => {
  const [kept, gone] = [await t.person(), await t.person()];
  const token = t.api.staffToken(gone, { card: "2001", pin: "5555" });
  t.api.staffRoles(gone, [roles.board]);
  t.api.staffPatchToken(token.cn, { plasecPIN: "6666" });
  t.api.staffMerge(kept, gone);
  expect(rolesOf(kept)).toEqual([roles.board]);
  expect(tokensOf(kept)[0]?.attrs.plasecPIN).toBe("6666");
  expect((await t.get(`/identities/${gone}.json`)).status).toBe(404);
  t.api.staffDeletePerson(kept);
  expect((await t.get(`/identities/${kept}.json`)).status).toBe(404);
});

it("deletes people, and their tokens go along, stay behind or stop it, by switch", async () => {
  const remove = (id: string) => t.form(`/identities/${id}`, { _method: "delete" });
  const [one, two] = [await t.person(), await t.person()];
  await t.token(one, { plasecInternalnumber: "1001" });
  expect((await remove(one)).status).toBe(302);
  expect((await t.token(two, { plasecInternalnumber: "1001" })).text).toContain("taken");
  await t.token(two, { plasecInternalnumber: "1002" });
  t.api.setSwitches({ deleteIdentity: "refused" });
  expect((await remove(two)).text).toContain("still has tokens");
  t.api.setSwitches({ deleteIdentity: "cascades" });
  expect((await remove(two)).status).toBe(302);
  expect(t.api.world.rows("tokens").map((row) => row.attrs.plasecInternalnumber)).not.toContain("1002");
  expect((await remove(two)).status).toBe(404);
});

it("derives not yet active and expired from the dates, in the server's zone and over a change of the clocks", async () => {
  t.api.setSwitches({ tokenDates: "day" });
  const person = await t.person();
  // London leaves summer time on the 25th: that day has 25 hours.
  const dates = { plasecActivatedate: "10/24/2026", plasecDeactivatedate: "10/25/2026" };
  await t.token(person, { plasecInternalnumber: "1001", ...dates });
  const status = async () => {
    t.forget();
    const { tokens } = (await t.get(`/identities/${person}/tokens.json`)).json;
    return JSON.stringify(tokens).match(/"token_status":"([^"]+)"/)?.[1];
  };
  for (const [at, expected] of [
    ["2026-10-23T22:59:59Z", "Not Yet Active"],
    ["2026-10-23T23:00:00Z", "Active"],
    ["2026-10-25T23:59:59Z", "Active"],
    ["2026-10-26T00:00:00Z", "Expired"],
  ] as const) {
    t.clock.set(new Date(at));
    expect([at, await status()]).toEqual([at, expected]);
  }
  t.clock.advance(MINUTE);
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { type Harness, startForTest } from "./testing";

let t: Harness;
beforeEach(async () => {
  t = await startForTest();
});
afterEach(() => t.sim.close());

/** What the vendor's own page sends. */
const WHOLE =
  "identity_search_exec_search=true&adv_search_field_0=&adv_search_udf_0=&adv_search_val_0=&search_pattern_0=2&adv_search_and_or=%26&adv_search_cnt=0&adv_search_exec_search=true&quick_search=true&qck_search_and_or=%26&lnam=&fnam=&tkn=&search_pattern_fnam=2&search_pattern_lnam=2&group_id=&id=";

it("profile xml-only: 406 for the JSON list, nothing for a bare one, 500 for half the form, all for the whole form", async () => {
  t.api.setProfile("xml-only");
  expect((await t.get("/identities.json")).status).toBe(406);
  expect((await t.get("/identities.xml")).text).toContain("<nil-classes");
  expect((await t.get("/identities.xml?quick_search=true&lnam=")).status).toBe(500);
  const whole = await t.get(`/identities.xml?${WHOLE}`);
  expect(whole.text.match(/<identity>/g)).toHaveLength(3);
});

it("profiles json and json-only: pages of the JSON list, and no XML list for the second", async () => {
  t.api.setProfile("json");
  for (let i = 0; i < 130; i += 1) t.api.staffPerson({ last: `Person ${i}` });
  const page = (await t.get("/identities.json?page=2&perpage=100&sort_by=plasecName&order=ascend")).json;
  expect(page.data).toHaveLength(33);
  expect(page.meta).toEqual({ recordsTotal: 133, recordsFiltered: 133 });
  expect((await t.get("/identities.xml")).text.match(/<identity>/g)).toHaveLength(133);
  t.api.setProfile("json-only");
  expect((await t.get("/identities.json")).status).toBe(200);
  expect((await t.get(`/identities.xml?${WHOLE}`)).status).toBe(406);
});

it("names attributes by the prefix of the server, and takes no field by the other one", async () => {
  t.api.setSwitches({ prefix: "avigilon" });
  const read = await t.get("/identities.xml?filter=plasecidentityEmailaddress=*");
  expect(read.text).toContain("<avigilonLname>Marsh</avigilonLname>");
  expect(read.text).toContain("cn=5c1e0000000000e4,ou=roles,dc=plasec");
  expect((await t.form("/identities", { "identity[plasecLname]": "Ruiz" })).text).toContain("Last Name");
  expect((await t.form("/identities", { "identity[avigilonLname]": "Ruiz" })).status).toBe(302);
});

it("V1 has neither e-mail nor roles and status as text; V2 all of it with status as a number, wrapped or bare", async () => {
  t.api.setProfile("json");
  const rosa = (await t.get("/identities.json")).json.data.find((row) => row.plasecName === "Marsh, Rosa");
  expect(rosa).toMatchObject({ plasecIdstatus: "Active", dn: "cn=5c1e0000000000a2,ou=identities,dc=plasec" });
  expect(JSON.stringify(rosa)).not.toMatch(/@|roles/);
  const bare = (await t.get("/identities/5c1e0000000000a2.json")).json;
  expect(bare.attributes).toMatchObject({
    plasecIdstatus: 1,
    plasecidentityEmailaddress: "front-desk@harbour-works.example",
    plasecidentityRoleDN: ["cn=5c1e0000000000e4,ou=roles,dc=plasec"],
  });
  expect(bare.tokens).toHaveLength(1);
  t.api.setSwitches({ detailShape: "wrapped", singleValues: "bare" });
  const wrapped = (await t.get("/identities/5c1e0000000000a2.json")).json;
  expect(wrapped.data.attributes.plasecidentityRoleDN).toBe("cn=5c1e0000000000e4,ou=roles,dc=plasec");
  t.api.setSwitches({ jsonDetail: "not_acceptable" });
  expect((await t.get("/identities/5c1e0000000000a2.json")).status).toBe(406);
  expect((await t.get("/identities/5c1e0000000000a2.xml")).text).toContain(
    "<plasecIdstatus>1</plasecIdstatus>",
  );
});

it("V3 lists tokens with status as text and without any PIN, in JSON and in XML", async () => {
  const listed = (await t.get("/identities/5c1e0000000000a2/tokens.json")).json;
  expect(listed.recordsFiltered).toBeNull();
  expect(listed.tokens[0]?.attributes).toMatchObject({
    plasecInternalnumber: "70421",
    extended_attributes: { token_status: "Active" },
  });
  const xml = (await t.get("/identities/5c1e0000000000a2/tokens.xml")).text;
  expect(xml).toContain("<plasecTokenstatus>1</plasecTokenstatus>");
  expect(JSON.stringify(listed) + xml).not.toContain("704218");
});

it("wraps several values in a plural element, and leaves empty attributes out", async () => {
  t.api.staffRoles("5c1e0000000000a2", ["5c1e0000000000e1", "5c1e0000000000e2"]);
  const two = (await t.get("/identities.xml?filter=plasecLname=Marsh")).text;
  expect(two).toMatch(
    /<plasecidentityRoleDNs type="array">(<plasecidentityRoleDN>[^<]+<\/plasecidentityRoleDN>){2}</,
  );
  t.api.staffRoles("5c1e0000000000a2", []);
  const none = (await t.get("/identities.xml?filter=plasecLname=Marsh")).text;
  expect(none).not.toContain("plasecidentityRoleDN");
  expect(none).not.toContain("plasecidentityPhone");
});

it("leaves contact fields out of list rows by switch, and finds by them all the same", async () => {
  t.api.setSwitches({ listShows: "names" });
  const found = await t.get(
    "/identities.xml?filter=plasecidentityEmailaddress=front-desk@harbour-works.example",
  );
  expect(found.text).toContain("<plasecName>Marsh, Rosa</plasecName>");
  expect(found.text).not.toContain("@");
  expect((await t.get("/identities/5c1e0000000000a2.json")).text).toContain("front-desk@");
});

it("filters by an attribute whatever the case, with escapes, or ignores the filter by switch", async () => {
  const count = async (filter: string) =>
    (await t.get(`/identities.xml?filter=${encodeURIComponent(filter)}`)).text.match(/<identity>/g)?.length ??
    0;
  expect(await count("plasecidentityEmailaddress=FRONT-DESK@harbour-works.example")).toBe(1);
  expect(await count("plasecidentityEmailaddress=desk")).toBe(0);
  expect(await count("plasecidentityEmailaddress=*")).toBe(1);
  t.api.staffPerson({ last: "Star", email: "a*b@example.com" });
  expect(await count("plasecidentityEmailaddress=a\\2ab@example.com")).toBe(1);
  t.api.setSwitches({ filter: "everybody" });
  expect(await count("plasecidentityEmailaddress=desk")).toBe(4);
  t.api.setSwitches({ filter: "nobody" });
  expect(await count("plasecidentityEmailaddress=*")).toBe(0);
});

it("lists roles with their dates in JSON or in XML, or not at all", async () => {
  expect((await t.get("/roles.json")).json.data).toHaveLength(9);
  t.api.setSwitches({ rolesList: "xml" });
  expect((await t.get("/roles.json")).status).toBe(404);
  expect((await t.get("/roles.xml")).text).toContain("<plasecroleInstalled>FALSE</plasecroleInstalled>");
  t.api.setSwitches({ rolesList: "none" });
  expect((await t.get("/roles.xml")).status).toBe(404);
});

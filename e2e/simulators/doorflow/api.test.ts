import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GROUP, type Harness, type Json, startForTest, TYPE } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

const groupsOf = async (id: string) => (await h.get(`/people/${id}`)).json.groups;
const ids = (rows: readonly Json[]) => rows.map((row) => String(row.id));

describe("rights", () => {
  it.each([
    ["GET", "/groups", "account.group.readonly"],
    ["GET", "/roles", "account.role.readonly"],
    ["GET", "/sites", "account.site.readonly"],
    ["GET", "/channels", "account.channel.readonly"],
    ["GET", "/credential_types", "account.credential_type.readonly"],
    ["GET", "/people", "account.person.readonly"],
    ["POST", "/people", "account.person"],
    ["PUT", "/people/1", "account.person"],
    ["DELETE", "/people/1", "account.person"],
    ["GET", "/credentials", "account.person.readonly"],
    ["POST", "/people/1/credentials", "account.person"],
    ["GET", "/group_reservations", "account.group_reservation.readonly"],
    ["POST", "/group_reservations", "account.group_reservation"],
    ["DELETE", "/group_reservations/1", "account.group_reservation"],
    ["GET", "/reservations", "account.reservation.readonly"],
    ["POST", "/reservations", "account.reservation"],
    ["GET", "/events", "account.event.access.readonly"],
    ["POST", "/sync", "account.sync"],
  ])("%s %s needs %s", async (method, path, scope) => {
    const body = method === "GET" || method === "DELETE" ? undefined : {};
    h.use(
      h.api.tokens(undefined, scope.startsWith("account.sync") ? "account.person" : "account.sync")
        .access_token,
    );
    const without = await h.request(method, `/api/3${path}`, body);
    expect([without.status, without.json.error]).toEqual([403, "forbidden"]);
    h.use(h.api.tokens(undefined, scope).access_token);
    expect((await h.request(method, `/api/3${path}`, body)).status).not.toBe(403);
    if (!scope.endsWith(".readonly")) return;
    h.use(h.api.tokens(undefined, scope.replace(".readonly", "")).access_token);
    if (["account.person", "account.group_reservation"].includes(scope.replace(".readonly", "")))
      expect((await h.request(method, `/api/3${path}`, body)).status).toBe(200);
  });

  it("says 401 to a dead token, in the vendor's shape", async () => {
    h.use(h.api.tokens().access_token);
    expect((await h.get("/account")).status).toBe(200);
    h.api.revokeTokens();
    const answer = await h.get("/account");
    expect(answer.status).toBe(401);
    expect(answer.json).toMatchObject({ error: "unauthorized", error_description: expect.any(String) });
  });

  it("shows nothing of another account", async () => {
    const mine = await h.person();
    const other = h.api.addAccount("Another space");
    h.use(h.api.tokens(other.id).access_token);
    expect((await h.get("/people")).rows).toEqual([]);
    expect((await h.get(`/people/${mine}`)).status).toBe(404);
    expect((await h.put(`/people/${mine}`, { enabled: false })).status).toBe(404);
  });
});

describe("people", () => {
  it("needs both names, flat in the body", async () => {
    for (const body of [{}, { first_name: "Ana" }, { first_name: "Ana", last_name: " " }]) {
      const answer = await h.post("/people", body);
      expect(answer.status).toBe(422);
      expect(answer.json.errors).toBeDefined();
    }
    expect((await h.post("/people", { person: { first_name: "Ana", last_name: "B" } })).status).toBe(422);
    const made = await h.post("/people", { first_name: "Ana", last_name: "B" });
    expect([made.status, made.json.enabled, made.json.groups]).toEqual([201, true, []]);
    expect(Number.isInteger(made.json.id)).toBe(true);
  });

  it("keeps e-mails unique, also those of deleted people, until the switch says otherwise", async () => {
    const first = await h.person({ email: "ana@example.test" });
    const taken = () => h.post("/people", { first_name: "A", last_name: "B", email: "ANA@example.test" });
    expect((await taken()).json.errors).toEqual({ email: ["has already been taken"] });
    await h.del(`/people/${first}`);
    expect((await taken()).status).toBe(422);
    h.api.setSwitches({ deletedKeepsEmail: false });
    expect((await taken()).status).toBe(201);
  });

  it("finds e-mails by any part, whatever the case, and system ids whole", async () => {
    const ana = await h.person({ email: "Ana.Lee@example.test", system_id: "NX7" });
    await h.person({ email: "bo@example.test", system_id: "NX77" });
    expect(ids((await h.get("/people?email=ANA.lee")).rows)).toEqual([ana]);
    expect((await h.get("/people?email=example.test")).rows).toHaveLength(2);
    expect(ids((await h.get("/people?system_id=NX7")).rows)).toEqual([ana]);
    expect((await h.get("/people?system_id=nx7")).rows).toEqual([]);
    expect((await h.post("/people", { first_name: "C", last_name: "D", system_id: "NX7" })).status).toBe(422);
  });

  it("lists what changed since an instant", async () => {
    const ana = await h.person();
    h.clock.advance(60_000);
    const since = h.clock.now().toISOString();
    const bo = await h.person();
    expect(ids((await h.get(`/people?since_utc=${since}`)).rows)).toEqual([bo]);
    await h.put(`/people/${ana}`, { notes: "seen" });
    expect(ids((await h.get(`/people?since_utc=${since}`)).rows)).toEqual([ana, bo]);
  });

  it("replaces the whole list of groups, shows them as numbers, and refuses an unknown one", async () => {
    const ana = await h.person({ group_ids: [Number(GROUP.board), Number(GROUP.studio)] });
    expect(await groupsOf(ana)).toEqual([15, 16]);
    await h.put(`/people/${ana}`, { group_ids: [17] });
    expect(await groupsOf(ana)).toEqual([17]);
    await h.put(`/people/${ana}`, { notes: "names only" });
    expect(await groupsOf(ana)).toEqual([17]);
    const refused = await h.put(`/people/${ana}`, { group_ids: [17, 999] });
    expect([refused.status, await groupsOf(ana)]).toEqual([422, [17]]);
  });

  it("lets no assignment to a directory group last", async () => {
    const ana = await h.person({ group_ids: [Number(GROUP.directory), Number(GROUP.board)] });
    expect(await groupsOf(ana)).toEqual([15]);
  });

  it("hides the deleted from every read, and the second delete finds nobody", async () => {
    const ana = await h.person({ system_id: "NX1" });
    expect((await h.del(`/people/${ana}`)).json).toEqual({ result: "ok" });
    expect((await h.get("/people?system_id=NX1")).rows).toEqual([]);
    expect((await h.get(`/people/${ana}`)).status).toBe(404);
    expect((await h.del(`/people/${ana}`)).status).toBe(404);
  });
});

describe("lists", () => {
  it("cuts pages at a hundred people, fifty unless asked, and tells the size in the chosen headers", async () => {
    for (let i = 0; i < 129; i += 1) h.api.staffPerson({ first_name: "P", last_name: String(i) });
    expect((await h.get("/people")).rows).toHaveLength(50);
    const big = await h.get("/people?per_page=500");
    expect(big.rows).toHaveLength(100);
    expect([big.headers.get("total"), big.headers.get("per-page")]).toEqual(["130", "100"]);
    expect(big.headers.get("x-total-results")).toBe("130");
    expect((await h.get("/people?per_page=100&page=2")).rows).toHaveLength(30);
    expect((await h.get("/people?per_page=100&page=3")).rows).toEqual([]);
    h.api.setSwitches({ pageHeaders: "x" });
    const other = await h.get("/people");
    expect([other.headers.get("total"), other.headers.get("x-page")]).toEqual([null, "1"]);
  });

  it("skips paging when asked to", async () => {
    for (let i = 0; i < 129; i += 1) h.api.staffPerson({ first_name: "P", last_name: String(i) });
    expect((await h.get("/people?skip_pagination=true")).rows).toHaveLength(130);
  });

  it("shows groups by name and doors by site", async () => {
    const names = (await h.get("/groups")).rows.map((row) => String(row.name));
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
    const doors = (await h.get("/channels?site_id=26")).rows;
    expect(doors.map((row) => row.name)).toEqual(["Annexe door"]);
  });
});

describe("credentials", () => {
  const add = (person: string, type: string, value?: string) =>
    h.post(`/people/${person}/credentials`, {
      person_credential: { credential_type_id: Number(type), ...(value === undefined ? {} : { value }) },
    });

  it("has kinds of its own in every account, with other ids and slugs", async () => {
    const other = h.api.addAccount("Another space").id;
    h.api.addCredentialType({ account: other, label: "PIN code", slug: "pin_code", code: 10, way: "pin" });
    const mine = (await h.get("/credential_types")).rows;
    h.use(h.api.tokens(other).access_token);
    const theirs = (await h.get("/credential_types")).rows;
    expect(theirs.map((row) => row.slug)).toEqual(["pin_code"]);
    expect(ids(mine)).not.toContain(ids(theirs)[0]);
  });

  it("takes one of a kind for each person; a second is 409 with the first", async () => {
    const ana = await h.person();
    const made = await add(ana, TYPE.card, "1001");
    expect(made.status).toBe(201);
    expect(String(made.json.id)).toMatch(/^(?=.*[a-f])?[0-9a-f]{12}$/);
    const second = await add(ana, TYPE.card, "1002");
    expect([second.status, second.json.id]).toEqual([409, made.json.id]);
    expect((await add(ana, TYPE.keyfob, "1002")).status).toBe(201);
  });

  it("needs the wrapped body", async () => {
    const ana = await h.person();
    const flat = await h.post(`/people/${ana}/credentials`, { credential_type_id: 8033, value: "1" });
    expect(flat.status).toBe(400);
  });

  it("refuses a value in use and a PIN of the wrong length, and keeps leading zeros", async () => {
    const [ana, bo] = [await h.person(), await h.person()];
    expect((await add(ana, TYPE.pin, "00712")).json.value).toBe("00712");
    const taken = await add(bo, TYPE.pin, "00712");
    expect(taken.json.errors).toEqual({ value: ["value is already in use on your account"] });
    for (const pin of ["123", "123456789", "12ab"]) expect((await add(bo, TYPE.pin, pin)).status).toBe(422);
    expect((await add(bo, TYPE.card, "00712")).status).toBe(201);
    h.api.setSwitches({ pinDigits: "5_no_repeat" });
    expect((await add(bo, TYPE.pin, "20720")).status).toBe(422);
    expect((await add(bo, TYPE.pin, "20731")).status).toBe(201);
  });

  it("makes a PIN when asked with asterisks", async () => {
    const made = await add(await h.person(), TYPE.pin, "******");
    expect(String(made.json.value)).toMatch(/^\d{5}$/);
  });

  it("changes one by a wrapped PUT, deletes it with 200, and masks values where the switch says so", async () => {
    const ana = await h.person();
    const id = String((await add(ana, TYPE.pin, "24680")).json.id);
    const path = `/people/${ana}/credentials/${id}`;
    const changed = await h.put(path, { person_credential: { value: "13579" } });
    expect([changed.status, changed.json.value]).toEqual([201, "13579"]);
    h.api.setSwitches({ maskValues: true });
    expect((await h.get(path)).json.value).toBe("*****");
    expect((await h.get(`/people/${ana}`)).json.pin).toBe("*****");
    expect((await h.del(path)).status).toBe(200);
    expect((await h.get(path)).status).toBe(404);
  });

  it("takes a mobile one back in its own time: 202", async () => {
    const ana = await h.person();
    const made = await add(ana, TYPE.mobile);
    expect([made.status, made.json.status, made.json.value]).toEqual([201, "invited", undefined]);
    expect((await h.del(`/people/${ana}/credentials/${String(made.json.id)}`)).status).toBe(202);
  });

  it("lets a bad slug field reject the whole person", async () => {
    const ana = await h.person();
    const answer = await h.put(`/people/${ana}`, { notes: "new", pin: "1" });
    expect([answer.status, (await h.get(`/people/${ana}`)).json.notes]).toEqual([422, null]);
    expect((await h.put(`/people/${ana}`, { notes: "new", pin: "80412" })).json.pin).toBe("80412");
  });
});

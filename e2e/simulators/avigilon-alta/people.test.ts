import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "./seed";
import { DAY, type Harness, startForTest } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

const { groups } = SEED;
const listed = async (query: string) => (await h.get(`/users?limit=1000&${query}`)).json;
const emails = async (query: string) => (await listed(query)).data.map((u) => u.identity.email).sort();

describe("lists", () => {
  it("wraps rows in an envelope with totals, and takes a page by offset", async () => {
    for (const n of [1, 2, 3]) await h.person(`p${n}@example.test`);
    const { json } = await h.get("/users?limit=2&offset=1&sort=id");
    expect(json).toMatchObject({ totalCount: 5, filteredCount: 5, meta: {} });
    expect(json.data).toHaveLength(2);
    expect(json.data[0]?.identity.email).toBe("front-desk@harbour-works.example");
    const again = await h.request("POST", `/orgs/${SEED.org}/users/list`, {
      limit: 2,
      offset: 1,
      sort: "id",
    });
    expect(again.json).toEqual(json);
  });

  it("refuses a bad limit, offset, cursor or order, and an unknown parameter, with 400", async () => {
    for (const query of [
      "limit=0",
      "limit=1001",
      "limit=x",
      "offset=-1",
      "cursor=%20",
      "order=up",
      "colour=red",
      "options=withEverything",
    ])
      expect((await h.get(`/users?${query}`)).status, query).toBe(400);
  });

  it("pages people by cursor, and hides nobody when somebody is deleted in between", async () => {
    h.api.setSwitches({ deleteUser: "final" });
    const ids = [];
    for (const n of [1, 2, 3, 4, 5]) ids.push(await h.person(`p${n}@example.test`));
    const first = await h.get("/users?limit=3&sort=id");
    h.api.staffDelete(first.json.data[1]?.id ?? 0);
    const rest = await h.get(`/users?limit=100&sort=id&cursor=${first.json.cursors.nextCursor}`);
    expect(rest.json.data.map((u) => u.id)).toEqual(ids.slice(1));
    expect(rest.json.cursors).toEqual({ nextCursor: null, hasNextPage: false });
  });

  it("answers at most the page cap, whatever is asked for", async () => {
    h.api.setSwitches({ pageCap: 1 });
    const { json } = await h.get("/users?limit=1000");
    expect(json.data).toHaveLength(1);
    expect(json.cursors.hasNextPage).toBe(true);
  });

  it("says so when the account sees some sites only", async () => {
    h.api.setSwitches({ siteSpecific: true });
    expect((await h.get("/groups")).json.meta).toEqual({ siteSpecificAccess: { isSiteSpecific: true } });
  });
});

describe("filters", () => {
  beforeEach(async () => {
    await h.person("a@x.test", { externalId: "lintel.abc.1" });
    await h.person("ba@x.test", { externalId: "lintel.abc.12" });
    await h.person("c@y.test");
  });

  it("match texts in part and whatever their case", async () => {
    expect(await emails("filter=identity.email:(A@x.test)")).toEqual(["a@x.test", "ba@x.test"]);
    expect(await emails("filter=externalId:(lintel.abc.1)")).toEqual(["a@x.test", "ba@x.test"]);
    h.api.setSwitches({ filterMindsCase: true });
    expect(await emails("filter=identity.email:(A@x.test)")).toEqual([]);
  });

  it("know null, several values, conditions side by side and ranges", async () => {
    expect(await emails("filter=externalId:(null)identity.email:(y.test)")).toEqual(["c@y.test"]);
    expect(await emails("filter=identity.email:(ba@,c@)%20status:(A)")).toEqual(["ba@x.test", "c@y.test"]);
    const [first] = (await listed("filter=identity.email:(c@y)")).data;
    const id = first?.id ?? 0;
    expect(await emails(`filter=id:(${id}-<${id + 1})`)).toEqual(["c@y.test"]);
  });

  it.each(["a:b@x.test", "a%20b", "a(b", "a)b"])(
    "refuse the value %s, which nobody knows how to quote",
    async (value) => {
      expect((await h.get(`/users?filter=identity.email:(${value})`)).status).toBe(400);
    },
  );

  it("keep the total of everything beside the number that matched", async () => {
    expect(await listed("filter=identity.email:(y.test)")).toMatchObject({ totalCount: 5, filteredCount: 1 });
  });
});

describe("people", () => {
  it("need an address, and refuse unknown properties", async () => {
    for (const body of [
      {},
      { identity: {} },
      { identity: { email: "no at" } },
      { identity: { email: " " } },
      { identity: { email: `${"a".repeat(250)}@x.test` } },
      { identity: { email: "a@x.test", nickname: "A" } },
      { identity: { email: "a@x.test" }, colour: "red" },
      { identity: { email: "a@x.test", firstName: "x".repeat(101) } },
      { identity: { email: "a@x.test" }, startDate: "soon" },
    ])
      expect((await h.post("/users", body)).status, JSON.stringify(body)).toBe(400);
    const made = await h.post("/users", { identity: { email: " a@x.test ", firstName: null } });
    expect(made.status).toBe(201);
    expect(made.json.data).toMatchObject({ status: "A", groups: [], identity: { email: "a@x.test" } });
  });

  it("refuse an address in use, with the status of the switch", async () => {
    await h.person("a@x.test");
    for (const status of [409, 400, 422] as const) {
      h.api.setSwitches({ duplicateEmailStatus: status });
      expect((await h.post("/users", { identity: { email: "A@x.test" } })).status).toBe(status);
    }
    const other = await h.person("b@x.test");
    expect((await h.patch(`/users/${other}`, { identity: { email: "a@x.test" } })).status).toBe(422);
  });

  it("come back with their old rights when their address is used again after a deletion", async () => {
    const id = await h.person("a@x.test", {
      externalId: "old",
      identity: { email: "a@x.test", firstName: "Old" },
    });
    await h.patch(`/users/${id}/groupIds`, { add: [groups.board] });
    await h.credential(id, "card", { number: "4711" });
    expect((await h.put(`/users/${id}/status`, { status: "I" })).status).toBe(204);
    h.clock.advance(DAY);
    const again = await h.post("/users", {
      identity: { email: "a@x.test", firstName: "New" },
      externalId: "new",
    });
    expect(again.status).toBe(201);
    expect(again.json.data).toMatchObject({
      id,
      externalId: "old",
      status: "A",
      identity: { firstName: "Old" },
    });
    expect(Date.parse(String(again.json.data.createdAt))).toBe(h.clock.now().getTime() - DAY);
    expect(again.json.data.groups).toMatchObject([{ id: groups.board }]);
    expect((await h.get(`/users/${id}/credentials`)).json.data).toHaveLength(1);
    expect(
      h.api.canOpen({ person: String(id), door: "Board room", method: "card", withCredential: true }).open,
    ).toBe(true);
  });

  it("take the status letters A, S and I only, and answer 204 with nothing", async () => {
    const id = await h.person("a@x.test");
    for (const status of ["S", "I", "A"]) {
      const answer = await h.put(`/users/${id}/status`, { status });
      expect([answer.status, answer.text]).toEqual([204, ""]);
      expect((await h.get(`/users/${id}`)).json.data.status).toBe(status);
    }
    expect((await h.put(`/users/${id}/status`, { status: "D" })).status).toBe(400);
  });

  it("are changed in part by PATCH, which answers 200 with the person", async () => {
    const id = await h.person("a@x.test", { externalId: "x" });
    const answer = await h.patch(`/users/${id}`, {
      identity: { firstName: "Ana" },
      endDate: "2026-06-01T10:00:00.000Z",
    });
    expect(answer.status).toBe(200);
    expect(answer.json.data).toMatchObject({
      externalId: "x",
      endDate: "2026-06-01T10:00:00.000Z",
      identity: { firstName: "Ana", email: "a@x.test" },
    });
    h.api.setSwitches({ dates: "day" });
    const cut = await h.patch(`/users/${id}`, { endDate: "2026-06-02T10:00:00.000Z" });
    expect(cut.json.data.endDate).toBe("2026-06-02T00:00:00.000Z");
  });

  it("are deleted as inactive or for good, by the switch", async () => {
    const id = await h.person("a@x.test");
    expect((await h.del(`/users/${id}`)).status).toBe(204);
    expect((await h.get(`/users/${id}`)).json.data.status).toBe("I");
    h.api.setSwitches({ deleteUser: "final" });
    await h.del(`/users/${id}`);
    expect((await h.get(`/users/${id}`)).status).toBe(400);
    expect((await h.post("/users", { identity: { email: "a@x.test" } })).json.data.id).not.toBe(id);
  });

  it("that are unknown are a 400 with a message, or a 404 by the switch", async () => {
    const answer = await h.get("/users/999999");
    expect([answer.status, answer.json.message]).toEqual([400, "User not found."]);
    const id = await h.person("a@x.test");
    const group = await h.patch(`/users/${id}/groupIds`, { add: [999999] });
    expect([group.status, group.json.message]).toEqual([400, "Group not found."]);
    h.api.setSwitches({ unknownIdStatus: 404 });
    expect((await h.get("/users/999999")).status).toBe(404);
  });
});

describe("memberships", () => {
  let id: number;
  const held = async () => (await h.get(`/users/${id}/groups?limit=100`)).json.data.map((g) => g.id).sort();
  beforeEach(async () => {
    id = await h.person("a@x.test");
  });

  it("are added and removed by PATCH, which leaves other groups alone", async () => {
    await h.patch(`/users/${id}/groupIds`, { add: [groups.board, groups.studio] });
    const answer = await h.patch(`/users/${id}/groupIds`, { add: [groups.always], remove: [groups.board] });
    expect([answer.status, answer.text]).toEqual([204, ""]);
    expect(await held()).toEqual([groups.studio, groups.always]);
  });

  it("are replaced whole by PUT", async () => {
    await h.patch(`/users/${id}/groupIds`, { add: [groups.board] });
    expect((await h.put(`/users/${id}/groupIds`, { groupIds: [groups.focus] })).status).toBe(204);
    expect(await held()).toEqual([groups.focus]);
  });

  it("refuse a group named twice", async () => {
    for (const body of [{ add: [groups.board, groups.board] }, { remove: [groups.board, groups.board] }])
      expect((await h.patch(`/users/${id}/groupIds`, body)).status).toBe(400);
    expect((await h.put(`/users/${id}/groupIds`, { groupIds: [groups.board, groups.board] })).status).toBe(
      400,
    );
  });

  it("refuse or take a repeat, by the switch", async () => {
    const add = { add: [groups.board] };
    await h.patch(`/users/${id}/groupIds`, add);
    expect((await h.patch(`/users/${id}/groupIds`, add)).status).toBe(400);
    h.api.setSwitches({ redundantMembership: "accepted" });
    expect((await h.patch(`/users/${id}/groupIds`, add)).status).toBe(204);
    expect((await h.patch(`/users/${id}/groupIds`, { remove: [groups.focus] })).status).toBe(204);
    expect(await held()).toEqual([groups.board]);
  });

  it("can be changed from the group's side, too", async () => {
    expect((await h.put(`/groups/${groups.board}/users/${id}`, {})).status).toBe(204);
    expect((await h.get(`/groups/${groups.board}/userIds`)).json.data).toEqual([id]);
    expect((await h.patch(`/groups/${groups.board}/userIds`, { remove: [id] })).status).toBe(204);
    expect((await h.put(`/groups/${groups.board}/userIds`, { userIds: [id] })).status).toBe(204);
    expect((await h.del(`/groups/${groups.board}/users/${id}`)).status).toBe(204);
    expect(await held()).toEqual([]);
  });
});

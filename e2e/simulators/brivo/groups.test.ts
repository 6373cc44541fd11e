import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, startForTest } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

const { groups, sites } = SEED;
const idsOf = async (path: string) => (await h.get(path)).json.data.map((row) => row.id);

it("answers membership changes with 204, and unknown groups and people with 404", async () => {
  const id = await h.user();
  expect((await h.put(`/groups/${groups.board}/users/${id}`)).status).toBe(204);
  expect(await idsOf(`/users/${id}/groups`)).toEqual([groups.board]);
  expect((await h.del(`/groups/${groups.board}/users/${id}`)).status).toBe(204);
  const unknown = await h.put(`/groups/1/users/${id}`);
  expect([unknown.status, unknown.json.message]).toEqual([404, "Unknown Group"]);
  expect((await h.put(`/groups/${groups.board}/users/1`)).status).toBe(404);
  expect((await h.del(`/groups/${groups.board}/users/1`)).status).toBe(404);
});

it("answers a repeat as switched, and changes nothing", async () => {
  const id = await h.user();
  const path = `/groups/${groups.board}/users/${id}`;
  await h.put(path);
  expect((await h.put(path)).status).toBe(400);
  h.api.setSwitches({ repeatedJoin: 204, repeatedLeave: 204 });
  expect((await h.put(path)).status).toBe(204);
  expect(await idsOf(`/users/${id}/groups`)).toEqual([groups.board]);
  await h.del(path);
  expect((await h.del(path)).status).toBe(204);
  h.api.setSwitches({ repeatedLeave: 404 });
  expect((await h.del(path)).status).toBe(404);
});

it("lets a person hold sixteen groups, hidden ones counted, and over the limit changes nothing", async () => {
  const id = await h.user();
  const hidden = h.api.addGroup({ name: "Hidden", hidden: true });
  h.api.staffJoin(String(id), hidden.id);
  const made = Array.from({ length: 16 }, (_, i) => h.api.addGroup({ name: `Group ${i}` }).id);
  const first = made.slice(0, 15);
  expect((await h.post(`/users/${id}/groups`, { addGroups: first })).json.count).toBe(15);
  expect((await h.put(`/groups/${made[15]}/users/${id}`)).status).toBe(400);
  const swap = { addGroups: [made[15], groups.board], removeGroups: [made[0]] };
  expect((await h.post(`/users/${id}/groups`, swap)).status).toBe(400);
  expect(await idsOf(`/users/${id}/groups`)).toEqual(first);
});

it("changes several groups at once, and passes over what is so already", async () => {
  const id = await h.user();
  await h.put(`/groups/${groups.board}/users/${id}`);
  const change = { addGroups: [groups.board, groups.studio], removeGroups: [groups.focus] };
  for (let i = 0; i < 2; i += 1)
    expect((await h.post(`/users/${id}/groups`, change)).json.data.map((g) => g.id)).toEqual([
      groups.board,
      groups.studio,
    ]);
  expect((await h.post(`/users/${id}/groups`, { addGroups: [1] })).status).toBe(404);
});

it("names groups with at most 35 characters", async () => {
  expect((await h.post("/groups", { name: "x".repeat(36) })).status).toBe(400);
  expect((await h.post("/groups", { name: "x".repeat(35) })).json.id).toEqual(expect.any(Number));
});

it("lists groups and doors of a site, and the people of a group without addresses", async () => {
  expect(await idsOf(`/sites/${sites.annex}/groups`)).toEqual([groups.annex, groups.both]);
  expect(await idsOf(`/sites/${sites.annex}/access-points`)).toEqual([SEED.doors.annex]);
  const { data } = (await h.get(`/groups/${groups.always}/users`)).json;
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({ firstName: "Rosa", suspended: false });
  expect(data[0]).not.toHaveProperty("emails");
});

it("answers what it has no route for with the gateway's page 596", async () => {
  for (const answer of [await h.get("/no/such/thing"), await h.request("PATCH", "/groups/901", {})]) {
    expect(answer.status).toBe(596);
    expect(answer.text).toContain("596 Service Not Found");
  }
});

it("opens a door from afar where that is allowed, and not behind an offline panel", async () => {
  const path = `/access-points/${SEED.doors.board}/activate`;
  expect((await h.post(path)).status).toBe(200);
  h.api.setDoorOnline("Board room", false);
  expect((await h.post(path)).status).toBe(412);
});

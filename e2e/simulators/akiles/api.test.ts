import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, HOUR, type Json, startForTest } from "./testing";

let t: Harness;
beforeEach(async () => {
  t = await startForTest();
});
afterEach(() => t.sim.close());

const BOARD = SEED.groups.board;
const ids = (json: Json) => [...json.data].map((row) => String(row.id));

describe("organizations", () => {
  it("keeps ids of another organization out of reach", async () => {
    const id = await t.member();
    const association = await t.join(id, BOARD);
    t.use(t.api.tokens(t.api.addOrganization("Elsewhere").id).access_token);
    for (const path of [
      `/members/${id}`,
      `/member_groups/${BOARD}`,
      `/members/${id}/group_associations/${association}`,
    ]) {
      expect((await t.get(path)).status).toBe(404);
    }
    expect((await t.del(`/members/${id}`)).status).toBe(404);
    const own = await t.member();
    const foreign = await t.post(`/members/${own}/group_associations`, { member_group_id: BOARD });
    expect(foreign.status).toBe(400);
    expect((await t.get("/members")).json.data).toHaveLength(1);
  });
});

describe("lists", () => {
  it("refuses a limit outside 1 to 100", async () => {
    for (const limit of ["0", "101", "-1", "ten"])
      expect((await t.get(`/members?limit=${limit}`)).status).toBe(400);
    expect((await t.get("/members?limit=100")).status).toBe(200);
  });

  it("pages newest first, with cursors that neither repeat nor lose a row when rows are added", async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) made.push(await t.member({ metadata: { batch: "a" } }));
    const first = await t.get("/members?metadata.batch=a&limit=2");
    expect(ids(first.json)).toEqual([made[4], made[3]]);
    expect(first.json.has_next).toBe(true);
    await t.member({ metadata: { batch: "a" } });
    const second = await t.get(`/members?metadata.batch=a&limit=2&cursor=${first.json.cursor_next}`);
    expect(ids(second.json)).toEqual([made[2], made[1]]);
    const third = await t.get(`/members?metadata.batch=a&limit=2&cursor=${second.json.cursor_next}`);
    expect(ids(third.json)).toEqual([made[0]]);
    expect(third.json.has_next).toBe(false);
    expect(third.json.cursor_next).toBeUndefined();
    expect((await t.get("/members?cursor=nonsense")).status).toBe(400);
  });

  it("filters by metadata, e-mail, deletion and time, and sorts", async () => {
    const a = await t.member({ name: "A", metadata: { nx_coworker: "1" } });
    t.clock.advance(HOUR);
    t.use();
    const b = await t.member({ name: "B", metadata: { nx_coworker: "2" } });
    await t.post(`/members/${b}/emails`, { email: "Bea@example.com" });
    expect(ids((await t.get("/members?metadata.nx_coworker=1")).json)).toEqual([a]);
    expect(ids((await t.get("/members?email=bea@example.com")).json)).toEqual([b]);
    expect(ids((await t.get("/members?created_at%3Agt=2026-05-01T08:30:00Z")).json)).toEqual([b]);
    const { created_at } = (await t.get(`/members/${b}`)).json;
    expect(ids((await t.get(`/members?created_at:ge=${created_at}`)).json)).toEqual([b]);
    expect(ids((await t.get(`/members?created_at:gt=${created_at}`)).json)).toEqual([]);
    expect(ids((await t.get("/members?sort=metadata.nx_coworker:desc&limit=2")).json).at(0)).not.toBe(a);
    await t.del(`/members/${a}`);
    expect(ids((await t.get("/members")).json)).not.toContain(a);
    expect(ids((await t.get("/members?is_deleted=true")).json)).toEqual([a]);
    expect(ids((await t.get("/members?is_deleted=any")).json)).toContain(a);
  });

  it("expands nested objects on lists, on one, and on PATCH", async () => {
    const id = await t.member();
    await t.join(id, BOARD);
    await t.post(`/members/${id}/pins`, { pin: "123456" });
    const expand = "expand=emails,pins,cards,group_associations.member_group";
    for (const answer of [
      await t.get(`/members/${id}?${expand}`),
      await t.patch(`/members/${id}?${expand}`, {}),
    ]) {
      expect(answer.json.emails).toEqual([]);
      expect(answer.json.pins[0]).not.toHaveProperty("pin");
      expect(answer.json.group_associations[0]?.member_group?.id).toBe(BOARD);
    }
    const listed = await t.get(`/members?${expand}&limit=1`);
    expect(listed.json.data[0]?.pins).toHaveLength(1);
    expect((await t.get("/members?expand=secrets")).status).toBe(400);
    t.api.setSwitches({ expandOnOne: "refused" });
    expect((await t.get(`/members/${id}?${expand}`)).status).toBe(400);
  });
});

describe("deleting", () => {
  it("is soft, answers the object, and a second DELETE is 404 or 200 by switch", async () => {
    const id = await t.member();
    const association = await t.join(id, BOARD);
    const pin = (await t.post(`/members/${id}/pins`, { length: 6 })).json.id;
    const email = (await t.post(`/members/${id}/emails`, { email: "a@example.com" })).json.id;
    const card = (await t.post("/cards", { uid: "04A1B2C3" })).json.id;
    const link = (await t.post(`/members/${id}/cards`, { card_id: card })).json.id;
    const paths = [`group_associations/${association}`, `pins/${pin}`, `emails/${email}`, `cards/${link}`];
    for (const path of [...paths.map((p) => `/members/${id}/${p}`), `/cards/${card}`, `/members/${id}`]) {
      const gone = await t.del(path);
      expect([gone.status, gone.json.is_deleted]).toEqual([200, true]);
      expect((await t.del(path)).status).toBe(404);
    }
    t.api.setSwitches({ secondDelete: 200 });
    expect((await t.del(`/members/${id}`)).status).toBe(200);
  });

  it("lets a deleted member be read as such, or not at all by switch, and takes nothing new under it", async () => {
    const id = await t.member();
    await t.del(`/members/${id}`);
    expect((await t.get(`/members/${id}`)).json.is_deleted).toBe(true);
    expect((await t.post(`/members/${id}/pins`, { length: 6 })).status).toBe(404);
    expect((await t.patch(`/members/${id}`, { name: "B" })).status).toBe(404);
    t.api.setSwitches({ deletedMemberReads: "not_found" });
    expect((await t.get(`/members/${id}`)).status).toBe(404);
  });
});

describe("fields", () => {
  it("limits metadata to 1024 bytes of strings; null removes a key and absent keys stay", async () => {
    const big = { k: "x".repeat(1024) };
    expect((await t.post("/members", { name: "A", metadata: big })).status).toBe(400);
    expect((await t.post("/members", { name: "A", metadata: { k: 1 } })).status).toBe(400);
    const id = await t.member({ metadata: { a: "1", b: "2" } });
    const patched = await t.patch(`/members/${id}`, { metadata: { a: null, c: "3" } });
    expect(patched.json.metadata).toEqual({ b: "2", c: "3" });
  });

  it("needs a name, and an end after the start", async () => {
    expect((await t.post("/members", {})).json.type).toBe("invalid_request");
    const window = { starts_at: "2026-05-02T00:00:00Z", ends_at: "2026-05-01T00:00:00Z" };
    expect((await t.post("/members", { name: "A", ...window })).status).toBe(400);
    const id = await t.member();
    expect(
      (await t.post(`/members/${id}/group_associations`, { member_group_id: BOARD, ...window })).status,
    ).toBe(400);
  });

  it("changes only what a PATCH names, and clears what it sets to null", async () => {
    const id = await t.member({
      starts_at: "2026-05-01T00:00:00Z",
      ends_at: "2026-06-01T00:00:00.123456789Z",
    });
    const renamed = (await t.patch(`/members/${id}`, { name: "Bo" })).json;
    expect([renamed.name, renamed.starts_at, renamed.ends_at]).toEqual([
      "Bo",
      "2026-05-01T00:00:00Z",
      "2026-06-01T00:00:00.123Z",
    ]);
    expect((await t.patch(`/members/${id}`, { ends_at: null })).json.ends_at).toBeNull();
    expect((await t.patch(`/members/${id}`, { ends_at: "tomorrow" })).status).toBe(400);
  });
});

describe("PINs", () => {
  it("are 4 to 20 digits, unique in the organization, made by length, and masked after creation", async () => {
    const [a, b] = [await t.member(), await t.member()];
    for (const pin of ["123", "1".repeat(21), "12a4", ""]) {
      expect((await t.post(`/members/${a}/pins`, { pin })).json.type).toBe("invalid_request");
    }
    const made = await t.post(`/members/${a}/pins`, { pin: "0123" });
    expect(made.json.pin).toBe("0123");
    const clash = await t.post(`/members/${b}/pins`, { pin: "0123" });
    expect([clash.status, clash.json.type]).toEqual([400, "invalid_request"]);
    const one = await t.get(`/members/${a}/pins/${made.json.id}`);
    expect(one.json).toMatchObject({ length: 4 });
    expect(one.json).not.toHaveProperty("pin");
    expect((await t.get(`/members/${a}/pins`)).text).not.toContain("0123");
    expect((await t.post(`/members/${a}/pins/${made.json.id}/reveal`)).json.pin).toBe("0123");
    expect((await t.get("/events?verb=reveal")).json.data).toHaveLength(1);
    expect((await t.post(`/members/${b}/pins`, { length: 7 })).json.pin).toMatch(/^\d{7}$/);
  });

  it("stay taken while their member is deleted, by switch", async () => {
    const [a, b] = [await t.member(), await t.member()];
    await t.post(`/members/${a}/pins`, { pin: "4321" });
    await t.del(`/members/${a}`);
    expect((await t.post(`/members/${b}/pins`, { pin: "4321" })).status).toBe(400);
    t.api.setSwitches({ deletedMemberHoldsCredentials: false });
    expect((await t.post(`/members/${b}/pins`, { pin: "4321" })).status).toBe(200);
  });
});

describe("cards", () => {
  it("take uids of 4, 7 or 10 bytes in hex only", async () => {
    for (const uid of ["04A1", "04:A1:B2:C3", "zzzzzzzz", "04A1B2C3D4"]) {
      expect((await t.post("/cards", { uid })).status).toBe(400);
    }
    for (const uid of ["04a1b2c3", "04A1B2C3D4E5F6", "04A1B2C3D4E5F6A7B8C9"]) {
      expect((await t.post("/cards", { uid })).json.uid).toBe(uid.toUpperCase());
    }
  });

  it("are refused when in use, unless the switch allows it", async () => {
    const [a, b] = [await t.member(), await t.member()];
    const card = (await t.post("/cards", { printed_code: "0007" })).json.id;
    expect((await t.post(`/members/${a}/cards`, { printed_code: "0007" })).json.card_id).toBe(card);
    expect((await t.post(`/members/${b}/cards`, { card_id: card })).status).toBe(400);
    t.api.setSwitches({ cardInUse: "allowed" });
    expect((await t.post(`/members/${b}/cards`, { card_id: card })).status).toBe(200);
  });

  it("by an unknown uid are a 404, or made, by switch", async () => {
    const id = await t.member();
    expect((await t.post(`/members/${id}/cards`, { uid: "04A1B2C3" })).status).toBe(404);
    t.api.setSwitches({ unknownCardUid: "created" });
    expect((await t.post(`/members/${id}/cards`, { uid: "04A1B2C3" })).status).toBe(200);
    expect((await t.get("/cards")).json.data).toHaveLength(1);
  });
});

describe("associations", () => {
  it("refuse an unknown group with 400 or 404", async () => {
    const id = await t.member();
    const body = { member_group_id: "mg_none" };
    expect((await t.post(`/members/${id}/group_associations`, body)).status).toBe(400);
    t.api.setSwitches({ unknownGroupStatus: 404 });
    expect((await t.post(`/members/${id}/group_associations`, body)).status).toBe(404);
  });

  it("allow or refuse a second one of the same member and group", async () => {
    const id = await t.member();
    const body = { member_group_id: BOARD };
    await t.join(id, BOARD);
    expect((await t.post(`/members/${id}/group_associations`, body)).status).toBe(200);
    t.api.setSwitches({ duplicateAssociations: "refused" });
    expect((await t.post(`/members/${id}/group_associations`, body)).json.type).toBe("invalid_request");
    t.api.setSwitches({ duplicateAssociationStatus: 409 });
    expect((await t.post(`/members/${id}/group_associations`, body)).status).toBe(409);
  });

  it("ignore member_group_id in a PATCH", async () => {
    const id = await t.member();
    const association = await t.join(id, BOARD);
    const path = `/members/${id}/group_associations/${association}`;
    const patched = await t.patch(path, {
      member_group_id: SEED.groups.studio,
      ends_at: "2026-05-01T09:00:00Z",
    });
    expect(patched.json).toMatchObject({ member_group_id: BOARD, ends_at: "2026-05-01T09:00:00Z" });
  });
});

describe("the clean-up of expired members", () => {
  it("deletes a member 48 h after its end, at that instant", async () => {
    const id = await t.member({ ends_at: "2026-05-01T10:00:00Z" });
    t.clock.set(new Date("2026-05-03T09:59:59Z"));
    t.use();
    expect((await t.get(`/members/${id}`)).json.is_deleted).toBe(false);
    t.clock.set(new Date("2026-05-09T00:00:00Z"));
    t.use();
    expect((await t.get(`/members/${id}`)).json.is_deleted).toBe(true);
    const entry = t.api.world.historyOf(id).at(-1);
    expect(new Date(entry?.at ?? 0).toISOString()).toBe("2026-05-03T10:00:00.000Z");
  });

  it("looks at ended associations too when the switch says so", async () => {
    const id = await t.member();
    await t.join(id, BOARD, { ends_at: "2026-05-01T10:00:00Z" });
    t.clock.set(new Date("2026-05-04T00:00:00Z"));
    t.use();
    expect((await t.get(`/members/${id}`)).json.is_deleted).toBe(false);
    t.api.setSwitches({ autoDelete: "member_or_associations" });
    expect((await t.get(`/members/${id}`)).json.is_deleted).toBe(true);
  });

  it.each([true, false])("restores with credentials that survive: %s", async (survive) => {
    t.api.setSwitches({ restoreKeepsCredentials: survive });
    const id = await t.member({ ends_at: "2026-05-01T10:00:00Z" });
    await t.post(`/members/${id}/pins`, { pin: "4321" });
    await t.join(id, BOARD);
    t.clock.set(new Date("2026-05-04T00:00:00Z"));
    t.use();
    const restored = await t.patch(`/members/${id}?expand=pins,group_associations`, {
      is_deleted: false,
      ends_at: null,
    });
    expect(restored.json.is_deleted).toBe(false);
    expect(restored.json.pins).toHaveLength(survive ? 1 : 0);
    expect(restored.json.group_associations).toHaveLength(survive ? 1 : 0);
    expect(t.api.canOpen({ member: id, door: "Board room" }).open).toBe(survive);
  });
});

describe("events", () => {
  it("are logged for every change, with filters and an inclusive lower bound", async () => {
    const id = await t.member();
    t.clock.advance(HOUR / 2);
    await t.join(id, BOARD);
    const all = await t.get(`/events?object.member_id=${id}&limit=100`);
    const types = [...all.json.data].map((e) => `${e.verb} ${e.object?.type}`);
    expect(types).toEqual(["create member_group_association", "create member"]);
    const newest = all.json.data[0]?.created_at;
    expect((await t.get(`/events?created_at%3Age=${newest}`)).json.data).toHaveLength(1);
    expect((await t.get(`/events?created_at%3Agt=${newest}`)).json.data).toHaveLength(0);
  });

  it("tell openings with the way in, and nothing of refused attempts", async () => {
    const id = await t.member();
    const pin = (await t.post(`/members/${id}/pins`, { pin: "4321" })).json.id;
    expect(t.api.attempt({ member: id, door: "Board room", method: "pin" }).reason).toBe("no_association");
    await t.join(id, BOARD);
    expect(t.api.attempt({ member: id, door: "Board room", method: "pin" }).opened).toBe(true);
    const { json } = await t.get(
      "/events?verb=use&object.type=gadget_action&expand=subject_member,object_gadget",
    );
    expect(json.data).toHaveLength(1);
    expect(json.data[0]?.subject).toEqual({ member_id: id, member_pin_id: pin });
    expect(json.data[0]?.object_gadget?.name).toBe("Board room");
    expect(t.api.attempts().map((a) => a.opened)).toEqual([false, true]);
  });

  it("of a device that was offline come late, with the earlier occurred_at", async () => {
    const id = await t.member();
    await t.post(`/members/${id}/pins`, { pin: "4321" });
    await t.join(id, BOARD);
    t.api.setDoorOnline("Board room", false);
    expect(t.api.attempt({ member: id, door: "Board room", method: "pin" }).opened).toBe(true);
    expect((await t.get("/events?verb=use")).json.data).toHaveLength(0);
    t.clock.advance(HOUR / 2);
    t.api.setDoorOnline("Board room", true);
    const [event] = (await t.get("/events?verb=use")).json.data;
    expect(event?.occurred_at.slice(0, 16)).toBe("2026-05-01T08:00");
    expect(event?.created_at.slice(0, 16)).toBe("2026-05-01T08:30");
  });

  it("of a remote opening name no member; an offline device answers hardware_offline", async () => {
    const path = `/gadgets/${SEED.doors.front}/actions/open`;
    expect((await t.post(path)).status).toBe(200);
    expect((await t.get("/events?verb=use")).json.data[0]?.subject).not.toHaveProperty("member_id");
    t.api.setDoorOnline("Front door", false);
    expect((await t.post(path)).json.type).toBe("hardware_offline");
  });
});

describe("the state", () => {
  it("is found again by a second start, history included", async () => {
    const file = join(tmpdir(), `akiles-${process.pid}.json`);
    rmSync(file, { force: true });
    const first = await startForTest(file);
    const id = await first.member();
    await first.join(id, BOARD);
    await first.sim.close();
    const second = await startForTest(file, first.clock);
    expect((await second.get(`/members/${id}`)).status).toBe(200);
    expect(second.api.canOpen({ member: id, door: "Board room" }).open).toBe(true);
    await second.sim.close();
    rmSync(file, { force: true });
  });

  it("counts requests by route, reads and writes apart, until reset", async () => {
    t.api.requests.reset();
    const id = await t.member();
    await t.get(`/members/${id}`);
    await t.get(`/members/${id}`);
    const log = t.api.requests.read();
    expect([log.reads, log.writes]).toEqual([2, 1]);
    expect(log.byRoute["GET /v2/members/:id"]).toBe(2);
    t.api.requests.reset();
    expect(t.api.requests.read().total).toBe(0);
  });
});

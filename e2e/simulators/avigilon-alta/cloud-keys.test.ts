import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, MINUTE, startForTest } from "./testing";

const { doors, groups } = SEED;
const NOT_BEFORE = "2026-05-01T08:45:00.000Z";
const EXPIRES = "2026-05-01T12:00:00.000Z";

let h: Harness;
let host: number;
let key: number;
beforeEach(async () => {
  h = await startForTest();
  host = await h.person("guest-host@example.test", { hasRemoteUnlock: true });
  await h.patch(`/users/${host}/groupIds`, { add: [groups.always] });
  key = (await h.credential(host, "cloudKey", { name: "Visit 1" })).json.data.id;
});
afterEach(() => h.sim.close());

const generate = (body: object = {}) =>
  h.post(`/users/${host}/credentials/${key}/generateCloudKeyUnlockToken`, {
    entryData: [{ entryId: doors.front }],
    notBefore: NOT_BEFORE,
    expires: EXPIRES,
    ...body,
  });
const use = (token: unknown, body: object = {}) =>
  h.request("POST", `/tokens/cloudKeyUnlockTokens/${token}/use`, body, { authorization: "" });

describe("links of cloud keys", () => {
  it("need doors of the organization, and a sound window", async () => {
    const foreign = h.api.addOrg({ name: "Foreign" });
    const site = h.api.addSite({ org: foreign, name: "F", timezone: "UTC" });
    const door = h.api.addEntry({ org: foreign, site: site.id, name: "Far" });
    expect((await generate({ entryData: [{ entryId: door.id }] })).json.message).toBe("Entry not found.");
    expect((await generate({ entryData: [] })).status).toBe(400);
    expect((await generate({ expires: NOT_BEFORE })).status).toBe(400);
    expect((await generate({ description: "x".repeat(101) })).status).toBe(400);
    const made = await generate();
    expect(made.status).toBe(201);
    expect(Object.keys(made.json.data).sort()).toEqual([
      "apiUrl",
      "cloudKeyUnlockToken",
      "fullWebUrl",
      "webUrl",
    ]);
  });

  it("open from their start and not at their end, without signing in", async () => {
    const token = (await generate()).json.data.cloudKeyUnlockToken;
    h.clock.set(new Date("2026-05-01T08:44:59.999Z"));
    expect((await use(token)).status).toBe(400);
    h.clock.set(new Date(NOT_BEFORE));
    const opened = await use(token);
    expect([opened.status, opened.text]).toEqual([204, ""]);
    expect((await use(token, { entryId: doors.studio })).status).toBe(400);
    h.clock.set(new Date(EXPIRES));
    expect((await use(token)).status).toBe(400);
    expect((await use("unheard-of")).status).toBe(404);
  });

  it("open nothing while the owner is suspended, has no remote unlock or no way in, nor a door that refuses it", async () => {
    const token = (await generate({ entryData: [{ entryId: doors.front }, { entryId: doors.server }] })).json
      .data.cloudKeyUnlockToken;
    h.clock.set(new Date(NOT_BEFORE));
    const front = async () => (await use(token, { entryId: doors.front })).status;
    expect(await front()).toBe(204);
    expect((await use(token)).status).toBe(400);
    expect((await use(token, { entryId: doors.server })).status).toBe(400);
    await h.patch(`/users/${host}`, { hasRemoteUnlock: false });
    expect(await front()).toBe(400);
    await h.patch(`/users/${host}`, { hasRemoteUnlock: true });
    await h.put(`/users/${host}/status`, { status: "S" });
    expect(await front()).toBe(400);
    await h.put(`/users/${host}/status`, { status: "A" });
    await h.patch(`/users/${host}/groupIds`, { remove: [groups.always] });
    expect(await front()).toBe(400);
  });

  it("die with their key, or live on, by the switch; the end of the key ends them, too", async () => {
    const token = (await generate()).json.data.cloudKeyUnlockToken;
    h.clock.set(new Date(NOT_BEFORE));
    await h.patch(`/users/${host}/credentials/${key}`, { endDate: "2026-05-01T09:00:00.000Z" });
    const opens = () => h.api.canOpen({ link: String(token), door: "Front door" });
    expect(opens().open).toBe(true);
    h.clock.advance(15 * MINUTE);
    expect(opens()).toMatchObject({ open: false, reason: "ended" });
    await h.patch(`/users/${host}/credentials/${key}`, { endDate: null });
    expect(opens().open).toBe(true);
    await h.del(`/users/${host}/credentials/${key}`);
    expect(opens()).toMatchObject({ open: false, reason: "link_gone" });
    h.api.setSwitches({ deletedKeyKillsLinks: false });
    key = (await h.credential(host, "cloudKey", { name: "Visit 2" })).json.data.id;
    const second = (await generate()).json.data.cloudKeyUnlockToken;
    await h.del(`/users/${host}/credentials/${key}`);
    expect((await use(second)).status).toBe(204);
  });

  it("tell when they opened, as intervals, and can be tried on their page", async () => {
    const { webUrl } = (await generate({ description: "Visit 1" })).json.data;
    const span = [new Date("2026-05-01T00:00:00Z"), new Date("2026-05-02T00:00:00Z")] as const;
    const link = String(webUrl);
    const told = h.api.accessIntervals({ link, door: "Front door" }, ...span);
    expect(told.map((i) => [i.from, i.until])).toEqual([[Date.parse(NOT_BEFORE), Date.parse(EXPIRES)]]);
    const page = await h.request("GET", link);
    expect(page.text).toContain("Open Front door");
    const form = { link, door: String(doors.front), back: `/cloudKeyUnlock?${new URL(link).searchParams}` };
    const refused = await h.form("/try-link", form);
    expect(refused.headers.get("location")).toContain("error=");
    h.clock.set(new Date(NOT_BEFORE));
    expect((await h.form("/try-link", form)).headers.get("location")).toContain("done=");
  });

  it("are not needed by the owner's own remote unlock", async () => {
    const unlock = (entryId: number) =>
      h.post(`/users/${host}/credentials/${key}/cloudKeyEntryUnlock`, { entryId });
    expect((await unlock(doors.front)).status).toBe(204);
    expect((await unlock(doors.board)).status).toBe(400);
  });
});

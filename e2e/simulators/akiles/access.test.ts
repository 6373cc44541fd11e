import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, startForTest } from "./testing";

let t: Harness;
beforeEach(async () => {
  t = await startForTest();
});
afterEach(() => t.sim.close());

const BOARD = SEED.groups.board;
const at = (clock: string) => new Date(`2026-05-01T${clock}:00Z`);
const iso = (clock: string) => at(clock).toISOString();
/** Moves the clock to a time of the day and gets a token that is valid then. */
const goTo = (clock: string) => {
  t.clock.set(at(clock));
  t.use();
};
const intervals = (
  member: string,
  door = "Board room",
  more: { method?: string; withCredential?: boolean } = {},
) =>
  t.api
    .accessIntervals({ member, door, from: at("00:00"), to: at("23:00"), ...more })
    .map(
      (i) =>
        `${new Date(i.from).toISOString().slice(11, 16)}-${new Date(i.until).toISOString().slice(11, 16)}`,
    );
const association = (member: string, id: string) => `/members/${member}/group_associations/${id}`;
const window = (from: string, until: string) => ({ starts_at: iso(from), ends_at: iso(until) });

describe("canOpen", () => {
  it("is the member's window and the association's window and a rule for door, method and hours", async () => {
    const id = await t.member({ starts_at: iso("09:00") });
    await t.join(id, BOARD, { ends_at: iso("10:00") });
    await t.join(id, SEED.groups.focus);
    const ask = (door: string, clock: string, method?: string) =>
      t.api.canOpen({ member: id, door, method, at: at(clock) }).reason;
    expect(ask("Board room", "08:59")).toBe("not_yet");
    expect(ask("Board room", "09:00")).toBe("open");
    expect(ask("Board room", "10:00")).toBe("ended");
    expect(ask("Studio", "09:30")).toBe("no_association");
    expect(ask("Focus room", "09:30", "card")).toBe("open");
    expect(ask("Focus room", "09:30", "pin")).toBe("method");
    expect(ask("Front door", "09:30", "pin")).toBe("open");
    expect(ask("Front door", "10:30", "pin")).not.toBe("open");
  });

  it("finds people by id, by coworker and by e-mail, and says who is unknown", async () => {
    const id = await t.member({ metadata: { nx_coworker: "77" } });
    await t.post(`/members/${id}/emails`, { email: "ana@example.com" });
    await t.join(id, BOARD);
    for (const member of [id, "77", "Ana@example.com"]) {
      expect(t.api.canOpen({ member, door: SEED.doors.board }).open).toBe(true);
    }
    expect(t.api.canOpen({ member: "78", door: "Board room" }).reason).toBe("no_member");
  });

  it("asks for the member's own credential when told to", async () => {
    const id = await t.member();
    await t.join(id, BOARD);
    const ask = () =>
      t.api.canOpen({ member: id, door: "Board room", method: "pin", withCredential: true }).reason;
    expect(ask()).toBe("no_credential");
    const pin = (await t.post(`/members/${id}/pins`, { length: 6 })).json.id;
    expect(ask()).toBe("open");
    await t.del(`/members/${id}/pins/${pin}`);
    expect(ask()).toBe("no_credential");
  });

  it("tells weekly hours by the clock of the site, across a clock change", async () => {
    const id = await t.member();
    await t.join(id, SEED.groups.weekdays);
    const ask = (when: string) => t.api.canOpen({ member: id, door: "Front door", at: new Date(when) }).open;
    expect(ask("2026-05-04T07:59:59Z")).toBe(false); // Monday 08:59 in London summer
    expect(ask("2026-05-04T08:00:00Z")).toBe(true);
    expect(ask("2026-05-04T17:00:00Z")).toBe(false);
    expect(ask("2026-05-03T12:00:00Z")).toBe(false); // Sunday
    expect(ask("2026-11-02T08:30:00Z")).toBe(false); // Monday 08:30 in London winter
    expect(ask("2026-11-02T09:00:00Z")).toBe(true);
    const told = t.api.accessIntervals({
      member: id,
      door: "Front door",
      from: new Date("2026-10-22T00:00:00Z"),
      to: new Date("2026-10-28T00:00:00Z"),
    });
    expect(t.api.told(told).map((i) => [i.from, i.until])).toEqual([
      ["2026-10-22T08:00:00Z", "2026-10-22T17:00:00Z"],
      ["2026-10-23T08:00:00Z", "2026-10-23T17:00:00Z"],
      ["2026-10-26T09:00:00Z", "2026-10-26T18:00:00Z"],
      ["2026-10-27T09:00:00Z", "2026-10-27T18:00:00Z"],
    ]);
  });
});

describe("accessIntervals", () => {
  it("of a window written ahead is the window", async () => {
    const id = await t.member();
    await t.join(id, BOARD, { ...window("09:45", "11:00"), metadata: { nx_ref: "booking:5" } });
    expect(intervals(id)).toEqual(["09:45-11:00"]);
    const [one] = t.api.accessIntervals({
      member: id,
      door: "Board room",
      from: at("00:00"),
      to: at("23:00"),
    });
    expect(one).toMatchObject({ began: "window", ended: "window" });
    expect(one?.causes).toEqual([expect.objectContaining({ groupId: BOARD, ref: "booking:5" })]);
  });

  it("of a window written late begins when it was written", async () => {
    const id = await t.member();
    goTo("10:05");
    await t.join(id, BOARD, window("09:45", "11:00"));
    expect(intervals(id)).toEqual(["10:05-11:00"]);
    const [one] = t.api.accessIntervals({
      member: id,
      door: "Board room",
      from: at("00:00"),
      to: at("23:00"),
    });
    expect(one?.began).toContain("association created by api");
  });

  it("ends at the instant of a PATCH that cuts the window into the past", async () => {
    const id = await t.member();
    const own = await t.join(id, BOARD, window("09:00", "12:00"));
    goTo("10:30");
    await t.patch(association(id, own), { ends_at: iso("10:00") });
    expect(intervals(id)).toEqual(["09:00-10:30"]);
  });

  it("follows a PATCH that shortens, and one that lengthens, before the end", async () => {
    const id = await t.member();
    const own = await t.join(id, BOARD, window("09:00", "12:00"));
    goTo("10:00");
    await t.patch(association(id, own), { ends_at: iso("11:00") });
    expect(intervals(id)).toEqual(["09:00-11:00"]);
    await t.patch(association(id, own), { ends_at: null });
    expect(intervals(id)).toEqual(["09:00-23:00"]);
  });

  it("shows the gap when an association is deleted within its window and made again", async () => {
    const id = await t.member();
    const own = await t.join(id, BOARD, window("09:00", "12:00"));
    goTo("09:30");
    await t.del(association(id, own));
    goTo("10:00");
    await t.join(id, BOARD, window("09:00", "12:00"));
    expect(intervals(id)).toEqual(["09:00-09:30", "10:00-12:00"]);
  });

  it("of an association deleted before its window are none", async () => {
    const id = await t.member();
    const own = await t.join(id, BOARD, window("09:00", "12:00"));
    goTo("08:30");
    await t.del(association(id, own));
    expect(intervals(id)).toEqual([]);
  });

  it("end when the member is deleted, and come back with the restore", async () => {
    const id = await t.member();
    await t.join(id, BOARD, window("09:00", "12:00"));
    goTo("10:00");
    await t.del(`/members/${id}`);
    goTo("11:00");
    await t.patch(`/members/${id}`, { is_deleted: false });
    expect(intervals(id)).toEqual(["09:00-10:00", "11:00-12:00"]);
  });

  it("end when the member ends, at once when that is written late", async () => {
    const id = await t.member({ ends_at: iso("11:00") });
    await t.join(id, BOARD, window("09:00", "12:00"));
    expect(intervals(id)).toEqual(["09:00-11:00"]);
    goTo("10:00");
    await t.patch(`/members/${id}`, { ends_at: iso("09:30") });
    expect(intervals(id)).toEqual(["09:00-10:00"]);
  });

  it("of overlapping and of touching associations are one, with every cause", async () => {
    const id = await t.member();
    await t.join(id, BOARD, window("09:00", "10:00"));
    await t.join(id, BOARD, window("09:30", "11:00"));
    await t.join(id, BOARD, window("11:00", "11:30"));
    expect(intervals(id)).toEqual(["09:00-11:30"]);
    const [one] = t.api.accessIntervals({
      member: id,
      door: "Board room",
      from: at("00:00"),
      to: at("23:00"),
    });
    expect(one?.causes).toHaveLength(3);
  });

  it("survive the deletion of one of two overlapping associations", async () => {
    const id = await t.member();
    const first = await t.join(id, BOARD, window("09:00", "10:00"));
    await t.join(id, BOARD, window("09:30", "11:00"));
    goTo("09:40");
    await t.del(association(id, first));
    expect(intervals(id)).toEqual(["09:00-11:00"]);
  });

  it("follow what staff do to a group's rules", async () => {
    const id = await t.member();
    await t.join(id, BOARD, window("09:00", "12:00"));
    goTo("10:00");
    t.api.changeGroup(BOARD, { permissions: [{ gadget_id: SEED.doors.front }] });
    expect(intervals(id)).toEqual(["09:00-10:00"]);
    expect(intervals(id, "Front door")).toEqual(["09:00-12:00"]);
  });

  it("of a person who was made anew are told under the coworker as one list", async () => {
    const first = await t.member({ metadata: { nx_coworker: "9" } });
    await t.join(first, BOARD, window("09:00", "12:00"));
    goTo("10:00");
    await t.del(`/members/${first}`);
    goTo("10:10");
    const second = await t.member({ metadata: { nx_coworker: "9" } });
    await t.join(second, BOARD, window("09:00", "12:00"));
    expect(intervals("9")).toEqual(["09:00-10:00", "10:10-12:00"]);
    expect(intervals(first)).toEqual(["09:00-10:00"]);
  });

  it("with the member's own credential last only while it exists", async () => {
    const id = await t.member();
    await t.join(id, BOARD, window("09:00", "12:00"));
    goTo("10:00");
    const pin = (await t.post(`/members/${id}/pins`, { length: 6 })).json.id;
    goTo("11:00");
    await t.del(`/members/${id}/pins/${pin}`);
    expect(intervals(id, "Board room", { method: "pin", withCredential: true })).toEqual(["10:00-11:00"]);
    expect(intervals(id, "Board room", { method: "pin" })).toEqual(["09:00-12:00"]);
  });

  it("keep their past when the clean-up takes the member away days later", async () => {
    const id = await t.member({ ends_at: iso("11:00") });
    await t.join(id, BOARD, window("09:00", "12:00"));
    t.clock.set(new Date("2026-05-08T00:00:00Z"));
    expect(intervals(id)).toEqual(["09:00-11:00"]);
    expect(t.api.canOpen({ member: id, door: "Board room" }).reason).toBe("member_deleted");
  });
});

describe("an offline device", () => {
  it("goes on opening for a right that was revoked, until it returns", async () => {
    const id = await t.member();
    await t.post(`/members/${id}/pins`, { pin: "4321" });
    const own = await t.join(id, BOARD, window("09:00", "12:00"));
    goTo("09:30");
    t.api.setDoorOnline("Board room", false);
    goTo("10:00");
    await t.del(association(id, own));
    expect(t.api.attempt({ member: id, door: "Board room", method: "pin" }).opened).toBe(true);
    expect(t.api.attempt({ member: id, door: "Board room", method: "app" }).reason).toBe("device_offline");
    expect(t.api.attempt({ member: id, door: "Front door", method: "pin" }).reason).toBe(
      "association_deleted",
    );
    goTo("10:20");
    t.api.setDoorOnline("Board room", true);
    expect(t.api.attempt({ member: id, door: "Board room", method: "pin" }).opened).toBe(false);
    expect(intervals(id)).toEqual(["09:00-10:20"]);
    expect(intervals(id, "Front door")).toEqual(["09:00-10:00"]);
    expect(intervals(id, "Board room", { method: "online" })).toEqual(["09:00-09:30"]);
    const [one] = t.api.accessIntervals({
      member: id,
      door: "Board room",
      from: at("00:00"),
      to: at("23:00"),
    });
    expect(one).toMatchObject({ fromOfflineDevice: true, ended: "device back" });
  });

  it("learns of a new right when it returns, and closes known windows on time", async () => {
    const [early, late] = [await t.member(), await t.member()];
    await t.join(early, BOARD, window("09:00", "10:00"));
    t.api.setDoorOnline("Board room", false);
    await t.join(late, BOARD, window("09:00", "12:00"));
    goTo("11:00");
    t.api.setDoorOnline("Board room", true);
    expect(intervals(early)).toEqual(["09:00-10:00"]);
    expect(intervals(late)).toEqual(["11:00-12:00"]);
  });
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, HOUR, MINUTE, START, startForTest } from "./testing";

let h: Harness;
let ana: string;
beforeEach(async () => {
  h = await startForTest();
  ana = String(await h.user({ pin: "58213" }));
});
afterEach(() => h.sim.close());

const verdict = (door = "Front door", method?: string, at?: Date) =>
  h.api.canOpen({ member: ana, door, method, at, withCredential: method !== undefined });
const intervals = (door = "Front door", hours = 24) =>
  h.api
    .told(
      h.api.accessIntervals({ member: ana, door, from: START, to: new Date(START.getTime() + hours * HOUR) }),
    )
    .map(({ from, until }) => [from, until]);

it("opens a door from the moment a person joins a group until the moment it leaves, to the millisecond", () => {
  h.clock.advance(HOUR);
  h.api.staffJoin(ana, SEED.groups.board);
  expect(verdict()).toMatchObject({ open: true, by: [{ groupId: SEED.groups.board }] });
  expect(verdict("Front door", undefined, new Date(START.getTime() + HOUR - 1)).reason).toBe("no_group");
  h.clock.advance(HOUR + 1);
  h.api.staffLeave(ana, SEED.groups.board);
  expect(verdict()).toMatchObject({ open: false, reason: "removed" });
  expect(intervals()).toEqual([["2026-05-01T09:00:00Z", "2026-05-01T10:00:00.001Z"]]);
});

it("keeps a person's own dates, suspension and deletion above every group", () => {
  h.api.staffJoin(ana, SEED.groups.always);
  h.api.staffChangeUser(ana, { effectiveFrom: "2026-05-01T09:00:00Z", effectiveTo: "2026-05-01T12:00:00Z" });
  expect(verdict().reason).toBe("not_yet");
  h.clock.advance(2 * HOUR);
  expect(verdict().open).toBe(true);
  h.api.staffSuspend(ana);
  expect(verdict().reason).toBe("suspended");
  h.clock.advance(HOUR);
  h.api.staffSuspend(ana, false);
  expect(intervals()).toEqual([
    ["2026-05-01T09:00:00Z", "2026-05-01T10:00:00Z"],
    ["2026-05-01T11:00:00Z", "2026-05-01T12:00:00Z"],
  ]);
  h.api.staffDelete(ana);
  expect(verdict().reason).toBe("user_deleted");
});

it("keeps the hours of a group by the wall clock of the site", () => {
  h.api.staffJoin(ana, SEED.groups.weekdays);
  // 09:00 in London is 08:00 UTC in May.
  expect(intervals()).toEqual([["2026-05-01T08:00:00Z", "2026-05-01T17:00:00Z"]]);
  expect(verdict("Front door", undefined, new Date("2026-05-02T10:00:00Z")).reason).toBe("hours");
});

it("asks for the person's own card, PIN or redeemed pass", async () => {
  h.api.staffJoin(ana, SEED.groups.board);
  expect(verdict("Front door", "pin").open).toBe(true);
  expect(verdict("Front door", "card").reason).toBe("no_credential");
  h.api.staffCard(ana, "2044");
  expect(verdict("Front door", "card").open).toBe(true);
  await h.post(`/users/${ana}/credentials/digital-invitations`, { referenceId: "ana@example.com" });
  expect(verdict("Front door", "mobile").reason).toBe("no_credential");
  h.api.redeemPending(ana);
  expect(verdict("Front door", "mobile").open).toBe(true);
  h.api.staffChangeUser(ana, { pin: "60417" });
  expect(verdict("Front door", "pin").open).toBe(true);
});

it("lets a door behind an offline panel do what it knew, without the app", () => {
  h.api.staffJoin(ana, SEED.groups.board);
  h.clock.advance(HOUR);
  h.api.setDoorOnline("Front door", false);
  h.clock.advance(HOUR);
  h.api.staffLeave(ana, SEED.groups.board);
  expect(verdict("Front door", "pin").open).toBe(true);
  expect(verdict("Front door", "mobile").reason).toBe("panel_offline");
  expect(verdict("Board room", "pin").open).toBe(false);
  h.clock.advance(HOUR);
  h.api.setDoorOnline("Front door", true);
  expect(verdict("Front door", "pin").open).toBe(false);
  expect(intervals()).toEqual([["2026-05-01T08:00:00Z", "2026-05-01T11:00:00Z"]]);
});

it("lets a change reach the panels as late as switched", () => {
  h.api.setSwitches({ panelDelayMs: 2 * MINUTE });
  h.api.staffJoin(ana, SEED.groups.board);
  h.clock.advance(2 * MINUTE - 1);
  expect(verdict().open).toBe(false);
  h.clock.advance(1);
  expect(verdict().open).toBe(true);
});

it("finds a person by id, externalId and address", async () => {
  const address = "ben@example.com";
  const id = await h.user({ externalId: "x-1", emails: [{ address, type: "work" }] });
  for (const member of [String(id), "x-1", "BEN@example.com"]) {
    expect(h.api.users(member).map((user) => user.id)).toEqual([id]);
  }
  expect(h.api.canOpen({ member: "nobody", door: "Front door" }).reason).toBe("no_user");
});

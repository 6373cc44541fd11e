import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, HOUR, SECOND, START, startForTest } from "./testing";

let t: Harness;
beforeEach(async () => {
  t = await startForTest({ panelLagSeconds: 0 });
});
afterEach(() => t.sim.close());

const { roles } = SEED;
const at = (hours: number) => new Date(START.getTime() + hours * HOUR);
const who = (member: string, door = "Board room") => ({ member, door });
const reason = (member: string, door = "Board room", more = {}) =>
  t.api.canOpen({ ...who(member, door), ...more }).reason;

it("opens for an active person with an active token in its dates and a role in its dates whose schedule is open", () => {
  const { cn } = t.api.staffPerson({ last: "Ruiz" });
  const own = { withCredential: true };
  expect(reason(cn)).toBe("no_role");
  t.api.staffRoles(cn, [roles.board]);
  expect(reason(cn, "Board room", own)).toBe("no_token");
  const token = t.api.staffToken(cn, { card: "1001" });
  expect(reason(cn, "Board room", own)).toBe("open");
  expect(reason(cn, "Studio")).toBe("no_role");
  t.api.staffPatchToken(token.cn, { plasecTokenstatus: "2" });
  expect(reason(cn, "Board room", own)).toBe("token_inactive");
  t.api.staffPatchToken(token.cn, { plasecTokenstatus: "1", plasecDownload: "FALSE" });
  expect(reason(cn, "Board room", own)).toBe("token_inactive");
  const ended = { plasecDownload: "TRUE", plasecTokennoexpire: "FALSE", plasecDeactivatedate: "04/30/2026" };
  t.api.staffPatchToken(token.cn, ended);
  expect(reason(cn, "Board room", own)).toBe("token_dates");
  t.api.staffPatchToken(token.cn, { plasecTokennoexpire: "TRUE" });
  expect(reason(cn, "Board room", own)).toBe("open");
  t.api.staffPatchPerson(cn, { plasecIdstatus: "2" });
  expect(reason(cn, "Board room", own)).toBe("identity_inactive");
  t.api.staffPatchPerson(cn, { plasecIdstatus: "1" });
  t.api.staffRoles(cn, [roles.weekdays]);
  expect(reason(cn, "Floor 2", { at: new Date("2026-05-01T16:59:59Z") })).toBe("open");
  expect(reason(cn, "Floor 2", { at: new Date("2026-05-01T17:00:00Z") })).toBe("hours");
  t.api.staffDeletePerson(cn);
  expect(reason(cn)).toBe("identity_deleted");
});

it("keeps to a role's start, stop and installed flag, for everybody in it", () => {
  const { cn } = t.api.staffPerson({ last: "Ruiz", roles: [roles.board] });
  t.api.changeRole(roles.board, { startsAt: at(1).getTime(), stopsAt: at(2).getTime() });
  expect(reason(cn)).toBe("role_dates");
  expect(reason(cn, "Board room", { at: at(1) })).toBe("open");
  expect(reason(cn, "Board room", { at: at(2) })).toBe("role_dates");
  const [only] = t.api.told(t.api.accessIntervals({ ...who(cn), from: START, to: at(5) }));
  expect(only).toMatchObject({
    from: "2026-05-01T09:00:00Z",
    until: "2026-05-01T10:00:00Z",
    began: "window",
  });
  t.api.changeRole(roles.board, { startsAt: null, stopsAt: null, installed: false });
  expect(reason(cn)).toBe("role_not_installed");
});

it("takes a card or a PIN by the mode of the door, and only the very one that is presented", () => {
  const { cn } = t.api.staffPerson({
    last: "Ruiz",
    card: "1001",
    pin: "4711",
    roles: [roles.board, roles.focus],
  });
  const how = (door: string, method: string, value?: string) =>
    reason(cn, door, { method, withCredential: true, ...(value === undefined ? {} : { value }) });
  expect(how("Board room", "pin", "4711")).toBe("open");
  expect(how("Board room", "pin", "4712")).toBe("no_token");
  expect(how("Board room", "card", "1001")).toBe("open");
  expect(how("Focus room", "pin")).toBe("no_token");
  expect(how("Focus room", "card")).toBe("open");
  const vault = t.api.addDoor({ name: "Vault", mode: "card_and_pin" });
  t.api.addRole({
    name: "Vault",
    accessGroups: [t.api.addAccessGroup({ name: "Vault", doors: [vault.cn] }).cn],
  });
  t.api.staffRoles(cn, [t.api.role("Vault").cn]);
  expect(how("Vault", "card")).toBe("open");
  const cardOnly = t.api.staffPerson({ last: "Lee", card: "1002", roles: [t.api.role("Vault").cn] });
  expect(reason(cardOnly.cn, "Vault", { withCredential: true })).toBe("no_token");
});

it("lets a panel learn of a change only after its lag", () => {
  t.api.setSwitches({ panelLagSeconds: 30 });
  const { cn } = t.api.staffPerson({ last: "Ruiz", roles: [roles.board] });
  expect(reason(cn)).toBe("no_person");
  t.clock.advance(29 * SECOND);
  expect(reason(cn)).toBe("no_person");
  t.clock.advance(SECOND);
  expect(reason(cn)).toBe("open");
  t.api.staffRoles(cn, []);
  expect(reason(cn)).toBe("open");
  const intervals = t.api.told(t.api.accessIntervals({ ...who(cn), from: START, to: at(1) }));
  expect(intervals).toMatchObject([
    {
      from: "2026-05-01T08:00:30Z",
      until: "2026-05-01T08:01:00Z",
      began: "put in by staff; roles changed by staff",
      ended: "roles changed by staff",
    },
  ]);
});

it("lets a panel off the network decide by what it knew, and learn all of it when it is back", () => {
  const { cn } = t.api.staffPerson({ last: "Ruiz", card: "1001", roles: [roles.board] });
  t.api.setDoorOnline("Board room", false);
  t.api.staffRoles(cn, [roles.studio]);
  t.clock.advance(HOUR);
  expect([reason(cn), reason(cn, "Studio")]).toEqual(["open", "no_role"]);
  expect(t.api.attempt({ member: cn, door: "Board room", method: "card" }).opened).toBe(true);
  expect(t.api.world.state.events).toHaveLength(0);
  t.clock.advance(HOUR);
  t.api.setDoorOnline("Board room", true);
  expect([reason(cn), reason(cn, "Studio")]).toEqual(["no_role", "open"]);
  expect(t.api.accessIntervals({ ...who(cn), from: START, to: at(5) })).toMatchObject([
    { from: START.getTime(), until: at(2).getTime(), fromOfflinePanel: true },
  ]);
  const [event] = t.api.world.state.events;
  expect([event?.panelAt, event?.recordedAt]).toEqual([at(1).getTime(), at(2).getTime()]);
});

import { expect, test } from "vitest";
import { ANA, CHLOE, openDoor, type PresenceWorld, presenceWorld, switchOnOpen } from "../presence/testing";
import { presenceTick } from "../presence/tick";
import { businessId, goTo, memberId, nexudusCalls, resetLogs } from "../testing/world";
import { readPresence } from "./presence";

const SLOW = { timeout: 120_000 };
const read = ({ world, site }: PresenceWorld, locationId: string | null = null) =>
  readPresence(world.services, { installationId: site.installationId, locationId });

test("shows who is in now, who left, and whom Nexudus did not check in, with why", SLOW, async () => {
  const of = await presenceWorld();
  await switchOnOpen(of, true);
  openDoor(of, CHLOE, "Board room");
  openDoor(of, ANA, "Studio");
  await presenceTick(of.world.services);
  const { Id } = of.world.nexudus.api.create("Checkin", {
    BusinessId: businessId(of.world, "Rotherhithe"),
    CoworkerId: memberId(of.world, "Ben Okafor"),
    FromTime: of.world.clock.now().toISOString(),
    Source: 1,
  });
  of.world.nexudus.api.checkOut(Id);
  const view = await read(of);
  const [place] = view.places;
  expect(view.nexudus).toEqual({ read: true });
  expect(place?.inNow).toMatchObject([
    { name: CHLOE, until: null, by: "by a door", href: expect.stringContaining("/members/") },
  ]);
  expect(place?.leftToday).toMatchObject([{ name: "Ben Okafor", by: "at the desk" }]);
  expect(place?.failed).toMatchObject([{ name: ANA, reason: "does not have a valid pass to check in" }]);
  expect(place?.untold).toEqual([]);
  expect(view.connections).toMatchObject([{ style: "on_open", onOpen: true, isOn: true, trouble: null }]);
  expect(view.connections[0]?.doors).toHaveLength(6);
});

test("a failed check-in is shown though Nexudus keeps the list of them to itself", SLOW, async () => {
  const of = await presenceWorld();
  await switchOnOpen(of, true);
  const [install] = of.world.nexudus.api.installs();
  of.world.nexudus.api.changeInstall(install?.id ?? 0, { missingRoles: ["FailedCheckin"] });
  openDoor(of, ANA, "Studio");
  await presenceTick(of.world.services);
  const view = await read(of);
  expect(view.nexudus).toEqual({ read: true });
  expect(view.places[0]?.failed).toMatchObject([
    { name: ANA, reason: expect.stringMatching(/^Nexudus refused it/) },
  ]);
});

test("says why it does not know who is in, and shows what Lintel itself knows", SLOW, async () => {
  const of = await presenceWorld();
  await switchOnOpen(of, true);
  const [install] = of.world.nexudus.api.installs();
  of.world.nexudus.api.changeInstall(install?.id ?? 0, { missingRoles: ["Checkin"] });
  openDoor(of, CHLOE, "Board room");
  await presenceTick(of.world.services);
  const view = await read(of);
  expect(view.nexudus).toMatchObject({ read: false, why: expect.stringContaining("Checkin-List") });
  expect(view.places[0]?.untold).toMatchObject([
    { name: CHLOE, what: "check-in", status: { kind: "retrying" }, reason: expect.stringContaining("role") },
  ]);
  of.world.nexudus.api.changeInstall(install?.id ?? 0, { missingRoles: [] });
  of.world.nexudus.api.addFault({ preset: "outage" });
  expect((await read(of)).nexudus).toMatchObject({
    read: false,
    why: expect.stringContaining("did not answer"),
  });
});

test("what was told a day late stands apart, by the door's location", SLOW, async () => {
  const of = await presenceWorld();
  await switchOnOpen(of, true);
  of.world.akiles.api.setDoorOnline("Board room", false);
  openDoor(of, CHLOE, "Board room");
  await goTo(of.world, new Date("2026-05-13T08:00:00Z"));
  of.world.akiles.api.setDoorOnline("Board room", true);
  await presenceTick(of.world.services);
  const view = await read(of, String(businessId(of.world, "Rotherhithe")));
  expect(view.places[0]?.late).toMatchObject([{ name: CHLOE, door: "Board room" }]);
  expect(view.places[0]?.inNow).toEqual([]);
});

test("asks Nexudus for nothing at a location without such doors", SLOW, async () => {
  const of = await presenceWorld();
  resetLogs(of.world);
  const view = await read(of, String(businessId(of.world, "Red Hook")));
  expect([view.connections, view.places]).toEqual([[], []]);
  expect(nexudusCalls(of.world)).toBe(0);
});

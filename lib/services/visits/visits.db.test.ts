import { expect, test } from "vitest";
import { updateConnection } from "@/db/queries/connections";
import { auditLog, visitors } from "@/db/schema";
import {
  atDesk,
  book,
  goTo,
  HOUR,
  MINUTE,
  nexudusCalls,
  pollNow,
  reconcileNow,
  resetLogs,
  sweepNow,
  unheard,
} from "../testing/world";
import { at, DAY_ENDS, expectVisitor, onlyVisit, opens, registerVisitor, visitorSite } from "./testing";

const every = { sweepEveryMs: MINUTE };

test("cloud key to a visitor and gone after: one link from 15 minutes before until the day ends, mailed once", async () => {
  const { world, vendor, mailbox } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  expect(vendor.there()).toHaveLength(1);
  expect(mailbox.mails).toHaveLength(1);
  expect(mailbox.mails[0]).toMatchObject({ to: "vi.sitor@visitors.test" });
  expect(mailbox.mails[0]?.text).toContain(vendor.there()[0]?.url ?? "nothing");
  await goTo(world, new Date(DAY_ENDS.getTime() + HOUR));
  await sweepNow(world);
  expect(vendor.opened()).toEqual([opens(at(105), DAY_ENDS)]);
  expect(vendor.there()).toEqual([]);
  expect(vendor.calls).toEqual(["create", "remove"]);
  expect(mailbox.mails).toHaveLength(1);
});

test("a known end closes on time while Nexudus is unreachable, without a call to it", async () => {
  const { world, vendor } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  world.nexudus.api.addFault({ preset: "outage" });
  await goTo(world, new Date(DAY_ENDS.getTime() - MINUTE));
  resetLogs(world);
  await goTo(world, DAY_ENDS);
  expect(vendor.there()).toEqual([]);
  expect(nexudusCalls(world)).toBe(0);
});

test("nothing is made before the host has approved, and what was made goes when the approval does", async () => {
  const { world, site, vendor } = await visitorSite();
  const id = await expectVisitor(world, { arrives: at(120), approval: 2 });
  expect(vendor.calls).toEqual([]);
  // Neither an approval nor a refusal fires a webhook: the poll sees them.
  world.nexudus.api.change("Visitor", id, { HostApprovalStatus: 5 });
  await pollNow(world, site);
  expect(vendor.there()).toHaveLength(1);
  world.nexudus.api.change("Visitor", id, { HostApprovalStatus: 3 });
  await pollNow(world, site);
  expect(vendor.there()).toEqual([]);
});

test("a departure ends the link at the next poll, and mails nothing", async () => {
  const { world, site, vendor, mailbox } = await visitorSite();
  const id = await expectVisitor(world, { arrives: at(20) });
  await goTo(world, at(60));
  world.nexudus.api.change("Visitor", id, { DepartureDate: at(60).toISOString() });
  await goTo(world, at(64), every);
  expect(vendor.there()).toEqual([]);
  expect(mailbox.mails).toHaveLength(1);
  await pollNow(world, site);
  expect(vendor.calls).toEqual(["create", "remove"]);
});

test("a visitor deleted at the desk loses the link within seconds of the webhook", async () => {
  const { world, vendor } = await visitorSite();
  const id = await expectVisitor(world, { arrives: at(20) });
  await atDesk(world, () => world.nexudus.api.delete("Visitor", id));
  expect(vendor.there()).toEqual([]);
});

test("a visitor who is expected at another time has a new link, mailed because the old one is dead", async () => {
  const { world, site, vendor, mailbox } = await visitorSite();
  const id = await expectVisitor(world, { arrives: at(120) });
  const [first] = vendor.there();
  world.nexudus.api.change("Visitor", id, { ExpectedArrival: at(240).toISOString() });
  await pollNow(world, site);
  expect(vendor.there().map((link) => link.url)).not.toContain(first?.url);
  expect(vendor.there()).toHaveLength(1);
  expect(mailbox.mails).toHaveLength(2);
  await pollNow(world, site);
  await sweepNow(world);
  expect(mailbox.mails).toHaveLength(2);
});

test("nobody is read, and no name is kept, while the switch is off", async () => {
  const { world, site, vendor } = await visitorSite();
  await updateConnection(world.db, site, { settings: {}, updatedAt: world.clock.now() });
  await expectVisitor(world, { arrives: at(120) });
  await pollNow(world, site);
  await reconcileNow(world, site);
  expect(vendor.calls).toEqual([]);
  expect(await world.db.select().from(visitors)).toEqual([]);
  const asked = JSON.stringify(world.nexudus.api.requests());
  expect(asked).not.toMatch(/spaces\/(visitors|bookingvisitors)/);
});

test("turning the switch off takes the links back, turning it on makes them for those already expected", async () => {
  const { world, site, vendor } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  await updateConnection(world.db, site, { settings: {}, updatedAt: world.clock.now() });
  await pollNow(world, site);
  expect(vendor.there()).toEqual([]);
  unheard(world, () => registerVisitor(world, { arrives: at(180), name: "Second" }));
  world.clock.advance(2 * HOUR);
  await updateConnection(world.db, site, { settings: { cloudKey: "on" }, updatedAt: world.clock.now() });
  await pollNow(world, site);
  expect(vendor.there()).toHaveLength(2);
});

test("a link is made two weeks ahead at the earliest, by a timer", async () => {
  const { world, vendor } = await visitorSite();
  const arrives = new Date(at(0).getTime() + 15 * 24 * HOUR);
  await expectVisitor(world, { arrives });
  expect(vendor.calls).toEqual([]);
  const due = new Date(arrives.getTime() - 15 * MINUTE - 14 * 24 * HOUR);
  await goTo(world, new Date(due.getTime() - MINUTE));
  await sweepNow(world);
  expect(vendor.calls).toEqual([]);
  await goTo(world, due);
  expect(vendor.there()).toHaveLength(1);
});

test("guests have the booking's window with lead and lag, and follow it when it moves or is cancelled", async () => {
  const { world, site, vendor } = await visitorSite();
  const bookingId = await book(world, { who: "Ana Pereira", room: "Lightship", from: at(60), to: at(120) });
  const visitor = registerVisitor(world, { arrives: at(60) });
  world.nexudus.api.create("BookingVisitor", { BookingId: bookingId, VisitorId: visitor.Id });
  await pollNow(world, site);
  expect(vendor.there().map((link) => link.window)).toEqual([{ from: at(45), until: at(130) }]);
  await atDesk(world, () =>
    world.nexudus.api.move(bookingId, { from: at(90).toISOString(), to: at(150).toISOString() }),
  );
  expect(vendor.there().map((link) => link.window)).toEqual([{ from: at(75), until: at(160) }]);
  await atDesk(world, () => world.nexudus.api.cancel(bookingId));
  expect(vendor.there()).toEqual([]);
  await reconcileNow(world, site);
  expect(vendor.there()).toEqual([]);
});

test("a guest taken off a booking has no webhook and no audit row: the full check proves it, and they get no day of their own", async () => {
  const { world, site, vendor } = await visitorSite();
  const bookingId = await book(world, { who: "Ana Pereira", room: "Lightship", from: at(120), to: at(180) });
  const visitor = registerVisitor(world, { arrives: at(120) });
  const guest = world.nexudus.api.create("BookingVisitor", {
    BookingId: bookingId,
    VisitorId: visitor.Id,
  });
  await pollNow(world, site);
  expect(vendor.there()).toHaveLength(1);
  await atDesk(world, () => world.nexudus.api.delete("BookingVisitor", guest.Id));
  expect(
    world.nexudus.api.rows("AuditTrailEntry").some((row) => row.EntityShortName === "BookingVisitor"),
  ).toBe(false);
  await pollNow(world, site);
  expect(vendor.there()).toHaveLength(1);
  await reconcileNow(world, site);
  expect(vendor.there()).toEqual([]);
  expect(vendor.calls).toEqual(["create", "remove"]);
});

test("a list that left a visitor or a guest out takes nothing from them: each is asked for by its id", async () => {
  const { world, site, vendor } = await visitorSite();
  const bookingId = await book(world, { who: "Ana Pereira", room: "Lightship", from: at(240), to: at(300) });
  const visitor = registerVisitor(world, { arrives: at(240) });
  world.nexudus.api.create("BookingVisitor", { BookingId: bookingId, VisitorId: visitor.Id });
  await expectVisitor(world, { arrives: at(240), name: "On their own" });
  await pollNow(world, site);
  expect(vendor.there()).toHaveLength(2);
  for (const path of ["spaces/visitors", "spaces/bookingvisitors"])
    world.nexudus.api.setSwitches({ api: { partialPages: { path, keep: 0 } } });
  await reconcileNow(world, site);
  world.nexudus.api.addFault({ path: "^/api/spaces/(visitors|bookingvisitors)", preset: "unavailable" });
  await reconcileNow(world, site);
  expect(vendor.there()).toHaveLength(2);
});

test("an unreadable visitor row takes nothing from anybody", async () => {
  const { world, site, vendor } = await visitorSite();
  const id = await expectVisitor(world, { arrives: at(240) });
  world.nexudus.api.setSwitches({
    api: { unreadable: [{ entity: "Visitor", id, field: "ExpectedArrival", value: "soon" }] },
  });
  await reconcileNow(world, site);
  expect(vendor.there()).toHaveLength(1);
});

test("the address and the link are sealed, and neither is in an event or the audit log", async () => {
  const { world, site } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  const row = await onlyVisit(world, site);
  expect(row).toMatchObject({ state: "present", mail: "sent" });
  const kept = JSON.stringify([
    await world.db.select().from(visitors),
    row,
    await world.db.select().from(auditLog),
    world.runner.emitted,
  ]);
  expect(kept).not.toContain("vi.sitor@visitors.test");
  expect(kept).not.toContain("links.vendor.test");
});

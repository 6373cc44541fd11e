import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getInstallation, updateInstallation } from "@/db/queries/installations";
import { listMissingRoles } from "@/db/queries/lifecycle";
import { auditLog } from "@/db/schema";
import { readAccountView } from "../console/account";
import { readOverview } from "../console/overview";
import { readShell } from "../console/shell";
import { createMailbox } from "../testing/guest-vendor";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  atDesk,
  book,
  bookNow,
  canOpen,
  DAY,
  goTo,
  MINUTE,
  nexudusCalls,
  open,
  opened,
  pollNow,
  reconcileNow,
  resetLogs,
  type Site,
  span,
  unheard,
  type World,
} from "../testing/world";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const board = "Board room";

const theInstall = (world: World) => world.nexudus.api.installs()[0]?.id ?? 0;
const withhold = (world: World, missingRoles: string[]) =>
  world.nexudus.api.changeInstall(theInstall(world), { missingRoles });
const refuse = (world: World, isRefused = true) =>
  world.nexudus.api.changeInstall(theInstall(world), { requiresApproval: isRefused });
const stateOf = async (world: World, site: Site) => (await getInstallation(world.db, site))?.state;
const missing = async (world: World, site: Site) =>
  (await listMissingRoles(world.db, site)).map((row) => row.entity);

async function polledAt(world: World, site: Site, minutes: number): Promise<void> {
  world.clock.set(at(minutes));
  await pollNow(world, site);
}

/** Ana is inside until minute 180, and booked again from 240 to 300. */
async function inside() {
  const world = await testWorld();
  const site = await activeSite(world);
  const first = await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  const later = await book(world, { who: ana, room: "Lightship", from: at(240), to: at(300) });
  await goTo(world, at(30));
  expect(canOpen(world, ana, board)).toBe(true);
  return { world, site, first, later };
}

/** Refused for good: three polls over ten minutes. */
async function parked() {
  const known = await inside();
  refuse(known.world);
  for (const minute of [31, 36, 41]) await polledAt(known.world, known.site, minute);
  expect(await stateOf(known.world, known.site)).toBe("needs_reapproval");
  return known;
}

describe("a 401 on one entity", () => {
  test("names the missing role and parks nothing, however long it lasts", async () => {
    const { world, site } = await inside();
    withhold(world, ["Booking-List"]);
    for (const minute of [31, 36, 41, 46]) await polledAt(world, site, minute);
    expect(await stateOf(world, site)).toBe("active");
    expect(await missing(world, site)).toEqual(["spaces/bookings"]);
    const [account, overview] = await Promise.all([
      readAccountView(world.services, { ...site, locationId: null }),
      readOverview(world.services, { ...site, locationId: null }),
    ]);
    expect(account.missingRoles.map((row) => row.role)).toEqual(["Booking-List"]);
    expect(overview.problems.map((row) => row.what).join()).toContain("Booking-List");
  });

  test("withdraws nothing for being unseen, and what is known closes on time", async () => {
    const { world, site } = await inside();
    withhold(world, ["Booking"]);
    await reconcileNow(world, site);
    await polledAt(world, site, 60);
    expect(canOpen(world, ana, board)).toBe(true);
    await goTo(world, at(360), { sweepEveryMs: 30 * MINUTE });
    expect(opened(world, ana, board)).toEqual([span(at(10), at(180)), span(at(240), at(300))]);
  });

  test("leaves every other entity as it was: cancellations still close", async () => {
    const { world, site, first } = await inside();
    withhold(world, ["Booking-List", "Booking-Read"]);
    unheard(world, () => world.nexudus.api.cancel(first));
    await polledAt(world, site, 40);
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test("the role for single members missing: bookings of known members still open", async () => {
    const { world, site } = await inside();
    withhold(world, ["Coworker-Read"]);
    await atDesk(world, () => bookNow(world, { who: ana, room: "Ropewalk", from: at(30), to: at(200) }));
    expect(await missing(world, site)).toEqual(["spaces/coworkers/{id}"]);
    expect(canOpen(world, ana, "Studio")).toBe(true);
  });

  test("is forgotten when the entity answers again", async () => {
    const { world, site } = await inside();
    withhold(world, ["Booking-List"]);
    await polledAt(world, site, 31);
    withhold(world, []);
    await polledAt(world, site, 36);
    expect(await missing(world, site)).toEqual([]);
  });

  test("with the role for locations missing too, is still no dead credential", async () => {
    const { world, site } = await inside();
    withhold(world, ["Booking-List", "Business-List"]);
    for (const minute of [31, 36, 41, 46]) await polledAt(world, site, minute);
    expect(await stateOf(world, site)).toBe("active");
    expect(await missing(world, site)).toEqual(["spaces/bookings"]);
  });
});

describe("a refused probe", () => {
  test("twice, and then an answer: nothing is parked and the count begins anew", async () => {
    const { world, site } = await inside();
    refuse(world);
    await polledAt(world, site, 31);
    await polledAt(world, site, 36);
    refuse(world, false);
    await polledAt(world, site, 40);
    refuse(world);
    await polledAt(world, site, 44);
    await polledAt(world, site, 48);
    expect(await stateOf(world, site)).toBe("active");
    expect((await getInstallation(world.db, site))?.unauthorizedProbes).toBe(2);
  });

  test("twice, ten minutes and more apart, parks nothing: one may be a slip", async () => {
    const { world, site } = await inside();
    refuse(world);
    await polledAt(world, site, 31);
    await polledAt(world, site, 42);
    expect(await stateOf(world, site)).toBe("active");
  });

  test("three times within less than ten minutes parks nothing", async () => {
    const { world, site } = await inside();
    refuse(world);
    for (const minute of [31, 34, 37, 40.9]) await polledAt(world, site, minute);
    expect(await stateOf(world, site)).toBe("active");
    await polledAt(world, site, 41);
    expect(await stateOf(world, site)).toBe("needs_reapproval");
  });

  test("no answer at all says nothing: an outage of an hour parks nothing", async () => {
    const { world, site } = await inside();
    world.nexudus.api.addFault({ preset: "unavailable" });
    for (const minute of [31, 45, 60, 90]) await polledAt(world, site, minute);
    expect(await stateOf(world, site)).toBe("active");
    expect((await getInstallation(world.db, site))?.unauthorizedProbes).toBe(0);
  });

  test("refused calls whose probe gets no answer say nothing either", async () => {
    const { world, site } = await inside();
    refuse(world);
    world.nexudus.api.addFault({ preset: "unavailable", path: "^/api/sys/businesses" });
    for (const minute of [31, 36, 45]) await polledAt(world, site, minute);
    expect(await stateOf(world, site)).toBe("active");
    expect((await getInstallation(world.db, site))?.unauthorizedProbes).toBe(0);
  });
});

describe("while parked", () => {
  test("Nexudus is asked for nothing but the slow probe", async () => {
    const { world, site } = await parked();
    resetLogs(world);
    await atDesk(world, () => bookNow(world, { who: ben, room: "Ropewalk", from: at(60), to: at(120) }));
    await reconcileNow(world, site);
    await goTo(world, at(71), { sweepEveryMs: MINUTE });
    const { total, byRoute } = world.nexudus.api.requests();
    expect(Object.keys(byRoute)).toEqual(["GET sys/businesses"]);
    expect(total).toBeGreaterThan(3);
    expect(total).toBeLessThanOrEqual(7);
  });

  test("known windows open and close on time, and webhooks give nothing new", async () => {
    const { world } = await parked();
    await atDesk(world, () => bookNow(world, { who: ben, room: "Ropewalk", from: at(60), to: at(120) }));
    await goTo(world, at(360), { sweepEveryMs: 30 * MINUTE });
    expect(opened(world, ana, board)).toEqual([span(at(10), at(180)), span(at(240), at(300))]);
    expect(opened(world, ben, "Studio")).toEqual([]);
  });

  test("every page is told, with the day on which Lintel removes what is its own", async () => {
    const { world, site } = await parked();
    const { parked: said } = await readShell(world.services, site);
    const row = await getInstallation(world.db, site);
    const graceMs = (row?.graceEndsAt?.getTime() ?? 0) - at(41).getTime();
    expect(Math.floor(graceMs / DAY)).toBe(14);
    expect(said?.removesOn).toBe(row?.graceEndsAt?.toISOString());
    const asOf = new Date(said?.factsAsOf ?? 0);
    expect([asOf >= at(30), asOf < at(32)]).toEqual([true, true]);
  });

  test("the days of grace are the deployment's choice", async () => {
    const world = await testWorld({ env: { GRACE_DAYS: "3" } });
    const site = await activeSite(world);
    refuse(world);
    for (const minute of [1, 6, 11]) await polledAt(world, site, minute);
    const ends = (await getInstallation(world.db, site))?.graceEndsAt?.getTime() ?? 0;
    expect(Math.floor((ends - at(11).getTime()) / DAY)).toBe(3);
  });
});

describe("the mail about it", () => {
  const withMailbox = (world: World) => {
    const mailbox = createMailbox();
    world.services = { ...world.services, mailer: mailbox.mailer };
    return mailbox;
  };
  const until = (world: World, minutes: number) => goTo(world, at(minutes), { sweepEveryMs: 5 * MINUTE });

  test("goes once to the account that approved Lintel, and names the day", async () => {
    const { world, site } = await inside();
    const { mails } = withMailbox(world);
    refuse(world);
    for (const minute of [31, 36]) await polledAt(world, site, minute);
    expect(mails).toHaveLength(0);
    await polledAt(world, site, 41);
    await until(world, 300);
    const row = await getInstallation(world.db, site);
    expect(mails.map((mail) => mail.to)).toEqual([row?.accountEmail]);
    expect(row?.accountEmail).toMatch(/@/);
    expect(row).toMatchObject({ graceMail: "sent" });
    const endsOn = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", dateStyle: "long" });
    expect(mails[0]?.text).toContain(endsOn.format(row?.graceEndsAt ?? new Date(0)));
    expect(mails[0]?.text).toContain(world.services.config.nexudus.marketplaceUrl);
  });

  test("goes again only in another grace, and not once access is back before it went", async () => {
    const { world, site } = await parked();
    const { mails } = withMailbox(world);
    refuse(world, false);
    await until(world, 60);
    expect([mails.length, await stateOf(world, site)]).toEqual([0, "active"]);
    for (let i = 1; i <= 2; i += 1) {
      refuse(world);
      await until(world, 60 + i * 120);
      expect(mails).toHaveLength(i);
      refuse(world, false);
      await until(world, 60 + i * 120 + 20);
    }
  });

  test("is tried again where the server would not take it yet, and then goes once", async () => {
    const { world } = await parked();
    const { mails, answers } = withMailbox(world);
    answers.push(
      { status: "refused", again: true, code: "busy" },
      { status: "refused", again: true, code: "busy" },
    );
    await until(world, 55);
    expect(mails).toHaveLength(0);
    await until(world, 300);
    expect([mails.length, answers.length]).toEqual([1, 0]);
  });

  test("is not sent again where it may have gone out, or was cut off there", async () => {
    const { world, site } = await parked();
    const { mails, answers } = withMailbox(world);
    answers.push({ status: "unknown", code: "reset" });
    await until(world, 120);
    expect(mails).toHaveLength(1);
    const told = () =>
      world.db.select().from(auditLog).where(eq(auditLog.action, "installation.grace_mail_unknown"));
    expect(await told()).toHaveLength(1);
    await updateInstallation(world.db, site, { graceMail: "sending", graceMailAt: world.clock.now() });
    await until(world, 240);
    expect(mails).toHaveLength(1);
    expect(await getInstallation(world.db, site)).toMatchObject({ graceMail: "unknown" });
    expect(await told()).toHaveLength(2);
  });
});

describe("restoration", () => {
  test("a verified launch syncs at once: what was booked and cancelled meanwhile holds", async () => {
    const { world, site, first } = await parked();
    unheard(world, () => world.nexudus.api.cancel(first));
    unheard(world, () => bookNow(world, { who: ben, room: "Ropewalk", from: at(45), to: at(120) }));
    await goTo(world, at(50));
    expect(canOpen(world, ana, board)).toBe(true);
    refuse(world, false);
    const answer = await open(world, world.nexudus.api.link(theInstall(world)));
    expect(answer).toMatchObject({ kind: "opened", installationId: site.installationId, isNew: false });
    await world.runner.drain();
    expect(await getInstallation(world.db, site)).toMatchObject({
      state: "active",
      graceEndsAt: null,
      unauthorizedSince: null,
      unauthorizedProbes: 0,
    });
    expect(canOpen(world, ana, board)).toBe(false);
    expect(canOpen(world, ben, "Studio")).toBe(true);
  });

  test("an answered slow probe restores within six minutes, without a launch", async () => {
    const { world, site } = await parked();
    await goTo(world, at(60), { sweepEveryMs: MINUTE });
    refuse(world, false);
    unheard(world, () => bookNow(world, { who: ben, room: "Ropewalk", from: at(60), to: at(120) }));
    await goTo(world, at(66), { sweepEveryMs: MINUTE });
    expect(await stateOf(world, site)).toBe("active");
    expect(canOpen(world, ben, "Studio")).toBe(true);
  });
});

describe("the end of the grace", () => {
  test("removes what is Lintel's once the probe is refused after it, and not a day before", async () => {
    const { world, site } = await inside();
    await book(world, { who: ben, room: "Ropewalk", from: at(0), to: at(60 * 24 * 30) });
    refuse(world);
    for (const minute of [31, 36, 41]) await polledAt(world, site, minute);
    await goTo(world, new Date(at(41).getTime() + 14 * DAY - MINUTE), { sweepEveryMs: 4 * 60 * MINUTE });
    expect(canOpen(world, ben, "Studio")).toBe(true);
    await goTo(world, new Date(at(41).getTime() + 14 * DAY + 10 * MINUTE), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ben, "Studio")).toBe(false);
    expect(associations(world, ben)).toEqual([]);
    expect(await getInstallation(world.db, site)).toMatchObject({
      state: "removed",
      removalReason: "grace_over",
    });
  });

  test("passed while Lintel was down, with the approval given meanwhile: nobody loses anything", async () => {
    const { world, site } = await inside();
    await book(world, { who: ben, room: "Ropewalk", from: at(0), to: at(60 * 24 * 30) });
    refuse(world);
    for (const minute of [31, 36, 41]) await polledAt(world, site, minute);
    refuse(world, false);
    world.clock.advance(20 * DAY);
    await goTo(world, new Date(world.clock.now().getTime() + 10 * MINUTE), { sweepEveryMs: MINUTE });
    expect(await stateOf(world, site)).toBe("active");
    expect(canOpen(world, ben, "Studio")).toBe(true);
  });

  test("passed while Nexudus is down: nothing is removed before it refuses", async () => {
    const { world, site } = await parked();
    world.nexudus.api.addFault({ preset: "unavailable" });
    world.clock.advance(20 * DAY);
    await goTo(world, new Date(world.clock.now().getTime() + 20 * MINUTE), { sweepEveryMs: 5 * MINUTE });
    expect(await stateOf(world, site)).toBe("needs_reapproval");
    expect(nexudusCalls(world)).toBeGreaterThan(0);
  });
});

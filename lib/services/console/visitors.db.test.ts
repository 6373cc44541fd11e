import { expect, test } from "vitest";
import { auditLog } from "@/db/schema";
import type { InstallationId } from "@/lib/access/types";
import { book, goTo, pollNow, type World } from "../testing/world";
import { mailAgain, showLink } from "../visits/share-link";
import { at, expectVisitor, onlyVisit, registerVisitor, visitorSite } from "../visits/testing";
import { readVisitors } from "./visitors";

const view = (world: World, installationId: InstallationId) =>
  readVisitors(world.services, { installationId, locationId: null });

test("the page lists who is expected, with host, window, state and mail, and whom the host has to answer for", async () => {
  const { world, site } = await visitorSite();
  const { installationId } = site;
  expect(await view(world, installationId)).toMatchObject({ setUp: "on", hasMail: true, visits: [] });
  await expectVisitor(world, { arrives: at(120) });
  const bookingId = await book(world, { who: "Ana Pereira", room: "Lightship", from: at(60), to: at(90) });
  const guest = registerVisitor(world, { arrives: at(60), name: "Gus Guest" });
  world.nexudus.api.create("BookingVisitor", { BookingId: bookingId, VisitorId: guest.Id });
  registerVisitor(world, { arrives: at(180), name: "Wanda Waits", approval: 2 });
  await pollNow(world, site);
  const { visits } = await view(world, installationId);
  expect(visits.map((row) => [row.visitorName, row.status.kind, row.mail?.words ?? null])).toEqual([
    ["Gus Guest", "opens", "Mailed"],
    ["Vi Sitor", "opens", "Mailed"],
    ["Wanda Waits", "needs_you", null],
  ]);
  expect(visits[0]).toMatchObject({
    kind: "Guest of a booking",
    host: { name: "Ana Pereira" },
    from: at(45).toISOString(),
    until: at(100).toISOString(),
  });
  await goTo(world, at(50));
  expect((await view(world, installationId)).visits[0]?.status.kind).toBe("open");
});

test("a vendor that refuses links is a problem with what to do, not a promise", async () => {
  const { world, site, vendor } = await visitorSite();
  vendor.fail({ call: "create", when: "before", how: "invalid_request" });
  await expectVisitor(world, { arrives: at(120) });
  const [visit] = (await view(world, site.installationId)).visits;
  expect(visit?.status).toMatchObject({ kind: "problem", cause: "Akiles refused the link" });
  await goTo(world, at(65));
  expect(vendor.there()).toHaveLength(1);
});

test("the link is told to an admin who asks, with a line in the audit log, and to nobody of another installation", async () => {
  const { world, site, vendor } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  const { id: keyId } = await onlyVisit(world, site);
  const shown = JSON.stringify(await view(world, site.installationId));
  expect(shown).not.toContain("links.vendor.test");
  expect(await showLink(world.services, { ...site, keyId })).toBe(vendor.there()[0]?.url);
  const actions = (await world.db.select().from(auditLog)).map((row) => row.action);
  expect(actions).toContain("visit.link_shown");
  const installationId = crypto.randomUUID() as InstallationId;
  await expect(showLink(world.services, { installationId, keyId })).rejects.toThrow("no such visit");
  await expect(mailAgain(world.services, { installationId, keyId })).rejects.toThrow("no such visit");
});

test("mailing again sends the same link once more, and only where there is one", async () => {
  const { world, site, mailbox } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  const { id: keyId } = await onlyVisit(world, site);
  await mailAgain(world.services, { ...site, keyId });
  await world.runner.drain();
  expect(mailbox.mails.map((mail) => mail.text)).toEqual([mailbox.mails[0]?.text, mailbox.mails[0]?.text]);
  world.services = { ...world.services, mailer: null };
  await expect(mailAgain(world.services, { ...site, keyId })).rejects.toThrow("no mail server");
  expect((await view(world, site.installationId)).hasMail).toBe(false);
});

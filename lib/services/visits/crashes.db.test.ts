import { describe, expect, test } from "vitest";
import { listConnections } from "@/db/queries/connections";
import { openVisitKeys } from "@/db/queries/visit-keys";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { pauseConnection, resumeConnection } from "../connections/change-state";
import { disconnectConnection } from "../connections/disconnect";
import { createMailbox, PAST_A_LEASE, ProcessEnded } from "../testing/guest-vendor";
import { goTo, HOUR, pollNow, sweepNow, unheard } from "../testing/world";
import { applyVisit } from "./apply-visit";
import { at, DAY_ENDS, expectVisitor, onlyVisit, registerVisitor, visitorSite } from "./testing";

/** A visitor known to Lintel, and nothing asked of the vendor yet. */
async function known() {
  const made = await visitorSite();
  const { world, site, vendor } = made;
  vendor.fail({ call: "create", when: "before", how: "unavailable" });
  await expectVisitor(world, { arrives: at(120) });
  const { id } = await onlyVisit(world, site);
  expect(vendor.there()).toEqual([]);
  return { ...made, input: { ...site, keyId: id } };
}

/** Runs until the process ends there; whatever it held is free again after a while. */
async function until(work: Promise<unknown>, world: { clock: { advance(ms: number): void } }) {
  await expect(work).rejects.toThrow(ProcessEnded);
  world.clock.advance(PAST_A_LEASE);
}

describe.each(["before", "after"] as const)("a process that ends %s the vendor did it", (when) => {
  test("leaves neither a lost nor a second link", async () => {
    const { world, vendor, input, mailbox } = await known();
    vendor.fail({ call: "create", when, how: "crash" });
    await until(applyVisit(world.services, input), world);
    await sweepNow(world);
    expect(vendor.there()).toHaveLength(1);
    expect(mailbox.mails).toHaveLength(1);
    expect(mailbox.mails[0]?.text).toContain(vendor.there()[0]?.url);
    await goTo(world, DAY_ENDS);
    expect(vendor.there()).toEqual([]);
  });

  test("still has the link taken away", async () => {
    const { world, site, vendor, input } = await known();
    await sweepNow(world);
    await goTo(world, at(60));
    const row = await onlyVisit(world, site);
    world.nexudus.api.change("Visitor", Number(row.visitorId), { HostApprovalStatus: 3 });
    vendor.fail({ call: "remove", when, how: "crash" });
    await until(pollNow(world, site), world);
    await applyVisit(world.services, input);
    expect(vendor.there()).toEqual([]);
  });
});

test("a right that ends while the making of its link has no outcome leaves no link behind", async () => {
  const { world, site, vendor, input } = await known();
  vendor.fail({ call: "create", when: "after", how: "crash" });
  await until(applyVisit(world.services, input), world);
  expect(vendor.there()).toHaveLength(1);
  const row = await onlyVisit(world, site);
  unheard(world, () => world.nexudus.api.delete("Visitor", Number(row.visitorId)));
  await pollNow(world, site);
  expect(vendor.there()).toEqual([]);
});

test("a replaced link whose making had no outcome leaves neither the old one nor the new one at the end", async () => {
  const { world, site, vendor, input } = await known();
  await sweepNow(world);
  await goTo(world, at(5));
  const row = await onlyVisit(world, site);
  world.nexudus.api.change("Visitor", Number(row.visitorId), { ExpectedArrival: at(300).toISOString() });
  vendor.fail({ call: "create", when: "after", how: "crash" });
  await until(pollNow(world, site), world);
  unheard(world, () => world.nexudus.api.delete("Visitor", Number(row.visitorId)));
  await pollNow(world, site);
  await applyVisit(world.services, input);
  expect(vendor.there()).toEqual([]);
});

test("a mail that was under way when the process ended is not sent a second time", async () => {
  const { world, site, mailbox, input } = await known();
  mailbox.answers.push("crash");
  await until(applyVisit(world.services, input), world);
  await sweepNow(world);
  await goTo(world, at(60), { sweepEveryMs: HOUR });
  expect(mailbox.mails).toHaveLength(1);
  expect(await onlyVisit(world, site)).toMatchObject({ state: "present", mail: "unknown" });
});

test("a mail server that is away is tried again later, and the link does not wait for it", async () => {
  const { world, site, vendor, mailbox } = await visitorSite();
  const refused = { status: "refused", again: true, code: "ECONNECTION" } as const;
  mailbox.answers.push(refused, refused);
  await expectVisitor(world, { arrives: at(120) });
  expect(vendor.there()).toHaveLength(1);
  expect(mailbox.mails).toEqual([]);
  await goTo(world, at(10));
  expect(mailbox.mails).toHaveLength(1);
  expect(await onlyVisit(world, site)).toMatchObject({ mail: "sent" });
});

test("an address the mail server refuses is not tried again", async () => {
  const { world, site, mailbox } = await visitorSite();
  mailbox.answers.push({ status: "refused", again: false, code: "EENVELOPE 550" });
  await expectVisitor(world, { arrives: at(120) });
  await goTo(world, at(60));
  expect(mailbox.mails).toEqual([]);
  expect(await onlyVisit(world, site)).toMatchObject({ state: "present", mail: "failed" });
});

test("two at once make one link and send one mail", async () => {
  const { world, vendor, mailbox, input } = await known();
  const results = await Promise.all([applyVisit(world.services, input), applyVisit(world.services, input)]);
  expect(results.map((result) => result.status).sort()).toEqual(["applied", "retry"]);
  await sweepNow(world);
  expect(vendor.there()).toHaveLength(1);
  expect(mailbox.mails).toHaveLength(1);
});

test("a vendor that is away has the end of a visit asked for until it answers", async () => {
  const { world, vendor } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  for (let n = 0; n < 3; n += 1) vendor.fail({ call: "remove", when: "before", how: "unavailable" });
  await goTo(world, DAY_ENDS);
  expect(vendor.there()).toHaveLength(1);
  await goTo(world, new Date(DAY_ENDS.getTime() + 60_000));
  expect(vendor.there()).toEqual([]);
});

test("a lost timer is found by the sweep", async () => {
  const { world, vendor } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  world.runner.lose();
  await goTo(world, new Date(DAY_ENDS.getTime() + 6_000));
  await sweepNow(world);
  expect(vendor.there()).toEqual([]);
});

test("disconnecting takes the own links back and leaves those of others", async () => {
  const { world, site, vendor } = await visitorSite();
  const foreign = vendor.foreign({ from: at(0), until: at(600) });
  await expectVisitor(world, { arrives: at(120) });
  vendor.fail({ call: "remove", when: "after", how: "unavailable" });
  await disconnectConnection(world.services, { ...site, grants: 100, removePeople: false });
  await goTo(world, at(10), { sweepEveryMs: 60_000 });
  expect(vendor.there()).toEqual([foreign]);
  expect((await listConnections(world.db, site)).map((row) => row.state)).toEqual(["disconnected"]);
});

test("a pause gives nothing and keeps what was given; its known end closes, and resuming makes up for it", async () => {
  const { world, site, vendor } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  await pauseConnection(world.services, { ...site, withdrawFuture: false });
  await world.runner.drain();
  const second = registerVisitor(world, { arrives: at(180), name: "Second" });
  await pollNow(world, site);
  expect(vendor.calls).toEqual(["create"]);
  world.nexudus.api.change("Visitor", second.Id, { FullName: "Second Visitor" });
  await resumeConnection(world.services, site);
  await world.runner.drain();
  expect(vendor.there()).toHaveLength(2);
  await pauseConnection(world.services, { ...site, withdrawFuture: false });
  await goTo(world, DAY_ENDS);
  expect(vendor.there()).toEqual([]);
});

test("a pause that withdraws what has not begun takes those links too, and resuming gives them back", async () => {
  const { world, site, vendor } = await visitorSite();
  await expectVisitor(world, { arrives: at(120) });
  await pauseConnection(world.services, { ...site, withdrawFuture: true });
  await world.runner.drain();
  expect(vendor.there()).toEqual([]);
  await resumeConnection(world.services, site);
  await world.runner.drain();
  expect(vendor.there()).toHaveLength(1);
});

test("nobody reaches the visit of another installation or connection", async () => {
  const { world, site, vendor, input } = await known();
  const other = { installationId: crypto.randomUUID() as InstallationId };
  expect(await applyVisit(world.services, { ...input, ...other })).toEqual({ status: "skipped" });
  const connectionId = crypto.randomUUID() as ConnectionId;
  expect(await applyVisit(world.services, { ...input, connectionId })).toEqual({ status: "skipped" });
  expect(await openVisitKeys(world.db, { ...site, ...other, now: at(0) })).toEqual([]);
  expect(vendor.there()).toEqual([]);
});

test("without a mail server the link is made, and nothing is mailed until there is one", async () => {
  const { world, site, vendor } = await visitorSite();
  world.services = { ...world.services, mailer: null };
  await expectVisitor(world, { arrives: at(300) });
  expect(vendor.there()).toHaveLength(1);
  expect(await onlyVisit(world, site)).toMatchObject({ mail: "due" });
  const later = createMailbox();
  world.services = { ...world.services, mailer: later.mailer };
  await goTo(world, at(90));
  expect(later.mails).toHaveLength(1);
});

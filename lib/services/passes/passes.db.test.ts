import { expect, test } from "vitest";
import { membersById } from "@/db/queries/facts";
import { passInvitations } from "@/db/schema";
import type { InstallationId, MemberId, PersonId } from "@/lib/access/types";
import { readMemberView } from "../console/member";
import { ProcessEnded } from "../testing/guest-vendor";
import { createPassVendor, withPasses } from "../testing/pass-vendor";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  applyMapping,
  at,
  atDesk,
  book,
  canOpen,
  DAY,
  goTo,
  HOUR,
  memberId,
  ROOMS,
  sweepNow,
} from "../testing/world";
import { resendPass } from "./resend-pass";

const ana = "Ana Pereira";

/** A site whose vendor mails passes; access begins 10 minutes before a booking, by timers. */
async function passSite() {
  const world = await testWorld();
  const site = await activeSite(world, { vendorWindows: false });
  const confirmed = await applyMapping(world, site, ROOMS, { leadMinutes: 10, lagMinutes: 15 });
  expect(confirmed.status).toBe("applied");
  await world.runner.drain();
  const vendor = createPassVendor(world.clock);
  world.services = withPasses(world.services, vendor);
  const rows = () => world.db.select().from(passInvitations);
  const mobilePass = async () => {
    const view = await readMemberView(world.services, {
      installationId: site.installationId,
      memberId: String(memberId(world, ana)),
      locationId: null,
    });
    return view.credentials.find((row) => row.kind === "Mobile pass");
  };
  return { world, site, vendor, rows, mobilePass };
}

test("code mailed at that moment: 10 minutes before the booking, once", async () => {
  const { world, vendor, mobilePass } = await passSite();
  await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
  await goTo(world, new Date(at(110).getTime() - 1));
  expect(vendor.sent).toEqual([]);
  await goTo(world, at(110));
  expect(vendor.sent).toMatchObject([{ to: "ana@example.test" }]);
  // The vendor's pace and the calls before it take a moment; two seconds are the bar for an edge.
  const lateMs = (vendor.sent[0]?.createdAt.getTime() ?? 0) - at(110).getTime();
  expect(lateMs).toBeLessThanOrEqual(2_000);
  expect(canOpen(world, ana, "Board room")).toBe(true);
  expect(await mobilePass()).toMatchObject({ state: "waiting", resendTo: expect.any(String) });
  await goTo(world, at(240));
  await sweepNow(world);
  expect(vendor.sent).toHaveLength(1);
});

test("nobody with a redeemed pass or an invitation that holds gets another at the next booking; after 72 hours they do", async () => {
  const { world, vendor, mobilePass } = await passSite();
  for (const day of [0, 1, 4])
    await book(world, {
      who: ana,
      room: "Lightship",
      from: new Date(at(120).getTime() + day * DAY),
      to: new Date(at(180).getTime() + day * DAY),
    });
  await goTo(world, new Date(at(180).getTime() + DAY));
  expect(vendor.sent).toHaveLength(1);
  await goTo(world, new Date(at(180).getTime() + 4 * DAY), { sweepEveryMs: 12 * HOUR });
  expect(vendor.sent).toHaveLength(2);
  for (const row of vendor.sent) row.state = "redeemed";
  const from = new Date(at(300).getTime() + 4 * DAY);
  await book(world, { who: ana, room: "Lightship", from, to: new Date(from.getTime() + HOUR) });
  await goTo(world, from);
  expect(vendor.sent).toHaveLength(2);
  expect(await mobilePass()).toEqual(expect.objectContaining({ state: "in_step", detail: "redeemed" }));
});

test("a vendor that refuses to invite holds up no access, and its word is on the member's page", async () => {
  const { world, vendor, mobilePass, rows } = await passSite();
  vendor.fail("before", "permission_denied");
  await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
  await goTo(world, at(120));
  expect(canOpen(world, ana, "Board room")).toBe(true);
  expect(await rows()).toMatchObject([{ state: "failed", errorKind: "permission_denied" }]);
  expect(await mobilePass()).toMatchObject({ state: "problem" });
  await goTo(world, at(195));
  expect(canOpen(world, ana, "Board room")).toBe(false);
});

test("a vendor that is away is asked again until it is sent", async () => {
  const { world, vendor } = await passSite();
  for (let n = 0; n < 3; n += 1) vendor.fail("before", "unavailable");
  await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
  await goTo(world, at(113), { sweepEveryMs: 60_000 });
  expect(vendor.sent).toHaveLength(1);
});

test.each(["before", "after"] as const)(
  "a process that ends %s the invitation went out leaves exactly one",
  async (when) => {
    const { world, vendor, rows } = await passSite();
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    vendor.fail(when, "crash");
    await expect(goTo(world, at(110))).rejects.toThrow(ProcessEnded);
    await goTo(world, at(120), { sweepEveryMs: 60_000 });
    expect(vendor.sent).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: "sent", invitationId: "inv-1" }]);
  },
);

test("an invitation that was lost on the way is asked for by the sweep, and none is sent for a window that is over", async () => {
  const { world, vendor, rows } = await passSite();
  await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
  await goTo(world, at(109));
  const { emit } = world.services;
  world.services = {
    ...world.services,
    emit: (events) => emit(events.filter((event) => event.name !== "access/pass.invite.requested")),
  };
  await goTo(world, at(110));
  expect(vendor.sent).toEqual([]);
  world.services = { ...world.services, emit };
  await goTo(world, at(200));
  await sweepNow(world);
  expect(vendor.sent).toEqual([]);
  expect(await rows()).toMatchObject([{ state: "lapsed" }]);
});

test("a member without an address is not invited, and is told so", async () => {
  const { world, site, vendor, mobilePass } = await passSite();
  await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
  await atDesk(world, () => world.nexudus.api.changeCustomer(memberId(world, ana), { email: "" }));
  const ids = [String(memberId(world, ana)) as MemberId];
  expect(await membersById(world.db, { ...site, ids })).toMatchObject([{ email: null }]);
  await goTo(world, at(120));
  expect(vendor.sent).toEqual([]);
  expect(await mobilePass()).toMatchObject({ state: "missing" });
});

test("resending mails another one for whoever has not redeemed theirs, and nobody of another installation", async () => {
  const { world, site, vendor, rows } = await passSite();
  await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
  await goTo(world, at(115));
  const [row] = await rows();
  const personId = row?.personId as PersonId;
  await resendPass(world.services, { installationId: site.installationId, personId });
  expect(vendor.sent.map((one) => one.state)).toEqual(["cancelled", "pending"]);
  const installationId = crypto.randomUUID() as InstallationId;
  await expect(resendPass(world.services, { installationId, personId })).rejects.toThrow("no such person");
  for (const one of vendor.sent) one.state = "redeemed";
  await expect(resendPass(world.services, { installationId: site.installationId, personId })).rejects.toThrow(
    "redeemed a pass already",
  );
  expect(vendor.sent).toHaveLength(2);
});

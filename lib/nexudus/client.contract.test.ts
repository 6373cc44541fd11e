import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Rig, rig, secrets } from "@/e2e/simulators/nexudus/nexudus.testing";
import { createNexudusClient } from "./client";
import { deriveCredential } from "./credential";
import { verifyInstall } from "./install";
import type { CallBudget } from "./limiter";
import type { NexudusClient } from "./platform";
import { webhookActions } from "./webhook-actions";
import { desiredWebhooks, planWebhooks } from "./webhook-plan";

const unlimited: CallBudget = { take: async () => () => undefined, pause: () => {} };

let sim: Rig;
let client: NexudusClient;
const clientFor = (token: string) =>
  createNexudusClient({
    baseUrl: sim.sim.url,
    credential: deriveCredential({ ...secrets, token }),
    clock: sim.clock,
    fetch: globalThis.fetch,
    limiter: unlimited,
    timeoutMs: 10_000,
    log: () => {},
  });

beforeAll(async () => {
  sim = await rig();
  client = clientFor(sim.install.token);
});
afterAll(async () => {
  await sim.sim.close();
});

const hours = (n: number) => new Date(sim.clock.now().getTime() + n * 3_600_000);
/** Makes a booking as the desk would; returns its id. */
const book = (coworker: string, room: string, from: Date, until: Date): string =>
  String(
    sim.api.book({
      coworkerId: sim.find("Coworker", coworker).Id,
      resourceId: sim.find("Resource", room).Id,
      from: from.toISOString(),
      to: until.toISOString(),
    }).Id,
  );

describe("the client against the simulated platform", () => {
  it("verifies a link that was really issued", () => {
    const link = new URL(sim.api.link(sim.install.id));
    const { applicationKey, secretKey } = secrets;
    const verdict = verifyInstall(link.searchParams, { applicationKey, secretKey, now: sim.clock.now() });
    expect(verdict).toMatchObject({ ok: true, token: sim.install.token });
  });

  it("reads every entity whole", async () => {
    const reads = await Promise.all([
      client.listBusinesses(),
      client.listTimeZones(),
      client.listResources(),
      client.listTariffs(),
      client.listTimePasses(),
      client.listDesks(),
      client.listCoworkers(),
      client.listContracts(),
      client.listOwnedPasses({ used: false }),
      client.listTeams(),
    ]);
    for (const read of reads) {
      expect(read).toMatchObject({ complete: true, skipped: [] });
      expect(read.items.length).toBeGreaterThan(0);
    }
    const others = [
      client.listDeskVariants(),
      client.listPassSlots(),
      client.listPausedPeriods(),
      client.listBookingsUpdatedSince(hours(-24)),
      client.listCancelledBookingsSince(hours(-24)),
      client.listDeletionsSince(hours(-24)),
      client.listWebhooks(),
      client.listVisitors({ arrivingFrom: hours(-24) }),
      client.listBookingVisitors(),
    ];
    for (const read of await Promise.all(others)) expect(read).toMatchObject({ complete: true, skipped: [] });
  });

  it("reads credentials by id", async () => {
    const id = String(sim.find("Coworker", "Ana Pereira").Id);
    expect(await client.getCoworker(id)).toMatchObject({
      state: "found",
      value: { fullName: "Ana Pereira", pincode: "048215", active: true, businessIds: [expect.any(String)] },
    });
  });

  it("sees a booking in a window that touches it, by member and by change, until it is deleted", async () => {
    const id = book("Ana Pereira", "Lightship", hours(24), hours(26));
    const member = String(sim.find("Coworker", "Ana Pereira").Id);
    const has = (read: { complete: boolean; items: readonly { id: string }[] }) =>
      [read.complete, read.items.some((b) => b.id === id)] as const;
    expect(has(await client.listBookingsTouching({ from: hours(25), until: hours(30) }))).toEqual([
      true,
      true,
    ]);
    expect(has(await client.listBookingsTouching({ from: hours(27), until: hours(30) }))).toEqual([
      true,
      false,
    ]);
    expect(has(await client.listBookingsOf(member, hours(0)))).toEqual([true, true]);
    expect(has(await client.listBookingsUpdatedSince(hours(-1)))).toEqual([true, true]);
    expect(await client.getBooking(id)).toMatchObject({
      state: "found",
      value: { coworkerId: member, from: hours(24), until: hours(26), tentative: false },
    });

    sim.api.delete("Booking", Number(id));
    expect(await client.getBooking(id)).toEqual({ state: "gone" });
    const deletions = await client.listDeletionsSince(hours(-1));
    expect(deletions).toMatchObject({ complete: true });
    expect(deletions.items).toContainEqual(expect.objectContaining({ entityName: "Booking", entityId: id }));
  });

  it("learns a cancellation by the booking's own id", async () => {
    const id = book("Ana Pereira", "Ropewalk", hours(48), hours(49));
    sim.api.cancel(Number(id));
    expect((await client.listCancelledBookingsSince(hours(-1))).items).toContainEqual(
      expect.objectContaining({ bookingId: id, from: hours(48) }),
    );
    sim.api.setSwitches({ api: { missingIdStatus: 500 } });
    expect(await client.getBooking(id)).toEqual({ state: "gone" });
    sim.api.setSwitches({ api: { missingIdStatus: 404 } });
  });

  it("sees visitors by arrival and by change, and proves a guest gone by nothing but the id", async () => {
    const booking = book("Ana Pereira", "Tide Room", hours(30), hours(31));
    const visitor = sim.api.registerVisitor({
      businessId: sim.find("Business", "Rotherhithe").Id,
      fullName: "Vi Sitor",
      email: "vi@visitors.test",
      arrives: hours(30).toISOString(),
      approval: 2,
      bookingId: Number(booking),
    });
    const id = String(visitor.Id);
    const arriving = await client.listVisitors({ arrivingFrom: hours(29) });
    expect(arriving.items.map((row) => [row.id, row.approval])).toContainEqual([id, 2]);
    expect((await client.listVisitors({ arrivingFrom: hours(31) })).items).toEqual([]);
    const guests = await client.listBookingVisitors({ since: hours(-1) });
    const guest = guests.items.find((row) => row.visitorId === id);
    expect(guest).toMatchObject({ bookingId: booking });
    sim.api.delete("BookingVisitor", Number(guest?.id));
    expect((await client.listDeletionsSince(hours(-1))).items.map((row) => row.entityName)).not.toContain(
      "BookingVisitor",
    );
    expect(await client.getBookingVisitor(guest?.id ?? "")).toEqual({ state: "gone" });
    expect(await client.getVisitor(id)).toMatchObject({
      state: "found",
      value: { email: "vi@visitors.test" },
    });
  });

  it("proves nothing about a live booking while get-one is broken", async () => {
    const id = book("Ana Pereira", "Ropewalk", hours(50), hours(51));
    const rule = sim.api.addFault({ preset: "ooops", path: `bookings/${id}$` });
    await expect(client.getBooking(id)).rejects.toMatchObject({ kind: "server" });
    sim.api.removeFault(rule.id);
    expect(await client.getBooking(id)).toMatchObject({ state: "found" });
  });

  it("misses no live row when one is deleted between two pages, with and without the older page fields", async () => {
    sim.api.seedBulk({ coworkers: 450, bookings: 0 });
    for (const pageFields of [true, false]) {
      const before = sim.api.rows("Coworker").map((row) => row.Id);
      const victim = before[3] ?? 0;
      sim.api.setSwitches({ api: { pageFields, deleteBetweenPages: { entity: "Coworker", id: victim } } });
      const read = await client.listCoworkers();
      expect(sim.api.rows("Coworker").some((row) => row.Id === victim)).toBe(false);
      const seen = new Set(read.items.map((row) => row.id));
      expect(read.complete).toBe(true);
      expect(before.filter((id) => id !== victim && !seen.has(String(id)))).toEqual([]);
    }
    sim.api.setSwitches({ api: { pageFields: true, deleteBetweenPages: null } });
  });

  it("notices pages that were cut short", async () => {
    sim.api.setSwitches({ api: { partialPages: { path: "spaces/coworkers", keep: 20 } } });
    expect(await client.listCoworkers()).toMatchObject({ complete: false, reason: "rows_missing" });
    sim.api.setSwitches({ api: { partialPages: null } });
  });

  it("sets an unreadable row aside for its member", async () => {
    const id = Number(book("Ben Okafor", "Tide Room", hours(24), hours(25)));
    const memberId = String(sim.find("Coworker", "Ben Okafor").Id);
    const broken = { entity: "Booking" as const, id, field: "FromTime", value: "after lunch" };
    sim.api.setSwitches({ api: { unreadable: [broken] } });
    expect(await client.listBookingsUpdatedSince(hours(-1))).toMatchObject({
      complete: true,
      skipped: [{ id: String(id), memberId }],
    });
    sim.api.setSwitches({ api: { unreadable: [{ ...broken, field: "CoworkerId", value: "Ben" }, broken] } });
    expect(await client.listBookingsUpdatedSince(hours(-1))).toMatchObject({
      complete: false,
      reason: "unparsable_row",
    });
    sim.api.setSwitches({ api: { unreadable: [] } });
  });

  it("tells the firewall from a dead credential", async () => {
    const rule = sim.api.addFault({ preset: "firewall" });
    expect(await client.listBusinesses()).toMatchObject({ complete: false, error: { kind: "firewall" } });
    sim.api.removeFault(rule.id);
    sim.api.changeInstall(sim.install.id, { revoked: true });
    expect(await client.listBusinesses()).toMatchObject({ complete: false, error: { kind: "unauthorized" } });
    sim.api.changeInstall(sim.install.id, { revoked: false });
    expect(await client.listBusinesses()).toMatchObject({ complete: true });
  });

  it("follows no redirect, not even to an address that would answer", async () => {
    const location = `${sim.sim.url}/api/sys/businesses?page=1&size=200`;
    sim.api.addFault({ kind: "answer", status: 302, headers: { location }, body: "", times: 1 });
    expect(await client.listBusinesses()).toMatchObject({ complete: false, error: { kind: "redirected" } });
  });

  it.each(["409", "429"] as const)("recognises a throttle sent as %s", async (throttleSignal) => {
    sim.api.setSwitches({ api: { throttle: true, throttleSignal } });
    const coworkerId = String(sim.find("Coworker", "Ana Pereira").Id);
    const audit = { coworkerId, description: "said often", isProblem: false };
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => client.createAccessAudit(audit)));
    const refused = asked.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    sim.api.setSwitches({ api: { throttle: false } });
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused)
      expect(error).toMatchObject({ kind: "throttled", details: { retryAfterMs: expect.any(Number) } });
  });

  it("makes, repairs and removes its hooks", async () => {
    const prefix = "https://lintel.test/api/nexudus/webhooks/s";
    const wanted = desiredWebhooks([String(sim.london.Id)]);
    for (const hook of planWebhooks((await client.listWebhooks()).items, wanted, prefix).create) {
      await client.createWebhook(hook);
    }
    const made = await client.listWebhooks();
    expect(made).toMatchObject({ complete: true });
    expect(made.items).toHaveLength(Object.keys(webhookActions).length);
    expect(planWebhooks(made.items, wanted, prefix)).toEqual({ create: [], enable: [], delete: [] });

    const first = made.items[0]?.id ?? "";
    await client.updateWebhook(first, { active: false });
    const [off] = planWebhooks((await client.listWebhooks()).items, wanted, prefix).enable;
    expect(off?.id).toBe(first);
    await client.updateWebhook(first, { active: true });
    const settled = (await client.listWebhooks()).items;
    expect(planWebhooks(settled, wanted, prefix)).toEqual({ create: [], enable: [], delete: [] });

    for (const hook of planWebhooks(settled, [], prefix).delete) await client.deleteWebhook(hook.id);
    expect((await client.listWebhooks()).items).toEqual([]);
    await client.deleteWebhook(first);
  });

  it("writes an audit line and is told when the member is missing", async () => {
    const coworkerId = String(sim.find("Coworker", "Ana Pereira").Id);
    const audit = { coworkerId, description: "Card refused", isProblem: true };
    expect(await client.createAccessAudit(audit)).toMatch(/^\d+$/);
  });

  it("is unauthorized with another token", async () => {
    const read = await clientFor("0".repeat(32)).listBusinesses();
    expect(read).toMatchObject({ complete: false, error: { kind: "unauthorized" }, items: [] });
  });
});

import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { Database } from "@/db/client";
import { FenceLostError, fenceHolds, underFence } from "@/db/queries/fence";
import { acquireLease, type Lease, releaseLease, renewLease } from "@/db/queries/leases";
import { auditLog, leases } from "@/db/schema/index";
import { testDatabase } from "@/db/testing";
import { insertInstallation } from "@/db/testing/installation";
import { realClock } from "@/lib/clock";
import { randomId } from "@/lib/security/tokens";

const { db, connect } = await testDatabase();
const NOW = new Date("2026-03-29T00:59:59.500Z");
const TTL_MS = 60_000;
const later = (ms: number) => new Date(NOW.getTime() + ms);

const installationId = await insertInstallation(db, NOW);
const newResource = () => `person:${randomId()}`;
const take = (resource: string, owner: string, now = NOW, from = db) =>
  acquireLease(from, { installationId, resource, owner, ttlMs: TTL_MS, now });

async function taken(resource: string, owner: string, now = NOW): Promise<Lease> {
  const lease = await take(resource, owner, now);
  if (!lease) throw new Error("The lease was not free.");
  return lease;
}

describe("acquireLease", () => {
  it("takes a free resource with fence 1 until now + ttl", async () => {
    const resource = newResource();
    expect(await take(resource, "a")).toEqual({
      installationId,
      resource,
      owner: "a",
      fence: 1,
      expiresAt: later(TTL_MS),
    });
  });

  it("refuses while held, to others and to the same owner, up to the last millisecond", async () => {
    const resource = newResource();
    await taken(resource, "a");
    expect(await take(resource, "b", later(TTL_MS - 1))).toBeNull();
    expect(await take(resource, "a", later(1))).toBeNull();
  });

  it("is taken over from the instant of expiry on, with a higher fence", async () => {
    const resource = newResource();
    await taken(resource, "a");
    expect(await take(resource, "b", later(TTL_MS))).toMatchObject({ owner: "b", fence: 2 });
  });

  it("never gives one tenant a resource of another, not even an expired one", async () => {
    const resource = newResource();
    await taken(resource, "a");
    const other = await insertInstallation(db, NOW);
    const input = { installationId: other, resource, owner: "b", ttlMs: TTL_MS, now: later(TTL_MS * 2) };
    expect(await acquireLease(db, input)).toBeNull();
  });

  it("lets exactly one of many racers have a free resource, and one an expired one", async () => {
    const racers = connect(12);
    await Promise.all(racers.map((racer) => racer.db.execute(sql`select 1`)));
    for (let round = 1; round <= 10; round += 1) {
      const resource = newResource();
      const race = (now: Date) =>
        Promise.all(racers.map((racer, index) => take(resource, `${round}-${index}`, now, racer.db)));
      const first = (await race(NOW)).filter((lease) => lease !== null);
      expect(first.map((lease) => lease.fence)).toEqual([1]);
      const second = (await race(later(TTL_MS))).filter((lease) => lease !== null);
      expect(second.map((lease) => lease.fence)).toEqual([2]);
    }
  });

  it("refuses a transaction and a duration that is not above zero", async () => {
    const resource = newResource();
    await expect(db.transaction((tx) => take(resource, "a", NOW, tx))).rejects.toBeInstanceOf(TypeError);
    const input = { installationId, resource, owner: "a", now: NOW };
    await expect(acquireLease(db, { ...input, ttlMs: 0 })).rejects.toBeInstanceOf(RangeError);
    await expect(acquireLease(db, { ...input, ttlMs: Number.NaN })).rejects.toBeInstanceOf(RangeError);
  });
});

describe("renewLease", () => {
  it("moves the expiry and keeps the fence", async () => {
    const lease = await taken(newResource(), "a");
    expect(await renewLease(db, lease, { ttlMs: TTL_MS, now: later(30_000) })).toEqual({
      ...lease,
      expiresAt: later(90_000),
    });
    expect(await take(lease.resource, "b", later(TTL_MS))).toBeNull();
  });

  it("extends a lease that ran out while nobody took it", async () => {
    const lease = await taken(newResource(), "a");
    expect(await renewLease(db, lease, { ttlMs: TTL_MS, now: later(TTL_MS * 3) })).not.toBeNull();
  });

  it("fails for a late holder, also when the taker has the same owner name", async () => {
    const lease = await taken(newResource(), "a");
    await taken(lease.resource, "a", later(TTL_MS));
    expect(await renewLease(db, lease, { ttlMs: TTL_MS, now: later(TTL_MS + 1) })).toBeNull();
  });
});

describe("releaseLease", () => {
  it("frees the resource at once, the next fence is higher, and a repeat does nothing", async () => {
    const lease = await taken(newResource(), "a");
    expect(await releaseLease(db, lease)).toBe(true);
    expect(await releaseLease(db, lease)).toBe(false);
    expect(await take(lease.resource, "b", NOW)).toMatchObject({ fence: 2 });
  });

  it("by a late holder leaves the taker's lease alone", async () => {
    const lease = await taken(newResource(), "a");
    await taken(lease.resource, "b", later(TTL_MS));
    expect(await releaseLease(db, lease)).toBe(false);
    expect(await take(lease.resource, "c", later(TTL_MS + 1))).toBeNull();
  });
});

const auditRow = () => ({
  id: randomId(),
  installationId,
  at: NOW,
  actor: "test",
  action: "lease.tested",
  details: {},
});

describe("a write behind the fence", () => {
  it("happens while the lease is held, and after it ran out untaken", async () => {
    const lease = await taken(newResource(), "a");
    const row = auditRow();
    await underFence(db, lease, (tx) => tx.insert(auditLog).values(row));
    const changed = await db
      .update(auditLog)
      .set({ subject: "written" })
      .where(sql`${eq(auditLog.id, row.id)} and ${fenceHolds(db, lease)}`);
    expect(changed.rowCount).toBe(1);
  });

  it("does not happen once somebody else has taken the lease", async () => {
    const lease = await taken(newResource(), "a");
    const row = auditRow();
    await db.insert(auditLog).values(row);
    await taken(lease.resource, "b", later(TTL_MS));

    const late = auditRow();
    await expect(underFence(db, lease, (tx) => tx.insert(auditLog).values(late))).rejects.toBeInstanceOf(
      FenceLostError,
    );
    expect(await db.select().from(auditLog).where(eq(auditLog.id, late.id))).toEqual([]);
    const changed = await db
      .update(auditLog)
      .set({ subject: "late" })
      .where(sql`${eq(auditLog.id, row.id)} and ${fenceHolds(db, lease)}`);
    expect(changed.rowCount).toBe(0);
  });

  it("holds a taker off until it is committed, so that no late write follows a take-over", async () => {
    // Without the row lock the taker could read the ledger between our check and our commit.
    const lease = await taken(newResource(), "a");
    const [writer, taker] = connect(2) as [Database, Database];
    const row = auditRow();
    let takenAt: "before commit" | "after commit" | undefined;
    let takeOver: Promise<unknown> | undefined;
    await underFence(writer.db, lease, async (tx) => {
      await tx.insert(auditLog).values(row);
      takeOver = take(lease.resource, "b", later(TTL_MS), taker.db).then(async () => {
        const seen = await taker.db.select().from(auditLog).where(eq(auditLog.id, row.id));
        takenAt = seen.length === 1 ? "after commit" : "before commit";
      });
      while (takenAt === undefined && !(await isSomebodyWaiting())) await realClock.sleep(2);
    });
    await takeOver;
    expect(takenAt).toBe("after commit");
  });

  it("finds the fence lost when the taker commits while it waits", async () => {
    const lease = await taken(newResource(), "a");
    const [late] = connect(1) as [Database];
    const row = auditRow();
    await db.insert(auditLog).values(row);
    let isWritten = false;
    let write: Promise<{ readonly rowCount: number | null }> | undefined;
    await db.transaction(async (tx) => {
      await tx.update(leases).set({ owner: "b", fence: 2 }).where(eq(leases.resource, lease.resource));
      write = late.db
        .update(auditLog)
        .set({ subject: "late" })
        .where(sql`${eq(auditLog.id, row.id)} and ${fenceHolds(late.db, lease)}`)
        .then((result) => {
          isWritten = true;
          return result;
        });
      while (!isWritten && !(await isSomebodyWaiting())) await realClock.sleep(2);
    });
    expect((await write)?.rowCount).toBe(0);
  });
});

async function isSomebodyWaiting(): Promise<boolean> {
  const waiting = await db.execute(
    sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return waiting.rows.length > 0;
}

import { neon } from "@neondatabase/serverless";
import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { connect, isUnavailable, isUniqueViolation } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { startNeonShim } from "@/db/neon-shim";
import { acquireLease } from "@/db/queries/leases";
import { installations, leases } from "@/db/schema/index";
import { testDatabase } from "@/db/testing";
import type { InstallationId } from "@/lib/access/types";
import { realClock } from "@/lib/clock";
import { silentLogger } from "@/lib/logger";
import { randomId } from "@/lib/security/tokens";

const { url: postgresUrl } = await testDatabase();
const shim = await startNeonShim(postgresUrl);
const neonDatabase = connect(shim.url, { clock: realClock, log: silentLogger });
const { db } = neonDatabase;
afterAll(async () => {
  await neonDatabase.close();
  await shim.stop();
});

const NOW = new Date("2026-03-29T01:00:00.123Z");
const newInstallation = (id: InstallationId) => ({
  id,
  state: "active" as const,
  tokenHash: `hash-${id}`,
  tokenSealed: "v1.k.n.c",
  businessSet: "1",
  sessionVersion: 1,
  webhookSecretHash: `hook-${id}`,
  webhookSecretSealed: "v1.k.n.c",
  createdAt: NOW,
  updatedAt: NOW,
});

const failureOf = (run: Promise<unknown>) =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("connect to a host of Neon", () => {
  it("uses the Neon driver, and gives instants back as they were", async () => {
    const id = randomId() as InstallationId;
    await db.insert(installations).values(newInstallation(id));
    expect(neonDatabase.driver).toBe("neon");
    expect(
      await db.select({ at: installations.createdAt }).from(installations).where(eq(installations.id, id)),
    ).toEqual([{ at: NOW }]);
  });

  it("has real transactions: a failure takes everything back, a savepoint its own part", async () => {
    const [kept, undone, lost] = [randomId(), randomId(), randomId()] as [
      InstallationId,
      InstallationId,
      InstallationId,
    ];
    await db.transaction(async (tx) => {
      await tx.insert(installations).values(newInstallation(kept));
      await failureOf(
        tx.transaction(async (inner) => {
          await inner.insert(installations).values(newInstallation(undone));
          throw new Error("stop");
        }),
      );
    });
    await failureOf(
      db.transaction(async (tx) => {
        await tx.insert(installations).values(newInstallation(lost));
        throw new Error("stop");
      }),
    );
    const rows = await db.select({ id: installations.id }).from(installations);
    const ids = rows.map((row) => row.id);
    expect(ids).toContain(kept);
    expect(ids).not.toContain(undone);
    expect(ids).not.toContain(lost);
  });

  it("has real locks: a row locked by one transaction is skipped by another", async () => {
    const id = randomId() as InstallationId;
    await db.insert(installations).values(newInstallation(id));
    const lockedBy = (tx: typeof db) =>
      tx
        .select({ id: installations.id })
        .from(installations)
        .where(eq(installations.id, id))
        .for("update", { skipLocked: true });
    await db.transaction(async (one) => {
      expect(await lockedBy(one)).toHaveLength(1);
      await db.transaction(async (two) => expect(await lockedBy(two)).toHaveLength(0));
    });
  });

  it("lets one of many take a lease", async () => {
    const installationId = randomId() as InstallationId;
    await db.insert(installations).values(newInstallation(installationId));
    const resource = `person:${randomId()}`;
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        acquireLease(db, { installationId, resource, owner: `run-${index}`, ttlMs: 1_000, now: NOW }),
      ),
    );
    expect(all.filter((lease) => lease !== null)).toHaveLength(1);
    expect(
      await db.select({ fence: leases.fence }).from(leases).where(eq(leases.resource, resource)),
    ).toEqual([{ fence: 1 }]);
  });

  it("names a refused row's constraint, and counts the rows of a conditional write", async () => {
    const id = randomId() as InstallationId;
    await db.insert(installations).values(newInstallation(id));
    const twice = { ...newInstallation(randomId() as InstallationId), tokenHash: `hash-${id}` };
    const error = await failureOf(db.insert(installations).values(twice));
    expect(isUniqueViolation(error, "installations_token_hash")).toBe(true);
    const written = await db.update(installations).set({ subdomain: "x" }).where(sql`false`);
    expect(written.rowCount).toBe(0);
  });

  it("can be migrated through its direct host", async () => {
    const pooled = shim.url.replace("ep-stand-in.", "ep-stand-in-pooler.");
    await expect(migrateDatabase(pooled, { clock: realClock, log: silentLogger })).resolves.toBeUndefined();
  });

  it("is reported as unavailable when nobody answers", async () => {
    const short = await startNeonShim("postgres://lintel:x@127.0.0.1:1/lintel");
    const nobody = connect(short.url, { clock: realClock, log: silentLogger });
    try {
      expect(isUnavailable(await failureOf(nobody.db.execute(sql`select 1`)))).toBe(true);
    } finally {
      await nobody.close();
      await short.stop();
    }
  });
});

describe("the HTTP way of the stand-in", () => {
  it("answers one statement, several in one transaction, and a refusal with its code", async () => {
    const http = neon(shim.url);
    expect(await http`select ${41}::int + 1 as answer, true as told`).toEqual([{ answer: 42, told: true }]);
    await http.query("create table batched (id int primary key)");
    const batch = [http`insert into batched values (1)`, http`insert into batched values (1)`];
    expect(isUniqueViolation(await failureOf(http.transaction(batch)), "batched_pkey")).toBe(true);
    expect(await http`select id from batched`).toEqual([]);
    expect(await http.transaction([http`select 1 as a`, http`select 2 as a`])).toEqual([
      [{ a: 1 }],
      [{ a: 2 }],
    ]);
  });
});

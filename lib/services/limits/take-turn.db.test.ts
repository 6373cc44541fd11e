import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { countCall } from "@/db/queries/rate-counters";
import { deleteOld } from "@/db/queries/tidy";
import { rateCounters } from "@/db/schema";
import { testDatabase } from "@/db/testing";
import { manualClock } from "@/lib/clock";
import { silentLogger } from "@/lib/logger";
import { createKeyedHash } from "@/lib/security/keyed-hash";
import type { Services } from "../context";
import { ServiceError } from "../context";
import { WINDOW_MS } from "./limits";
import { requireTurn, takeTurn } from "./take-turn";

const database = await testDatabase();
const { db } = database;
const START = new Date("2026-05-12T08:00:00Z");
const LIMIT = 5;
const hash = createKeyedHash(Buffer.alloc(32, 9).toString("base64"));

function withClock(clock = manualClock(START), from = db) {
  const services = {
    db: from,
    realClock: clock,
    log: silentLogger,
    hash,
    config: { publicCallsPerMinute: LIMIT },
  } as unknown as Services;
  return { clock, services };
}

const tries = async (services: Services, address: string, times: number) => {
  const turns = [];
  for (let n = 0; n < times; n += 1) turns.push(await takeTurn(services, { call: "install", address }));
  return turns;
};

describe("takeTurn", () => {
  it("lets exactly the limit pass in one window, then says how long to wait, then lets pass again", async () => {
    const { clock, services } = withClock();
    const turns = await tries(services, "203.0.113.1", LIMIT + 2);
    expect(turns.map((turn) => turn.allowed)).toEqual([...Array(LIMIT).fill(true), false, false]);
    expect(turns.at(-1)).toEqual({ allowed: false, retryAfterSeconds: 60 });
    clock.advance(WINDOW_MS - 1);
    expect((await tries(services, "203.0.113.1", 1))[0]).toEqual({ allowed: false, retryAfterSeconds: 1 });
    clock.advance(1);
    expect((await tries(services, "203.0.113.1", 1))[0]).toEqual({ allowed: true });
  });

  it("counts each address and each kind of call by itself", async () => {
    const { services } = withClock();
    await tries(services, "203.0.113.2", LIMIT + 1);
    expect((await tries(services, "203.0.113.3", 1))[0]).toEqual({ allowed: true });
    expect(await takeTurn(services, { call: "oauth-begin", address: "203.0.113.2" })).toEqual({
      allowed: true,
    });
  });

  it("never lets more than the limit pass when all come at one time", async () => {
    const racers = database.connect(8);
    await Promise.all(racers.map((racer) => racer.db.execute(sql`select 1`)));
    const turns = await Promise.all(
      racers.flatMap((racer) => {
        const { services } = withClock(manualClock(START), racer.db);
        return Array.from({ length: 5 }, () =>
          takeTurn(services, { call: "install", address: "203.0.113.4" }),
        );
      }),
    );
    expect(turns.filter((turn) => turn.allowed)).toHaveLength(LIMIT);
  });

  it("stores a keyed hash and never the address", async () => {
    const { services } = withClock();
    await tries(services, "203.0.113.5", 1);
    const rows = await db.select().from(rateCounters);
    expect(JSON.stringify(rows)).not.toContain("203.0.113");
    const addressHash = hash.hash({ purpose: "client-address", value: "203.0.113.5" });
    expect(
      await db.select().from(rateCounters).where(eq(rateCounters.addressHash, addressHash)),
    ).toHaveLength(1);
  });

  it("forgets a window that a wrong clock put far ahead", async () => {
    const call = { bucket: "install", addressHash: "ahead", windowMs: WINDOW_MS };
    const ahead = new Date(START.getTime() + 10 * WINDOW_MS);
    await countCall(db, { ...call, now: ahead });
    expect(await countCall(db, { ...call, now: START })).toEqual({ count: 1, windowStart: START });
  });

  it("is forgotten after a day, not before", async () => {
    const call = { bucket: "install", addressHash: "old", windowMs: WINDOW_MS };
    await countCall(db, { ...call, now: START });
    const left = async (counters: Date) => {
      const never = new Date(0);
      await deleteOld(db, {
        realNow: never,
        reads: never,
        deliveries: never,
        history: never,
        repairs: never,
        visits: never,
        guests: never,
        counters,
      });
      return (await db.select().from(rateCounters).where(eq(rateCounters.addressHash, "old"))).length;
    };
    expect(await left(START)).toBe(1);
    expect(await left(new Date(START.getTime() + 1))).toBe(0);
  });

  it("lets everybody pass while the database does not answer", async () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const broken = {
      insert: () => {
        throw refused;
      },
    } as unknown as typeof db;
    const { services } = withClock(manualClock(START), broken);
    expect((await tries(services, "203.0.113.6", LIMIT + 1)).every((turn) => turn.allowed)).toBe(true);
  });

  it("refuses an action in words that say when to try again", async () => {
    const { services } = withClock();
    const input = { call: "oauth-begin", address: "203.0.113.7" } as const;
    for (let n = 0; n < LIMIT; n += 1) await requireTurn(services, input);
    const refusal = await requireTurn(services, input).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ServiceError);
    expect(refusal).toMatchObject({ kind: "limit_exceeded" });
    expect((refusal as ServiceError).message).toContain("60 seconds");
  });
});

import { expect, test } from "vitest";
import { wantedFlush, wantFlush } from "@/db/queries/flushes";
import { finishOperation, insertOperation } from "@/db/queries/operations";
import type { PersonId } from "@/lib/access/types";
import type { OperationOutcome } from "@/lib/connectors/contract";
import { VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import { applyPerson } from "../access/apply-person";
import type { OutgoingEvent, Services } from "../context";
import { testWorld } from "../testing/test-world";
import { activeSite, at, bookNow, factsOnly, MINUTE, unheard } from "../testing/world";
import { dueFlushes, flushConnection, flushEvent, GATHER_MS, GATHERED_AFTER_MS } from "./flush";

type Answer = () => Promise<OperationOutcome>;

/** An active connection whose vendor wants to be told when doors should obey. */
async function setUp() {
  const world = await testWorld();
  const site = await activeSite(world);
  const key = { installationId: site.installationId, connectionId: site.connectionId };
  const answers: Answer[] = [];
  const emitted: OutgoingEvent[] = [];
  let calls = 0;
  const services: Services = {
    ...world.services,
    emit: async (events) => void emitted.push(...events),
    connector: (row) => ({
      ...world.services.connector(row),
      async flush() {
        calls += 1;
        return (answers.shift() ?? (async () => ({ status: "applied" }) as const))();
      },
    }),
  };
  const pass = (ms: number) => world.clock.set(new Date(world.clock.now().getTime() + ms));
  const want = () => wantFlush(world.db, { ...key, now: world.clock.now() });
  const isWanted = async () => (await wantedFlush(world.db, key)) !== null;
  return { world, site, key, services, answers, emitted, pass, want, isWanted, calls: () => calls };
}

test("a write at the vendor raises the flag and asks for one flush, which lets it fall", async () => {
  const { world, site, key, services, emitted, pass, isWanted, calls } = await setUp();
  unheard(world, () => bookNow(world, { who: "Ana Pereira", room: "Lightship", from: at(0), to: at(60) }));
  for (const input of await factsOnly(world, site)) await applyPerson(services, input);
  expect(await isWanted()).toBe(true);
  const asked = emitted.filter((event) => event.name === "connection/flush.requested");
  expect(asked.length).toBeGreaterThan(0);
  expect(new Set(asked.map((event) => event.id)).size).toBe(1);
  pass(5_000);
  expect(await flushConnection(services, key)).toEqual({ status: "flushed" });
  expect(await isWanted()).toBe(false);
  expect(await flushConnection(services, key)).toEqual({ status: "clean" });
  expect(calls()).toBe(1);
});

test("what is written while a flush is under way is flushed again", async () => {
  const { key, services, answers, pass, want, isWanted } = await setUp();
  await want();
  pass(5_000);
  answers.push(async () => {
    pass(10);
    await want();
    return { status: "applied" };
  });
  // By the same run: an event for it may have the id of the one that began this run, and begins no other.
  expect(await flushConnection(services, key)).toEqual({ status: "waiting", afterMs: GATHER_MS });
  expect(await isWanted()).toBe(true);
  pass(GATHER_MS);
  expect(await flushConnection(services, key)).toEqual({ status: "flushed" });
  expect(await isWanted()).toBe(false);
});

test("a run flushes only once no write can ask by its event any more, also when it is woken early", async () => {
  const { key } = await setUp();
  const first = new Date(Date.UTC(2026, 4, 11, 9, 0, 0));
  const last = new Date(first.getTime() + GATHER_MS - 1);
  expect(flushEvent(key, last).id).toBe(flushEvent(key, first).id);
  const EARLY_MS = 500;
  expect(first.getTime() + GATHERED_AFTER_MS - EARLY_MS).toBeGreaterThan(last.getTime());
});

test("a vendor that puts it off keeps the flag up, and the sweep asks again only when it may", async () => {
  const { key, services, answers, pass, want, isWanted } = await setUp();
  await want();
  pass(61_000);
  expect(await dueFlushes(services)).toHaveLength(1);
  answers.push(async () => ({ status: "deferred", retryAfterMs: 10 * MINUTE }));
  expect(await flushConnection(services, key)).toEqual({ status: "waiting", afterMs: 10 * MINUTE });
  expect(await isWanted()).toBe(true);
  pass(9 * MINUTE);
  expect(await dueFlushes(services)).toEqual([]);
  pass(MINUTE);
  expect(await dueFlushes(services)).toHaveLength(1);
});

test("a vendor that does not answer loses nothing; one that lets nobody in parks", async () => {
  const { key, services, answers, pass, want, isWanted } = await setUp();
  await want();
  pass(5_000);
  answers.push(async () => Promise.reject(new VendorError("unavailable", "down")));
  expect(await flushConnection(services, key)).toMatchObject({ status: "waiting" });
  answers.push(async () => Promise.reject(new VendorError("credentials_invalid", "no")));
  expect(await flushConnection(services, key)).toEqual({ status: "parked" });
  expect(await flushConnection(services, key)).toEqual({ status: "parked" });
  expect(await isWanted()).toBe(true);
});

test("waits while somebody's grant is being moved, but not for one that was left", async () => {
  const { world, site, key, services, pass, want, calls } = await setUp();
  unheard(world, () => bookNow(world, { who: "Ana Pereira", room: "Lightship", from: at(0), to: at(60) }));
  const [{ personId } = { personId: "" as PersonId }] = await factsOnly(world, site);
  await want();
  pass(6_000);
  const id = randomId();
  await insertOperation(world.db, {
    ...key,
    id,
    personId,
    verb: "retime",
    cause: "test",
    state: "intended",
    attempts: 1,
    fence: 1,
    createdAt: world.clock.now(),
  });
  const flush = () => flushConnection(services, key, { waitsForMoves: true });
  expect(await flush()).toEqual({ status: "waiting", afterMs: 2_000 });
  expect(calls()).toBe(0);
  await finishOperation(world.db, { ...key, id }, { state: "done", finishedAt: world.clock.now() });
  expect(await flush()).toEqual({ status: "flushed" });
  await want();
  await finishOperation(world.db, { ...key, id }, { state: "intended", finishedAt: null });
  expect(await flush()).toEqual({ status: "waiting", afterMs: 2_000 });
  pass(31_000);
  expect(await flush()).toEqual({ status: "flushed" });
});

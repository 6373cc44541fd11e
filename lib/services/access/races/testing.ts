import { eq, inArray } from "drizzle-orm";
import { expect } from "vitest";
import { openLedger } from "@/db/queries/ledger";
import { listLinks } from "@/db/queries/persons";
import { edges, operations } from "@/db/schema/index";
import type { MemberId } from "@/lib/access/types";
import { realClock } from "@/lib/clock";
import type { OutgoingEvent, Services } from "../../context";
import { createGate, type Gate, gatedDatabase, gatedFetch, isDecisive } from "../../testing/barriers";
import { Runner } from "../../testing/runner";
import {
  associations,
  connectionOf,
  memberId,
  ROOMS,
  resourceId,
  type Site,
  type World,
} from "../../testing/world";
import { projectMembers } from "../project-members";
import { compareConnection } from "../reconcile-connection";

/** One process at work: services on a connection of its own, and the events it gave itself to do. */
export interface Actor {
  readonly gate: Gate;
  readonly services: Services;
  readonly runner: Runner;
  /** Does what these events ask for, and what that asks for in turn. */
  work(events: readonly OutgoingEvent[]): Promise<void>;
  /** The machine goes away: its connection is cut, and nothing of what it was doing goes on. */
  kill(): void;
  close(): Promise<void>;
}

/** The platform wants this much between two calls, whichever process makes them. */
const PLATFORM_SPACING_MS = 700;

/** A process of its own in this world. Every boundary it passes takes it a millisecond, or the platform's pace. */
export function createActor(world: World): Actor {
  const gate = createGate((name) =>
    world.clock.advance(
      name.includes("/api/spaces/") || name.includes("/api/sys/") ? PLATFORM_SPACING_MS : 1,
    ),
  );
  const database = gatedDatabase(world.database.url, gate);
  const runner: Runner = new Runner(() => services);
  const services = world.another(
    {},
    {
      db: database.db,
      fetch: gatedFetch((input, init) => fetch(input, init), gate),
      emit: async (events) => {
        await gate.pass(`emit ${events.map((event) => event.name).join(" ")}`);
        await runner.take(events);
      },
    },
  );
  let isKilled = false;
  return {
    gate,
    services,
    runner,
    async work(events) {
      await runner.take(events);
      await runner.drain();
    },
    kill() {
      isKilled = true;
      database.kill();
      runner.lose();
    },
    async close() {
      if (isKilled) return;
      await database.close();
      // Its timers and whatever is to be tried again go on in the world.
      world.runner.waiting.push(...runner.waiting);
    },
  };
}

export type Work = (actor: Actor) => Promise<unknown>;

const ENDED = Symbol("ended");

/** Lets `first` go up to its `k`-th boundary that counts. Null = it came to its end before. */
async function upTo(actor: Actor, k: number, work: Work, counts = isDecisive) {
  const stopped = actor.gate.stopAt(k, counts);
  const running = work(actor);
  const met = await Promise.race([stopped, running.then(() => ENDED)]);
  return typeof met === "string" ? { where: met, running } : null;
}

/**
 * Runs `first` up to its `k`-th boundary, then all of `second`, then the rest of `first`. Where `second` waits for a
 * row that `first` has locked, `first` goes on earlier: no schedule could have it otherwise.
 * `counts` = which boundaries are numbered. Null = `first` has no such boundary, and nothing of `second` was done; else the boundary's name.
 */
export async function interleave(
  world: World,
  k: number,
  first: Work,
  second: Work,
  counts = isDecisive,
): Promise<string | null> {
  const one = createActor(world);
  const stop = await upTo(one, k, first, counts);
  if (stop) {
    const two = createActor(world);
    const other = second(two);
    await untilDoneOrWaiting(world, other);
    one.gate.resume();
    await Promise.all([stop.running, other]);
    await two.close();
  }
  await one.close();
  return stop?.where ?? null;
}

/** Runs `first` up to its `k`-th boundary and kills it there. Null = it has no such boundary. */
export async function killAt(world: World, k: number, first: Work): Promise<string | null> {
  const one = createActor(world);
  const stop = await upTo(one, k, first);
  if (stop) one.kill();
  else await one.close();
  return stop?.where ?? null;
}

async function untilDoneOrWaiting(world: World, work: Promise<unknown>): Promise<void> {
  let isDone = false;
  const ended = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await Promise.race([ended, realClock.sleep(20)]);
    if (isDone) return;
    const waiting = await world.db.execute(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (waiting.rows.length > 0) return;
  }
}

interface Span {
  readonly groupId: string;
  readonly from: number;
  readonly until: number;
}

const iso = (at: number | null) => (at === null ? "-" : new Date(at).toISOString());

/** What the platform's own books say somebody has booked, in the vendor's groups, from now on. */
function booked(world: World, who: string): Span[] {
  const groups = new Map(
    Object.entries(ROOMS).flatMap(([room, ids]) => ids.map((id) => [resourceId(world, room), id])),
  );
  return world.nexudus.api.rows("Booking").flatMap((row) => {
    const groupId = groups.get(Number(row.ResourceId));
    const until = Date.parse(`${String(row.ToTime).replace(/Z$/, "")}Z`);
    if (row.CoworkerId !== memberId(world, who) || groupId === undefined) return [];
    if (until <= world.clock.now().getTime()) return [];
    return [{ groupId, from: Date.parse(`${String(row.FromTime).replace(/Z$/, "")}Z`), until }];
  });
}

/**
 * Everything agrees about a person: bookings, vendor, ledger, edges and timers; every operation has an outcome, and
 * looking again asks for nothing. Where timers open and close, the vendor holds what is open now and no times.
 * `where` names the schedule in a failure.
 */
export async function expectInStep(world: World, site: Site, who: string, where: string): Promise<void> {
  const now = world.clock.now();
  const wanted = booked(world, who);
  const held = associations(world, who);
  const keepsWindows = (await connectionOf(world, site))?.vendorWindows === true;
  const isOpen = (span: Span) => span.from <= now.getTime() && now.getTime() < span.until;
  expect(
    held.map((row) => `${row.member_group_id} ${iso(row.starts_at)} ${iso(row.ends_at)}`).toSorted(),
    `at the vendor, ${where}`,
  ).toEqual(
    wanted
      .filter((span) => keepsWindows || isOpen(span))
      .map((span) =>
        [span.groupId, iso(keepsWindows ? span.from : null), iso(keepsWindows ? span.until : null)].join(" "),
      )
      .toSorted(),
  );

  const links = await listLinks(world.db, { ...site, memberIds: [String(memberId(world, who)) as MemberId] });
  const personIds = links.map((link) => link.personId);
  const ledger = await openLedger(world.db, { ...site, personIds });
  expect(
    ledger.map((row) => `${row.state} ${row.vendorGrantId}`).toSorted(),
    `in the ledger, ${where}`,
  ).toEqual(held.map((row) => `present ${row.id}`).toSorted());

  const open = await world.db
    .select({ verb: operations.verb, state: operations.state, error: operations.errorKind })
    .from(operations)
    .where(inArray(operations.state, ["intended", "failed"]));
  expect(open, `operations without a good end, ${where}`).toEqual([]);

  const kept = await world.db
    .select()
    .from(edges)
    .where(inArray(edges.state, ["pending", "armed"]));
  const mine = kept.filter((row) => personIds.includes(row.personId));
  const instants = wanted.flatMap((s) => [s.from, s.until]).filter((at) => at > now.getTime());
  expect(mine.map((row) => row.at.toISOString()).toSorted(), `edges, ${where}`).toEqual(
    [...new Set(instants)].map((at) => new Date(at).toISOString()).toSorted(),
  );
  const timers = new Set(world.runner.waiting.map((row) => row.event.data.edgeId));
  expect(
    mine.filter((row) => !timers.has(row.id)).map((row) => `${row.state} ${row.at.toISOString()}`),
    `edges without a timer, ${where}`,
  ).toEqual([]);

  const asked: OutgoingEvent[] = [];
  const looking = world.another({}, { emit: async (events) => void asked.push(...events) });
  const again = await projectMembers(looking, {
    installationId: site.installationId,
    memberIds: null,
    cause: "test",
  });
  expect(again.changed, `projecting again changes something, ${where}`).toBe(0);
  expect((await compareConnection(looking, site)).differing, `the plan is not empty, ${where}`).toBe(0);
  expect(asked, `asked for, ${where}`).toEqual([]);
}

/** Rows of one person's edges, whatever their state. */
export const edgesOfPerson = (world: World, personId: string) =>
  world.db
    .select()
    .from(edges)
    .where(eq(edges.personId, personId as never));

import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import type { EventPayload } from "@/inngest/embedded/event-intake";
import type { OutgoingEvent } from "@/lib/services/context";
import { readNextDue } from "./next-due";
import type { VirtualTime } from "./virtual-time";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** As the sweep asks for polls. */
const POLL_DUE_MS = 4 * MINUTE - 10 * SECOND;
/** What an empty poll takes: a call every so often. */
const POLL_TAKES_MS = 2 * SECOND;
/** A poll reads again what changed shortly before the last one; later than this it finds nothing. */
const OVERLAP_MS = 4 * MINUTE;
/** Of those that could be left out, every so many is run all the same. */
const EVERY = { sweep: 400, poll: 80, check: 10 } as const;
export type Tick = keyof typeof EVERY;

const SWEEP = "lintel-access-sweep";
const POLL = "lintel-nexudus-poll-installation";
const CHECK = "lintel-access-reconcile-connection";
const SCHEDULE = "lintel-access-schedule-reconciles";
const HOOKS = "lintel-nexudus-check-webhooks";
const FLUSH = "lintel-connection-flush";
const TIDY = "lintel-upkeep-tidy";
const AWAIT = "lintel-access-await-edge";
/**
 * What these do when nothing happened is nothing: they are looked at one by one. The last three change nothing that a
 * poll or a full check looks at: a flush lets doors obey, tidying removes what is over, and of an edge that is awaited
 * what it does at the vendor when it is due counts as a change there.
 */
const ROUTINE = new Set([SWEEP, POLL, CHECK, SCHEDULE, HOOKS, FLUSH, TIDY, AWAIT]);

export interface Watched {
  readonly time: VirtualTime;
  /** A way to the database that is nobody's in the play. */
  readonly db: Db;
  /** Statements of Lintel that may have written, so far. */
  writes(): number;
  /** Changes at the platforms and vendors so far. */
  platformChanges(): number;
  vendorChanges(): number;
  /** Whether a moment lies between these at which a window far ahead comes into sight. */
  isHorizonCrossed(from: number, to: number): boolean;
  /** The play itself is wrong: something it took for idle was not. */
  fail(why: string): void;
}

/** A run, as far as it matters here. */
interface Run {
  readonly fn: { readonly id: string };
  readonly event: Pick<EventPayload, "data">;
}
/** What a sweep left out asks for in its place. */
export const pollsAsked = (installationIds: readonly string[]): OutgoingEvent[] =>
  installationIds.map((installationId) => ({
    name: "nexudus/installation.poll.requested",
    data: { installationId, reason: "schedule" },
  }));

interface Poll {
  readonly startedAt: number;
  readonly platformChanges: number;
  readonly foundNothing: boolean;
}
interface Quiet {
  readonly writes: number;
  /** When the database has something for the sweep to do. */
  readonly dueAt: number;
  readonly polls: Map<string, number>;
}

/**
 * Leaves out ticks that would do nothing. A sweep looks at the database and the clock alone: one look at the database
 * tells when something in it becomes due, and until then a sweep would ask for polls and do nothing else. A poll or a
 * full check looks at the facts and the vendor as well. So when the last one of its kind found nothing and nothing of
 * all that changed since, the next one does nothing either but note that it was there; that note is written in its
 * place. Time alone brings windows far ahead into sight: such moments are not skipped over.
 * Every so many of those left out is run all the same, and the play fails when it did something.
 */
export class Elision {
  private quiet: Quiet | null = null;
  private readonly polls = new Map<string, Poll>();
  private check: { readonly startedAt: number; readonly activity: number; failed: boolean } | null = null;
  private sweepBegan: { readonly writes: number; emitted: number; isAlone: boolean } | null = null;
  /** Calls of other functions than the sweep under way. */
  private others = 0;
  /** Faults that a tick of the kind can meet: how many there are, and when one last began or ended. */
  private readonly faults = {
    sweep: { active: 0, changedAt: Number.NEGATIVE_INFINITY },
    poll: { active: 0, changedAt: Number.NEGATIVE_INFINITY },
    check: { active: 0, changedAt: Number.NEGATIVE_INFINITY },
  };
  private platformSeen = 0;
  private platformChangedAt = Number.NEGATIVE_INFINITY;
  /** What happened that is no routine: runs for somebody, and what the admin did. */
  private deeds = 0;
  private readonly left = { sweep: 0, poll: 0, check: 0 };
  /** Ran all the same, though taken for idle; and what had happened by then. */
  private readonly expected = new Map<string, number>();
  private readonly stamps = new Map<string, number>();

  constructor(private readonly of: Watched) {}

  get elided(): Readonly<Record<keyof typeof EVERY, number>> {
    return this.left;
  }

  /** A fault that these can meet began or ended. */
  noteFault(change: 1 | -1, met: readonly Tick[]): void {
    for (const tick of met) {
      this.faults[tick].active += change;
      this.faults[tick].changedAt = this.of.time.nowMs;
    }
    this.noteDeed();
  }

  noteDeed(): void {
    this.deeds += 1;
    this.quiet = null;
  }

  noteEmitted(names: readonly string[]): void {
    const others = names.filter((name) => name !== "nexudus/installation.poll.requested");
    if (this.sweepBegan) this.sweepBegan.emitted += others.length;
  }

  private get activity(): number {
    return this.deeds + this.of.platformChanges() + this.of.vendorChanges();
  }

  private lookAtPlatform(): void {
    const changes = this.of.platformChanges();
    if (changes === this.platformSeen) return;
    this.platformSeen = changes;
    this.platformChangedAt = this.of.time.nowMs;
  }

  /** What is done in place of a cron's tick: nothing but asking for these polls. Null = the tick is run. */
  async insteadOf(fn: Run["fn"]): Promise<{ readonly polls: readonly string[] } | null> {
    this.lookAtPlatform();
    if (fn.id === SWEEP) return this.insteadOfSweep();
    if (fn.id === SCHEDULE && this.leaveCheck()) return { polls: [] };
    return null;
  }

  private async insteadOfSweep(): Promise<{ readonly polls: readonly string[] } | null> {
    // While somebody is at the database what it says of a moment is old the next.
    if (this.faults.sweep.active > 0 || this.others > 0) return null;
    if (this.quiet?.writes !== this.of.writes()) await this.measure();
    const { quiet } = this;
    const now = this.of.time.nowMs;
    if (!quiet || quiet.dueAt <= now) return null;
    const due = [...quiet.polls].filter(([, at]) => at <= now - POLL_DUE_MS).map(([id]) => id);
    const idle = due.filter((id) => this.isPollIdle(id));
    const asked = due.filter((id) => !idle.includes(id));
    for (const id of idle) {
      this.left.poll += 1;
      if (this.left.poll % EVERY.poll !== 0) continue;
      this.expected.set(`${POLL} ${id}`, this.activity);
      asked.push(id);
    }
    this.left.sweep += 1;
    if (this.left.sweep % EVERY.sweep === 0) {
      this.expected.set(SWEEP, this.activity);
      return null;
    }
    for (const id of idle) {
      if (asked.includes(id)) continue;
      quiet.polls.set(id, now + POLL_TAKES_MS);
      this.stamps.set(id, now);
    }
    return { polls: asked };
  }

  private isPollIdle(id: string): boolean {
    const last = this.polls.get(id);
    return (
      last?.foundNothing === true &&
      last.platformChanges === this.of.platformChanges() &&
      last.startedAt - this.platformChangedAt > OVERLAP_MS &&
      this.isWithoutFault("poll", last.startedAt)
    );
  }

  private isWithoutFault(tick: Tick, since: number): boolean {
    return this.faults[tick].active === 0 && this.faults[tick].changedAt < since;
  }

  private leaveCheck(): boolean {
    const { check } = this;
    const now = this.of.time.nowMs;
    const isIdle =
      check !== null &&
      !check.failed &&
      check.activity === this.activity &&
      this.isWithoutFault("check", check.startedAt) &&
      !this.of.isHorizonCrossed(check.startedAt, now);
    if (!isIdle) {
      this.check = { startedAt: now, activity: this.activity, failed: false };
      return false;
    }
    this.left.check += 1;
    if (this.left.check % EVERY.check !== 0) return true;
    this.expected.set(CHECK, this.activity);
    return false;
  }

  runBegan(run: Run): void {
    this.lookAtPlatform();
    if (!ROUTINE.has(run.fn.id)) this.noteDeed();
    if (run.fn.id === SWEEP)
      this.sweepBegan = { writes: this.of.writes(), emitted: 0, isAlone: this.others === 0 };
    if (run.fn.id === POLL)
      this.polls.set(String(run.event.data?.installationId), {
        startedAt: this.of.time.nowMs,
        platformChanges: this.of.platformChanges(),
        foundNothing: false,
      });
  }

  /** A function's body is called, until `callEnded`. */
  callBegan(fnId: string): void {
    if (fnId === SWEEP) return;
    this.others += 1;
    if (this.sweepBegan) this.sweepBegan.isAlone = false;
  }

  callEnded(fnId: string): void {
    if (fnId !== SWEEP) this.others -= 1;
  }

  runEnded(run: Run, result: unknown): void {
    const answer = (result ?? {}) as Readonly<Record<string, unknown>>;
    if (run.fn.id === SWEEP) this.sweepEnded();
    if (run.fn.id === POLL) this.pollEnded(String(run.event.data?.installationId), answer);
    if (run.fn.id === CHECK) this.checkEnded(answer);
  }

  private sweepEnded(): void {
    const began = this.sweepBegan;
    this.sweepBegan = null;
    const didNothing = began !== null && began.emitted === 0 && began.writes === this.of.writes();
    // Beside others nobody could tell what it did from what they do.
    if (began?.isAlone === false) this.expected.delete(SWEEP);
    this.judge(SWEEP, didNothing);
  }

  private pollEnded(id: string, answer: Readonly<Record<string, unknown>>): void {
    const foundNothing = answer.status === "read" && answer.changed === 0;
    this.judge(`${POLL} ${id}`, foundNothing);
    const last = this.polls.get(id);
    if (last) this.polls.set(id, { ...last, foundNothing });
  }

  private checkEnded(answer: Readonly<Record<string, unknown>>): void {
    const foundNothing =
      (answer.facts === "read" || answer.facts === "fresh") &&
      answer.status === "compared" &&
      answer.differing === 0;
    this.judge(CHECK, foundNothing);
    if (this.check && !foundNothing) this.check.failed = true;
  }

  /** One that ran all the same and did something, though nothing happened meanwhile, was taken for idle wrongly. */
  private judge(what: string, didNothing: boolean): void {
    const activity = this.expected.get(what);
    this.expected.delete(what);
    if (activity === this.activity && !didNothing) this.of.fail(`not idle after all: ${what}`);
  }

  /** When the sweep has something to do next, by one look at the database. */
  private async measure(): Promise<void> {
    this.quiet = null;
    const writes = this.of.writes();
    await this.flush();
    const found = await readNextDue(this.of.db);
    if (found.isBusy || writes !== this.of.writes()) return;
    this.quiet = { writes, dueAt: found.dueAt, polls: new Map(found.polledAt) };
  }

  /** Writes what the polls left out would have noted. Before anybody else looks. */
  async flush(): Promise<void> {
    const stamps = [...this.stamps];
    this.stamps.clear();
    for (const [id, at] of stamps) {
      const began = new Date(at).toISOString();
      const ended = new Date(at + POLL_TAKES_MS).toISOString();
      await this.of.db.execute(sql`
        with polled as (
          update installations set last_poll_at = ${ended}::timestamptz, updated_at = ${ended}::timestamptz
          where id = ${id}
        )
        update read_cursors set read_up_to = ${began}::timestamptz where installation_id = ${id}`);
    }
  }
}

import { atMinute, type Booked, STORIES, type Story } from "./stories";
import type { Interval, Systems } from "./systems";

/** Between stops schedules may rest this long: the stories need edges and webhooks, not polls. */
const CRON_GAP_MS = 5 * 60_000;
/** Timers are armed 48 hours ahead, so on the way to a far booking the sweep must run more often than that. */
const FAR_CRON_GAP_MS = 40 * 3_600_000;
const MINUTE_MS = 60_000;
/** A door may never open early; how late is printed. Beyond this an edge counts as missed. */
export const MISSED_AFTER_MS = 60_000;
/** After a change a burst of webhooks is waited out before anything happens. */
const SETTLE_MS = 15_000;

export interface Verdict {
  readonly story: string;
  /** Who keeps the times; where several vendors play, which of them it is. */
  readonly windows: string;
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  readonly right: boolean;
}

export interface Played {
  readonly steps: number;
  readonly verdicts: readonly Verdict[];
  /** Milliseconds late, one per edge of every story. */
  readonly grantLateMs: readonly number[];
  readonly revokeLateMs: readonly number[];
}

interface Cast {
  readonly story: Story;
  readonly who: Booked;
  readonly ids: number[];
}

/** Plays all stories side by side, each with its own member and room, stepping the clock from event to event. */
export async function play(
  world: Systems,
  input: {
    readonly windows: "vendor" | "timers";
    readonly door: string;
    readonly cast: (story: string) => Promise<Booked>;
  },
): Promise<Played> {
  const now = await world.now();
  const start = new Date(Math.ceil((now.getTime() + MINUTE_MS) / MINUTE_MS) * MINUTE_MS);
  const at = atMinute(start);
  const casts: Cast[] = [];
  for (const story of STORIES) casts.push({ story, who: await input.cast(story.name), ids: [] });
  const verdicts: Verdict[] = [];
  const judge = (story: string, what: string, expected: string, seen: string) =>
    verdicts.push({ story, windows: input.windows, what, expected, seen, right: expected === seen });

  const minutes = [
    ...new Set(casts.flatMap(({ story }) => [...story.happenings, ...story.tries].map((row) => row.minute))),
  ].sort((a, b) => a - b);
  let steps = 0;
  let before = 0;
  for (const minute of minutes) {
    await world.advanceTo(at(minute), minute - before > 24 * 60 ? FAR_CRON_GAP_MS : CRON_GAP_MS);
    before = minute;
    steps += 1;
    for (const { story, who } of casts) {
      for (const attempt of story.tries.filter((row) => row.minute === minute)) {
        const opened = await world.canOpen(who.member, input.door);
        judge(
          story.name,
          `tries the door in minute ${minute}`,
          attempt.opens ? "opens" : "refused",
          opened ? "opens" : "refused",
        );
      }
    }
    let happened = false;
    for (const { story, who, ids } of casts) {
      for (const happening of story.happenings.filter((row) => row.minute === minute)) {
        await happening.run(world, at, who, ids);
        happened = true;
      }
    }
    if (happened) await world.advanceTo(new Date(at(minute).getTime() + SETTLE_MS), CRON_GAP_MS);
  }
  const last = Math.max(...casts.map(({ story }) => story.lastMinute));
  await world.advanceTo(at(last), CRON_GAP_MS);

  const grantLateMs: number[] = [];
  const revokeLateMs: number[] = [];
  for (const { story, who } of casts) {
    const seen = await world.intervals(who.member, input.door, at(0), at(last));
    judge(story.name, "times the door was open", String(story.open.length), String(seen.length));
    story.open.forEach((expected, index) => {
      const interval = seen[index];
      if (!interval) return;
      const late = lateness(interval, { from: at(expected.from), until: at(expected.until) });
      judge(story.name, `opens at minute ${expected.from}`, "on time", inWords(late.grant));
      judge(story.name, `closes at minute ${expected.until}`, "on time", inWords(late.revoke));
      grantLateMs.push(late.grant);
      revokeLateMs.push(late.revoke);
    });
  }
  return { steps, verdicts, grantLateMs, revokeLateMs };
}

const lateness = (seen: Interval, expected: Interval) => ({
  grant: seen.from.getTime() - expected.from.getTime(),
  revoke: seen.until.getTime() - expected.until.getTime(),
});

/** How late an edge was; beyond `missedAfterMs` it counts as missed. */
export function inWords(lateMs: number, missedAfterMs = MISSED_AFTER_MS): string {
  if (lateMs < 0) return `${-lateMs} ms early`;
  return lateMs > missedAfterMs ? `${lateMs} ms late` : "on time";
}

import { nextDayChange } from "../../lib/nexudus/time";
import type { Console } from "./console";
import { inWords, MISSED_AFTER_MS, type Played, type Verdict } from "./play";
import { DAY, type Holder, MIDNIGHT, RIGHT_STORIES, type RightStory } from "./right-stories";

import { atMinute } from "./stories";
import type { Doors, Systems } from "./systems";

const ZONE = "Europe/London";
/** On the way from day to day schedules may rest, but not longer than timers are armed ahead. */
const FAR_CRON_GAP_MS = 12 * 3_600_000;
const SETTLE_MS = 15_000;
const MINUTE_MS = 60_000;
const LAST = MIDNIGHT + 2 * DAY + 5;

interface Cast {
  readonly story: RightStory;
  readonly who: Holder;
  readonly name: string;
  readonly party: Party;
}

/** A location of its own, with the connection that keeps its doors, and how those are asked. */
export interface Party {
  /** Said of its verdicts: by whom the times are kept, or which vendor it is. */
  readonly windows: Verdict["windows"];
  readonly business: number;
  readonly door: string;
  readonly doors: Doors;
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  readonly doorsHearWithinMs: number;
  /** Called with everybody before the first of them holds anything; the name is the vendor's to know. */
  cast?(members: ReadonlyMap<number, string>): void;
}
export const ON_THE_MINUTE = { leadMinutes: 0, lagMinutes: 0, doorsHearWithinMs: 0 };
/** Said of each in words that go into every vendor's list of names. */
const NUMBERS = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];

/** Before, inside and after: a minute on each side of where the door should change. */
const triesOf = ({ open, opensWithinMs = 0 }: RightStory, doorsHearWithinMs: number) => {
  const slack = Math.ceil(doorsHearWithinMs / MINUTE_MS);
  return open === null
    ? [{ minute: MIDNIGHT + 10, opens: false }]
    : [
        { minute: open.from - 1, opens: false },
        { minute: open.from + 1 + slack + opensWithinMs / MINUTE_MS, opens: true },
        { minute: open.until - 1, opens: true },
        { minute: open.until + 1 + slack, opens: false },
      ];
};

/** A booking opens the door the lead before it and closes it the lag after; nothing else does. */
const shifted = (story: RightStory, doors: Pick<Party, "leadMinutes" | "lagMinutes">): RightStory =>
  story.isBooking && story.open
    ? {
        ...story,
        open: { from: story.open.from - doors.leadMinutes, until: story.open.until + doors.lagMinutes },
      }
    : story;

/** Somebody for every right of a party. */
async function castOf(world: Systems, party: Party, ordinal: number): Promise<Cast[]> {
  const { business, windows } = party;
  const casts: Cast[] = [];
  for (const [number, story] of RIGHT_STORIES.entries()) {
    const name = `Holder-${NUMBERS[number]}`;
    const email = `right-${windows}-${number + 1}@members.test`;
    const member = await world.addCustomer(`Right ${name}`, email, business);
    await world.change("Coworker", member, { AccessPincode: `${58_213 + number * 1_111 + ordinal * 17}` });
    casts.push({ story: shifted(story, party), who: { member, business }, name, party });
  }
  party.cast?.(new Map(casts.map(({ who, name }) => [who.member, name])));
  return casts;
}

/**
 * Plays every right of every party side by side, each with a member of its own, over two midnights of their
 * locations, which lie in one time zone.
 */
export async function playRights(
  world: Systems,
  input: { readonly site: Pick<Console, "page" | "base">; readonly parties: readonly Party[] },
): Promise<Played> {
  const { site, parties } = input;
  const now = await world.now();
  const midnight = nextDayChange(new Date(now.getTime() + 2 * MIDNIGHT * MINUTE_MS), ZONE, 0);
  const start = new Date(midnight.getTime() - MIDNIGHT * MINUTE_MS);
  const at = atMinute(start);
  const casts: Cast[] = [];
  for (const [ordinal, party] of parties.entries()) casts.push(...(await castOf(world, party, ordinal)));
  const verdicts: Verdict[] = [];
  const judge = ({ story, party }: Cast, what: string, expected: string, seen: string) =>
    verdicts.push({
      story: story.name,
      windows: party.windows,
      what,
      expected,
      seen,
      right: expected === seen,
    });

  await world.advanceTo(start, FAR_CRON_GAP_MS);
  const minutes = [
    ...new Set(
      casts.flatMap(({ story, party }) => [
        story.minute,
        ...triesOf(story, party.doorsHearWithinMs).map((row) => row.minute),
      ]),
    ),
  ].sort((a, b) => a - b);
  let steps = 0;
  let before = 0;
  for (const minute of minutes) {
    await world.advanceTo(at(minute), minute - before > DAY / 2 ? FAR_CRON_GAP_MS : undefined);
    before = minute;
    steps += 1;
    const tries = casts.flatMap((cast) =>
      triesOf(cast.story, cast.party.doorsHearWithinMs)
        .filter((row) => row.minute === minute)
        .map(({ opens }) => ({ cast, opens })),
    );
    const opened = await Promise.all(
      tries.map(({ cast }) => cast.party.doors.canOpen(cast.who.member, cast.party.door)),
    );
    for (const [index, { cast, opens }] of tries.entries())
      judge(cast, `tries the door in minute ${minute}`, inDoorWords(opens), inDoorWords(opened[index]));
    await refuseIfLate(world, at(minute));
    const given = casts.filter(({ story }) => story.minute === minute);
    await Promise.all(given.map(({ story, who }) => story.give(world, at, who)));
    if (given.length > 0) await world.advanceTo(new Date(at(minute).getTime() + SETTLE_MS));
    if (minute === MIDNIGHT + 10) await judgeWords(site, world.urls.app, casts, judge);
  }
  await world.advanceTo(at(LAST));

  const grantLateMs: number[] = [];
  const revokeLateMs: number[] = [];
  for (const cast of casts) {
    const { story, who, party } = cast;
    const seen = await party.doors.intervals(who.member, party.door, at(0), at(LAST));
    judge(cast, "times the door was open", story.open ? "1" : "0", String(seen.length));
    const [interval] = seen;
    if (!story.open || !interval) continue;
    const grant = interval.from.getTime() - at(story.open.from).getTime();
    const revoke = interval.until.getTime() - at(story.open.until).getTime();
    const hear = party.doorsHearWithinMs;
    const within = hear + (story.opensWithinMs ?? MISSED_AFTER_MS);
    judge(cast, `opens at minute ${story.open.from}`, "on time", inWords(grant, within));
    judge(cast, `closes at minute ${story.open.until}`, "on time", inWords(revoke, hear + MISSED_AFTER_MS));
    // A right that nobody could know of ahead is late by its nature; it is judged above.
    if (story.opensWithinMs === undefined) grantLateMs.push(grant);
    revokeLateMs.push(revoke);
  }
  return { steps, verdicts, grantLateMs, revokeLateMs };
}

const inDoorWords = (opens: boolean | undefined) => (opens ? "opens" : "refused");

/** Edges lie a minute from the tries, and the clock runs while doors are asked. */
async function refuseIfLate(world: Systems, minute: Date): Promise<void> {
  const lateMs = (await world.now()).getTime() - minute.getTime();
  if (lateMs > MINUTE_MS * 0.75)
    throw new Error("This machine is too slow to ask all doors within a minute.");
}

/** Reads on the members' pages what was told wrongly, as an admin would. */
async function judgeWords(
  { page, base }: Pick<Console, "page" | "base">,
  app: string,
  casts: readonly Cast[],
  judge: (cast: Cast, what: string, expected: string, seen: string) => void,
): Promise<void> {
  for (const cast of casts) {
    const { says } = cast.story;
    if (says === undefined) continue;
    await page.goto(`${app}${base}/members/${cast.who.member}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const said = await page.getByRole("heading", { name: says }).count();
    judge(cast, "the member's page", says, said === 1 ? says : "says nothing of it");
  }
}

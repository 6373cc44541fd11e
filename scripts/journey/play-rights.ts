import { nextDayChange } from "../../lib/nexudus/time";
import { inWords, MISSED_AFTER_MS, type Played, type Verdict } from "./play";
import { DAY, type Holder, MIDNIGHT, RIGHT_STORIES, type RightStory } from "./right-stories";
import type { Site } from "./set-up";
import { atMinute } from "./stories";
import type { Systems } from "./systems";

const ZONE = "Europe/London";
/** On the way from day to day schedules may rest, but not longer than timers are armed ahead. */
const FAR_CRON_GAP_MS = 12 * 3_600_000;
const SETTLE_MS = 15_000;
const MINUTE_MS = 60_000;
const LAST = MIDNIGHT + 2 * DAY + 5;

interface Cast {
  readonly story: RightStory;
  readonly who: Holder;
}

/** How a vendor other than Akiles is asked, and when its doors obey. */
export interface OtherDoors {
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  readonly doorsHearWithinMs: number;
  /** Called with everybody before the first of them holds anything; the name is the vendor's to know. */
  cast(members: ReadonlyMap<number, string>): Promise<void>;
}
const ON_THE_MINUTE = { leadMinutes: 0, lagMinutes: 0, doorsHearWithinMs: 0 };
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
const shifted = (story: RightStory, doors: Pick<OtherDoors, "leadMinutes" | "lagMinutes">): RightStory =>
  story.isBooking && story.open
    ? {
        ...story,
        open: { from: story.open.from - doors.leadMinutes, until: story.open.until + doors.lagMinutes },
      }
    : story;

/** Plays every right side by side, each with a member of its own, over two midnights of the location. */
export async function playRights(
  world: Systems,
  input: { readonly windows: "vendor" | "timers"; readonly site: Site; readonly doors?: OtherDoors },
): Promise<Played> {
  const { windows, site } = input;
  const doors = input.doors ?? ON_THE_MINUTE;
  const business = await world.businessId("Rotherhithe");
  const now = await world.now();
  const midnight = nextDayChange(new Date(now.getTime() + 2 * MIDNIGHT * MINUTE_MS), ZONE, 0);
  const start = new Date(midnight.getTime() - MIDNIGHT * MINUTE_MS);
  const at = atMinute(start);
  const casts: Cast[] = [];
  const names = new Map<number, string>();
  for (const [number, story] of RIGHT_STORIES.entries()) {
    const name = `Right Holder-${NUMBERS[number]}`;
    const member = await world.addCustomer(name, `right-${windows}-${number + 1}@members.test`, business);
    await world.change("Coworker", member, { AccessPincode: `${58_213 + number * 1_111}` });
    names.set(member, `Holder-${NUMBERS[number]}`);
    casts.push({ story: shifted(story, doors), who: { member, business } });
  }
  await input.doors?.cast(names);
  const verdicts: Verdict[] = [];
  const judge = (story: RightStory, what: string, expected: string, seen: string) =>
    verdicts.push({ story: story.name, windows, what, expected, seen, right: expected === seen });

  await world.advanceTo(start, FAR_CRON_GAP_MS);
  const minutes = [
    ...new Set(
      casts.flatMap(({ story }) => [
        story.minute,
        ...triesOf(story, doors.doorsHearWithinMs).map((row) => row.minute),
      ]),
    ),
  ].sort((a, b) => a - b);
  let steps = 0;
  let before = 0;
  for (const minute of minutes) {
    await world.advanceTo(at(minute), minute - before > DAY / 2 ? FAR_CRON_GAP_MS : undefined);
    before = minute;
    steps += 1;
    for (const { story, who } of casts)
      for (const attempt of triesOf(story, doors.doorsHearWithinMs).filter((row) => row.minute === minute)) {
        const opened = await world.canOpen(who.member, site.door);
        const words = (opens: boolean) => (opens ? "opens" : "refused");
        judge(story, `tries the door in minute ${minute}`, words(attempt.opens), words(opened));
      }
    const given = casts.filter(({ story }) => story.minute === minute);
    for (const { story, who } of given) await story.give(world, at, who);
    if (given.length > 0) await world.advanceTo(new Date(at(minute).getTime() + SETTLE_MS));
    if (minute === MIDNIGHT + 10) await judgeWords(site, world.urls.app, casts, judge);
  }
  await world.advanceTo(at(LAST));

  const grantLateMs: number[] = [];
  const revokeLateMs: number[] = [];
  for (const { story, who } of casts) {
    const seen = await world.intervals(who.member, site.door, at(0), at(LAST));
    judge(story, "times the door was open", story.open ? "1" : "0", String(seen.length));
    const [interval] = seen;
    if (!story.open || !interval) continue;
    const grant = interval.from.getTime() - at(story.open.from).getTime();
    const revoke = interval.until.getTime() - at(story.open.until).getTime();
    const hear = doors.doorsHearWithinMs;
    const within = hear + (story.opensWithinMs ?? MISSED_AFTER_MS);
    judge(story, `opens at minute ${story.open.from}`, "on time", inWords(grant, within));
    judge(story, `closes at minute ${story.open.until}`, "on time", inWords(revoke, hear + MISSED_AFTER_MS));
    // A right that nobody could know of ahead is late by its nature; it is judged above.
    if (story.opensWithinMs === undefined) grantLateMs.push(grant);
    revokeLateMs.push(revoke);
  }
  return { steps, verdicts, grantLateMs, revokeLateMs };
}

/** Reads on the members' pages what was told wrongly, as an admin would. */
async function judgeWords(
  site: Site,
  app: string,
  casts: readonly Cast[],
  judge: (story: RightStory, what: string, expected: string, seen: string) => void,
): Promise<void> {
  for (const { story, who } of casts) {
    if (story.says === undefined) continue;
    await site.page.goto(`${app}${site.base}/members/${who.member}`);
    await site.page.getByRole("heading", { level: 1 }).waitFor();
    const said = await site.page.getByRole("heading", { name: story.says }).count();
    judge(story, "the member's page", story.says, said === 1 ? story.says : "says nothing of it");
  }
}

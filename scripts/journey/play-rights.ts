import { nextDayChange } from "../../lib/nexudus/time";
import { inWords, type Played, type Verdict } from "./play";
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

/** Before, inside and after: a minute on each side of where the door should change. */
const triesOf = ({ open, opensWithinMs = 0 }: RightStory) =>
  open === null
    ? [{ minute: MIDNIGHT + 10, opens: false }]
    : [
        { minute: open.from - 1, opens: false },
        { minute: open.from + 1 + opensWithinMs / MINUTE_MS, opens: true },
        { minute: open.until - 1, opens: true },
        { minute: open.until + 1, opens: false },
      ];

/** Plays every right side by side, each with a member of its own, over two midnights of the location. */
export async function playRights(
  world: Systems,
  input: { readonly windows: "vendor" | "timers"; readonly site: Site },
): Promise<Played> {
  const { windows, site } = input;
  const business = await world.businessId("Rotherhithe");
  const now = await world.now();
  const midnight = nextDayChange(new Date(now.getTime() + 2 * MIDNIGHT * MINUTE_MS), ZONE, 0);
  const start = new Date(midnight.getTime() - MIDNIGHT * MINUTE_MS);
  const at = atMinute(start);
  const casts: Cast[] = [];
  for (const [number, story] of RIGHT_STORIES.entries()) {
    const name = `Right Holder ${windows} ${number + 1}`;
    const member = await world.addCustomer(name, `right-${windows}-${number + 1}@members.test`, business);
    casts.push({ story, who: { member, business } });
  }
  const verdicts: Verdict[] = [];
  const judge = (story: RightStory, what: string, expected: string, seen: string) =>
    verdicts.push({ story: story.name, windows, what, expected, seen, right: expected === seen });

  await world.advanceTo(start, FAR_CRON_GAP_MS);
  const minutes = [
    ...new Set(casts.flatMap(({ story }) => [story.minute, ...triesOf(story).map((row) => row.minute)])),
  ].sort((a, b) => a - b);
  let steps = 0;
  let before = 0;
  for (const minute of minutes) {
    await world.advanceTo(at(minute), minute - before > DAY / 2 ? FAR_CRON_GAP_MS : undefined);
    before = minute;
    steps += 1;
    for (const { story, who } of casts)
      for (const attempt of triesOf(story).filter((row) => row.minute === minute)) {
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
    judge(story, `opens at minute ${story.open.from}`, "on time", inWords(grant, story.opensWithinMs));
    judge(story, `closes at minute ${story.open.until}`, "on time", inWords(revoke));
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

import { expect, test } from "vitest";
import { listCheckIns } from "@/db/queries/check-ins";
import { openings } from "@/db/schema";
import { createStopper } from "../testing/stopper";
import { HOUR, MINUTE } from "../testing/world";
import { settleCheckIns } from "./settle-check-ins";
import {
  ANA,
  CHLOE,
  failedStays,
  openDoor,
  type PresenceWorld,
  presenceWorld,
  stays,
  switchOnOpen,
} from "./testing";
import { presenceTick } from "./tick";

const SLOW = { timeout: 120_000 };
const checkinCall = (method: string, url: string) => method === "POST" && /\/spaces\/checkins$/.test(url);
const rows = ({ world, site }: PresenceWorld) =>
  listCheckIns(world.db, { installationId: site.installationId, since: new Date(0), limit: 100 });

/** A site with check in on open, and a stopper between it and everything outside. */
async function stoppable() {
  const stopper = createStopper();
  const of = await presenceWorld({ through: stopper.through });
  await switchOnOpen(of, true);
  of.world.clock.advance(MINUTE);
  return { of, stopper };
}

// Nexudus may have sold or spent a pass for the first one: a second check-in would do so again.
test.each([
  ["before", 0],
  ["after", 1],
] as const)(
  "a process that ends %s Nexudus took the check-in leaves one, not two and not none",
  SLOW,
  async (when, already) => {
    const { of, stopper } = await stoppable();
    openDoor(of, CHLOE, "Board room");
    const met = stopper.stop(when, checkinCall);
    void presenceTick(of.world.services);
    await met;
    expect(stays(of, CHLOE)).toHaveLength(already);
    expect(await rows(of)).toMatchObject([{ state: "intended", attempts: 1 }]);
    // Another process takes over once the lease of the dead one is over.
    of.world.clock.advance(10 * MINUTE);
    await presenceTick(of.world.another());
    expect(stays(of, CHLOE)).toHaveLength(1);
    const [row] = await rows(of);
    expect([row?.state, row?.recordId]).toEqual([
      "done",
      String(of.world.nexudus.api.rows("Checkin").at(-1)?.Id),
    ]);
  },
);

test(
  "a refusal whose answer was lost is not asked for again: Nexudus has one failed check-in",
  SLOW,
  async () => {
    const { of, stopper } = await stoppable();
    openDoor(of, ANA, "Studio");
    const met = stopper.stop("after", checkinCall);
    void presenceTick(of.world.services);
    await met;
    expect(failedStays(of, ANA)).toHaveLength(1);
    of.world.clock.advance(10 * MINUTE);
    await presenceTick(of.world.another());
    expect(failedStays(of, ANA)).toHaveLength(1);
    expect(await rows(of)).toMatchObject([{ state: "failed" }]);
  },
);

test("one that was held up longer than its lease writes nothing any more", SLOW, async () => {
  const { of, stopper } = await stoppable();
  openDoor(of, CHLOE, "Board room");
  const met = stopper.stop("after", (method, url) => method === "GET" && url.includes("/spaces/checkins"));
  const late = presenceTick(of.world.services);
  await met;
  of.world.clock.advance(10 * MINUTE);
  await presenceTick(of.world.another());
  expect(stays(of, CHLOE)).toHaveLength(1);
  stopper.resume();
  await late;
  expect(stays(of, CHLOE)).toHaveLength(1);
});

test("two looks at once record an opening once and check in once", SLOW, async () => {
  const { of } = await stoppable();
  for (const who of [CHLOE, ANA]) openDoor(of, who, "Front door");
  const others = [of.world.another(), of.world.another(), of.world.another()];
  await Promise.all(others.map((services) => presenceTick(services)));
  of.world.clock.advance(10 * MINUTE);
  await Promise.all(others.map((services) => presenceTick(services)));
  expect(await of.world.db.select().from(openings)).toHaveLength(2);
  expect([stays(of, CHLOE).length, failedStays(of, ANA).length]).toEqual([1, 1]);
});

test("a lost tick or webhook costs time only: the next look finds what was opened", SLOW, async () => {
  const { of } = await stoppable();
  const opened = openDoor(of, CHLOE, "Board room");
  of.world.runner.lose();
  of.world.clock.advance(2 * HOUR);
  await presenceTick(of.world.another());
  expect(stays(of, CHLOE)).toMatchObject([{ in: opened }]);
});

test("no more than ten check-ins a minute are asked of Nexudus", SLOW, async () => {
  const { of } = await stoppable();
  const now = of.world.clock.now();
  openDoor(of, CHLOE, "Board room");
  await presenceTick(of.world.services);
  const [row] = await rows(of);
  const { checkIns } = await import("@/db/schema");
  if (!row) throw new Error("nothing was asked");
  await of.world.db.insert(checkIns).values(
    Array.from({ length: 14 }, (_, n) => ({
      ...row,
      id: crypto.randomUUID(),
      eventId: `more-${n}`,
      daily: false,
      at: new Date(now.getTime() - 1_000 * n),
      state: "intended" as const,
      attempts: 0,
      attemptedAt: null,
      lastAttemptAt: null,
      nextTryAt: now,
      settledAt: null,
    })),
  );
  const posts = async () => (await rows(of)).filter((one) => one.state !== "intended").length;
  for (let looks = 0; looks < 20; looks += 1)
    await settleCheckIns(of.world.services, { installationId: of.site.installationId });
  expect(await posts()).toBeLessThanOrEqual(10);
  expect(await posts()).toBeGreaterThan(1);
});

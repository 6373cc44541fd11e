import { expect, test } from "vitest";
import { listProblems } from "@/db/queries/credential-problems";
import { listDoors } from "@/db/queries/doors";
import { overdueEdges } from "@/db/queries/edges";
import { listPersons } from "@/db/queries/persons";
import { SEED } from "@/e2e/simulators/doorflow/seed";
import type { DoorAction } from "@/lib/access";
import type { PersonId } from "@/lib/access/types";
import { savePresenceSettings } from "../presence/save";
import { presenceTick } from "../presence/tick";
import { letInAgain } from "../safety/let-in-again";
import { doorflowSite } from "../testing/doorflow-site";
import { at, atDesk, book, goTo, MINUTE, memberId } from "../testing/world";

const DAY_MINUTES = 24 * 60;
const SLOW = { timeout: 120_000 };
const ana = "Ana Pereira";
/** Has a pass of ten hours at Rotherhithe. */
const chloe = "Chloé Martin";
const board = "Board room";

type Site = Awaited<ReturnType<typeof doorflowSite>>;

/** A DoorFlow at which they may enter the board room now. */
async function inside(...people: readonly string[]): Promise<Site> {
  const of = await doorflowSite();
  for (const [index, who] of people.entries())
    await book(of.world, { who, room: "Lightship", from: at(index * 30), to: at(index * 30 + 30) });
  await goTo(of.world, at(5 + people.length * 15));
  return of;
}

const customer = (
  { world }: Site,
  who: string,
  change: Parameters<Site["world"]["nexudus"]["api"]["changeCustomer"]>[1],
) => atDesk(world, () => world.nexudus.api.changeCustomer(memberId(world, who), change));

/** Values by type, as DoorFlow has them. */
const heldBy = ({ api, personOf }: Site, who: string) =>
  Object.fromEntries(
    api
      .members(personOf(who))
      .flatMap((person) => [...api.world.ofPerson("credentials", person.id)])
      .filter((row) => !row.deleted)
      .map((row) => [row.type_id, row.value]),
  );

test(
  "a PIN and up to four cards, one of each card type of the account, open the door; the fifth is named",
  SLOW,
  async () => {
    const of = await inside(ana);
    const { world, site, canOpen } = of;
    await customer(of, ana, { pin: "04821", cards: "1001,1002,1003,1004,1005" });
    await goTo(world, at(22));
    const { pin, card, keyfob, second, parking } = SEED.types;
    expect(heldBy(of, ana)).toEqual({
      [pin]: "04821",
      [card]: "1001",
      [keyfob]: "1002",
      [second]: "1003",
      [parking]: "1004",
    });
    for (const method of ["pin", "card"])
      expect(canOpen(ana, board, { method, withCredential: true }), method).toBe(true);
    const personIds = (await listPersons(world.db, site)).map((row) => row.id);
    const problems = await listProblems(world.db, { installationId: site.installationId, personIds });
    expect(problems).toMatchObject([{ kind: "card", position: 4, reason: "too_many" }]);

    // One that goes makes room for the one that had none.
    await customer(of, ana, { cards: "1001,1003,1004,1005" });
    await goTo(world, at(24));
    expect(Object.values(heldBy(of, ana)).toSorted()).toEqual(["04821", "1001", "1003", "1004", "1005"]);
    expect(await listProblems(world.db, { installationId: site.installationId, personIds })).toEqual([]);
    await customer(of, ana, { pin: null, cards: null });
    await goTo(world, at(26));
    expect(heldBy(of, ana)).toEqual({});
  },
);

test(
  "a PIN that DoorFlow refuses is named at its member, the one before stays, and nothing else waits for it",
  SLOW,
  async () => {
    const of = await inside(ana);
    const { world, site, canOpen } = of;
    // The PIN of the person that the account is seeded with.
    await customer(of, ana, { pin: "70421", cards: "1001" });
    await goTo(world, at(22));
    expect(heldBy(of, ana)).toEqual({ [SEED.types.card]: "1001", [SEED.types.pin]: "048215" });
    expect(canOpen(ana, board, { method: "card", withCredential: true })).toBe(true);
    const personIds = (await listPersons(world.db, site)).map((row) => row.id);
    expect(await listProblems(world.db, { installationId: site.installationId, personIds })).toMatchObject([
      { kind: "pin" },
    ]);
  },
);

test(
  "doors of the chosen site check in and out, and who has no valid pass enters with a failed check-in",
  SLOW,
  async () => {
    const of = await inside(chloe, ana);
    const { world, site, api, personOf } = of;
    const doors = (await listDoors(world.db, site)).filter((door) => door.vanishedAt === null);
    expect(doors.map((door) => door.name)).toContain("Front door");
    expect(doors.map((door) => door.name)).not.toContain("Annexe door");
    const actions: Readonly<Record<string, DoorAction>> = { "Front door": "check_in", [board]: "check_out" };
    await savePresenceSettings(world.services, {
      ...site,
      onOpen: false,
      doors: doors.map(({ id, name }) => ({ id, action: actions[name] ?? "nothing", locationId: null })),
    });
    const enter = async (who: string, door: string) => {
      world.clock.advance(MINUTE);
      const attempt = api.attempt({ member: personOf(who), door, method: "card", withCredential: false });
      expect(attempt.opened, `${who} at ${door}`).toBe(true);
      world.clock.advance(MINUTE);
      await presenceTick(world.services);
      return attempt.at.replace(/\.\d{3}Z$/, "Z");
    };
    const came = await enter(chloe, "Front door");
    const left = await enter(chloe, board);
    await enter(ana, "Front door");
    const told = (entity: "Checkin" | "FailedCheckin", who: string) =>
      world.nexudus.api.rows(entity).filter((row) => row.CoworkerId === memberId(world, who));
    expect(told("Checkin", chloe)).toMatchObject([{ FromTime: came, ToTime: left }]);
    expect([told("Checkin", ana), told("FailedCheckin", ana).length]).toEqual([[], 1]);
  },
);

test(
  "somebody whom staff deleted stays out however long their last right is over, and is made anew by a click",
  SLOW,
  async () => {
    const of = await inside(ana);
    const { world, site, api, personOf, canOpen } = of;
    const later = (minutes: number) => at(3 * DAY_MINUTES + minutes);
    await goTo(world, later(0));
    api.staffDeletePerson(personOf(ana));
    await book(world, { who: ana, room: "Lightship", from: later(10), to: later(120) });
    await goTo(world, later(30), { sweepEveryMs: MINUTE });
    const [person] = await listPersons(world.db, site);
    expect(person).toMatchObject({ disabledSince: expect.any(Date), lastErrorKind: null });
    const now = world.clock.now();
    const due = { before: now, askedBefore: now, limit: 10, connections: { only: [site.connectionId] } };
    expect(await overdueEdges(world.db, due)).toEqual([]);
    await letInAgain(world.services, {
      installationId: site.installationId,
      personId: person?.id as PersonId,
    });
    await goTo(world, later(40), { sweepEveryMs: MINUTE });
    expect(canOpen(ana, board)).toBe(true);
    expect(api.members(personOf(ana)).filter((row) => !row.deleted)).toHaveLength(1);
  },
);

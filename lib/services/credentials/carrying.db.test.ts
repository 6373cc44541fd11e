import { describe, expect, test } from "vitest";
import { listProblems } from "@/db/queries/credential-problems";
import { listPersons } from "@/db/queries/persons";
import { memberCredentials } from "@/db/schema";
import { disconnectConnection } from "../connections/disconnect";
import { refreshMember } from "../members/refresh";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  atDesk,
  book,
  canOpen,
  goTo,
  memberId,
  pollNow,
  reconcileNow,
  resetLogs,
  type Site,
  unheard,
  type World,
} from "../testing/world";
import { addCard, cardsOf, carrying, credentialWrites, opensWith, pinsOf, turn } from "./testing";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const elena = "Elena Rossi";

const customer = (
  world: World,
  who: string,
  change: Parameters<World["nexudus"]["api"]["changeCustomer"]>[1],
) => atDesk(world, () => world.nexudus.api.changeCustomer(memberId(world, who), change));

/** Problems on record, as `kind position reason`. */
async function problems(world: World, site: Site): Promise<string[]> {
  const personIds = (await listPersons(world.db, site)).map((row) => row.id);
  const rows = await listProblems(world.db, { installationId: site.installationId, personIds });
  return rows.map((row) => `${row.kind} ${row.position} ${row.reason}`);
}

describe("a PIN", () => {
  test("opens the door with its leading zero, follows a change, and goes with the switch", async () => {
    const world = await testWorld();
    const site = await carrying(world, { syncPin: true }, ana);
    expect(pinsOf(world, ana)).toEqual(["048215"]);
    expect(opensWith(world, ana, "pin")).toBe(true);
    resetLogs(world);
    await customer(world, ana, { pin: "00731" });
    expect(pinsOf(world, ana)).toEqual(["00731"]);
    await pollNow(world, site);
    await reconcileNow(world, site);
    expect(pinsOf(world, ana)).toEqual(["00731"]);

    await turn(world, site, { syncPin: false });
    expect(pinsOf(world, ana)).toEqual([]);
    expect(opensWith(world, ana, "pin")).toBe(false);
    expect(opensWith(world, ana, "online")).toBe(true);
    expect(await world.db.select().from(memberCredentials)).toEqual([]);
  });

  test("that is emptied in Nexudus is taken away; one that a list leaves blank is not", async () => {
    const world = await testWorld();
    const site = await carrying(world, { syncPin: true }, ana);
    // A list shows every PIN as null: taken for a fact, everybody's would go with the next poll.
    unheard(world, () =>
      world.nexudus.api.change("Coworker", memberId(world, ana), { Notes: "left-handed" }),
    );
    await pollNow(world, site);
    await reconcileNow(world, site);
    expect(opensWith(world, ana, "pin")).toBe(true);
    await customer(world, ana, { pin: null });
    expect(pinsOf(world, ana)).toEqual([]);
  });

  test("is carried at the next poll where every webhook is lost", async () => {
    const world = await testWorld();
    const site = await carrying(world, { syncPin: true }, ana);
    unheard(world, () => world.nexudus.api.changeCustomer(memberId(world, ana), { pin: "5550" }));
    world.clock.advance(4 * 60_000);
    await pollNow(world, site);
    expect(pinsOf(world, ana)).toEqual(["5550"]);
  });

  test("goes when the connection is left; one that the vendor's staff gave stays", async () => {
    const world = await testWorld();
    const site = await carrying(world, { syncPin: true, syncCards: true }, ana, ben);
    expect([pinsOf(world, ana), cardsOf(world, ben)]).toEqual([["048215"], ["04A1B2C3D4E5F6"]]);
    const staff = world.akiles.api.members("staff@example.test").length;
    await disconnectConnection(world.services, { ...site, grants: 2, removePeople: false });
    await world.runner.drain();
    expect([pinsOf(world, ana), cardsOf(world, ben)]).toEqual([[], []]);
    expect(world.akiles.api.members("staff@example.test")).toHaveLength(staff);
    expect(await listPersons(world.db, site)).toEqual(
      (await listPersons(world.db, site)).map((row) => ({ ...row, pinHash: null, cardsHash: null })),
    );
    await pollNow(world, site);
    expect(await world.db.select().from(memberCredentials)).toEqual([]);
  });

  test("is stored sealed, for people who are somebody at the vendor and nobody else", async () => {
    const world = await testWorld();
    await carrying(world, { syncPin: true }, ana);
    await atDesk(world, () => world.nexudus.api.change("Coworker", memberId(world, elena), { Notes: "x" }));
    const rows = await world.db.select().from(memberCredentials);
    expect(rows.map((row) => row.memberId)).toEqual([String(memberId(world, ana))]);
    expect(JSON.stringify(rows)).not.toContain("048215");
    expect(rows[0]?.cardsHash).toBeNull();
    expect(JSON.stringify(world.runner.emitted)).not.toContain("048215");
  });
});

describe("cards", () => {
  test("open the door, each by what it is; the list may be parted by anything", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    const known = addCard(world, { printed_code: "LX-204" });
    await turn(world, site, { syncCards: true });
    unheard(world, () =>
      world.nexudus.api.changeCustomer(memberId(world, ana), {
        cards: ` 04a1b2c3 ; ${known.id},LX-204  04:A1:B2:C3`,
      }),
    );
    await book(world, { who: ana, room: "Lightship", from: at(0), to: at(60) });
    expect(cardsOf(world, ana).toSorted()).toEqual(["04A1B2C3", "LX-204"]);
    expect(opensWith(world, ana, "card")).toBe(true);
    await customer(world, ana, { cards: "04a1b2c3" });
    expect(cardsOf(world, ana)).toEqual(["04A1B2C3"]);
    await customer(world, ana, { cards: null });
    expect(opensWith(world, ana, "card")).toBe(false);
  });

  test("one bad card is a problem of its own and holds up neither the others nor the rest", async () => {
    const world = await testWorld();
    const site = await carrying(world, { syncPin: true, syncCards: true }, ben);
    expect(cardsOf(world, ben)).toEqual(["04A1B2C3D4E5F6"]);
    await customer(world, ana, { cards: "NOBODY-7, 04a1b2c3d4e5f6, crd_?, 0aaaaaa1" });
    await book(world, { who: ana, room: "Lightship", from: at(60), to: at(90) });
    expect(await problems(world, site)).toEqual([
      "card 0 unknown_card",
      "card 1 card_in_use",
      "card 2 bad_format",
    ]);
    expect(cardsOf(world, ana)).toEqual(["0AAAAAA1"]);
    expect(opensWith(world, ana, "pin", at(70))).toBe(true);
    expect(canOpen(world, ana, "Board room", at(70))).toBe(true);

    // No loop: what was refused is not offered again by itself.
    resetLogs(world);
    await pollNow(world, site);
    await reconcileNow(world, site);
    await goTo(world, at(75));
    expect(credentialWrites(world)).toBe(0);

    await customer(world, ana, { cards: "0aaaaaa1" });
    expect(await problems(world, site)).toEqual([]);
  });
});

describe("a PIN the vendor does not take", () => {
  test.each([
    ["12ab", "not_digits"],
    ["123", "too_short"],
    ["123456789012345678901", "too_long"],
    ["704218", "taken"],
  ])("%s is a problem of this member alone: %s", async (pin, reason) => {
    const world = await testWorld();
    const site = await activeSite(world);
    await turn(world, site, { syncPin: true });
    unheard(world, () => world.nexudus.api.changeCustomer(memberId(world, ana), { pin }));
    await book(world, { who: ana, room: "Lightship", from: at(0), to: at(20) });
    await book(world, { who: elena, room: "Lightship", from: at(20), to: at(40) });
    expect(await problems(world, site)).toEqual([`pin 0 ${reason}`]);
    expect(pinsOf(world, ana)).toEqual([]);
    expect(opensWith(world, ana, "online")).toBe(true);
    expect(canOpen(world, elena, "Board room", at(25))).toBe(true);

    resetLogs(world);
    await pollNow(world, site);
    await reconcileNow(world, site);
    await book(world, { who: ana, room: "Lightship", from: at(60), to: at(80) });
    expect(credentialWrites(world)).toBe(0);

    await customer(world, ana, { pin: "0042" });
    expect(await problems(world, site)).toEqual([]);
    expect(opensWith(world, ana, "pin", at(15))).toBe(true);
  });

  test("is offered again when somebody asks, and accepted once it is free", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    const staff = world.akiles.api.staffMember({ name: "Sam", pin: "9017" });
    await turn(world, site, { syncPin: true });
    unheard(world, () => world.nexudus.api.changeCustomer(memberId(world, ana), { pin: "9017" }));
    await book(world, { who: ana, room: "Lightship", from: at(0), to: at(60) });
    expect(await problems(world, site)).toEqual(["pin 0 taken"]);
    world.akiles.api.setSwitches({ deletedMemberHoldsCredentials: false });
    world.akiles.api.staffDeleteMember(staff.id);
    await reconcileNow(world, site);
    expect(pinsOf(world, ana)).toEqual([]);
    await refreshMember(world.services, {
      installationId: site.installationId,
      memberId: String(memberId(world, ana)) as never,
    });
    await world.runner.drain();
    expect(pinsOf(world, ana)).toEqual(["9017"]);
    expect(await problems(world, site)).toEqual([]);
  });

  test("leaves the one before it, until the new one is taken", async () => {
    const world = await testWorld();
    const site = await carrying(world, { syncPin: true }, ana);
    await customer(world, ana, { pin: "704218" });
    expect(pinsOf(world, ana)).toEqual(["048215"]);
    expect(await problems(world, site)).toEqual(["pin 0 taken"]);
    // Switched off, it goes all the same.
    await turn(world, site, { syncPin: false });
    expect(pinsOf(world, ana)).toEqual([]);
    expect(await problems(world, site)).toEqual([]);
  });
});

test("a bad e-mail address is a problem, and the member enters by PIN", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await turn(world, site, { syncPin: true });
  unheard(world, () => world.nexudus.api.changeCustomer(memberId(world, ana), { email: "ana at work" }));
  await book(world, { who: ana, room: "Lightship", from: at(0), to: at(60) });
  expect(await problems(world, site)).toEqual(["email 0 bad_address"]);
  expect(opensWith(world, ana, "pin")).toBe(true);
});

test("somebody with one name and no e-mail gets in by PIN", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await turn(world, site, { syncPin: true });
  unheard(world, () =>
    world.nexudus.api.changeCustomer(memberId(world, ana), { email: "", fullName: "Ana" }),
  );
  await book(world, { who: "Ana", room: "Lightship", from: at(0), to: at(60) });
  expect(opensWith(world, "Ana", "pin")).toBe(true);
  expect(await problems(world, site)).toEqual([]);
});

test("a site where no e-mail is carried is activated with PIN alone", async () => {
  const world = await testWorld();
  const site = await carrying(world, { syncPin: true, syncEmail: false }, ana);
  expect(opensWith(world, ana, "pin")).toBe(true);
  expect(opensWith(world, ana, "online")).toBe(false);
  await expect(turn(world, site, { syncPin: false })).rejects.toMatchObject({ kind: "validation" });
});

import { expect, test } from "vitest";
import type { MemberId } from "@/lib/access/types";
import { webhookActions } from "@/lib/nexudus/webhook-actions";
import { applyPerson } from "../access/apply-person";
import { contractFor, inside, makeMembers } from "../testing/crowd";
import { itemId, siteWith } from "../testing/rights";
import { testWorld } from "../testing/test-world";
import { activeSite, at, book, factsOnly, goTo, MINUTE, memberId, type World } from "../testing/world";
import { REFRESHES_A_MINUTE, toRefresh } from "./to-refresh";

const ana = "Ana Pereira";
const PEOPLE = 90;
const looks = (world: World) =>
  world.runner.emitted.filter((event) => event.name === "access/member.touched").length;

// Every look costs five calls, and Nexudus allows a hundred a minute: a burst would hold up everything else.
test("a burst about 90 members asks for 60 looks, and the next poll brings the rest", {
  timeout: 120_000,
}, async () => {
  let people: ReturnType<typeof makeMembers> = [];
  const { world, site } = await siteWith((w) => [`plan:${itemId(w, "plan", "Hot Desk")}`], {
    prepare: (w) => {
      people = makeMembers(w, PEOPLE);
    },
  });
  world.clock.advance(MINUTE);
  const before = looks(world);
  await world.nexudus.api.settled(() => {
    for (const one of people) contractFor(world, one.memberId);
  });
  expect(looks(world) - before).toBe(REFRESHES_A_MINUTE);
  // Looks of their own would take as long as the calls allow; what matters here is that nobody needs one.
  world.runner.queue = [];
  const asked = await factsOnly(world, site);
  expect(asked).toHaveLength(PEOPLE);
  for (const input of asked.slice(0, 3)) await applyPerson(world.services, input);
  expect(inside({ world }, people)).toBe(3);
});

test("several webhooks about one member within the debounce are one look", async () => {
  const world = await testWorld();
  const { installationId } = await activeSite(world);
  world.clock.advance(MINUTE);
  for (let i = 0; i < REFRESHES_A_MINUTE + 10; i += 1)
    await world.nexudus.api.settled(() =>
      world.nexudus.api.change("Coworker", memberId(world, ana), { MobilePhone: `${i}` }),
    );
  const ben = String(memberId(world, "Ben Okafor")) as MemberId;
  const input = { installationId, action: webhookActions.CoworkerUpdate, memberIds: [ben] };
  expect(await toRefresh(world.services, { ...input, now: world.clock.now() })).toEqual([ben]);
});

test("an access update beside a known edge waits for the poll, and any other is looked at", async () => {
  const world = await testWorld();
  const { installationId } = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
  const memberIds = [String(memberId(world, ana)) as MemberId];
  const ask = (action: number, minutes: number) =>
    toRefresh(world.services, { installationId, action, memberIds, now: at(minutes) });
  await goTo(world, at(57));
  expect(await ask(webhookActions.AccessControlUpdate, 57)).toEqual(memberIds);
  expect(await ask(webhookActions.AccessControlUpdate, 59)).toEqual([]);
  expect(await ask(webhookActions.AccessControlUpdate, 62)).toEqual([]);
  expect(await ask(webhookActions.AccessControlUpdate, 63)).toEqual(memberIds);
  expect(await ask(webhookActions.BookingUpdate, 60)).toEqual(memberIds);
});

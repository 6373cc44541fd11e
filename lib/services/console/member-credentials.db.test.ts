import { expect, test } from "vitest";
import type { MemberId } from "@/lib/access/types";
import { carrying, turn } from "../credentials/testing";
import { testWorld } from "../testing/test-world";
import { activeSite, at, book, memberId, type Site, unheard, type World } from "../testing/world";
import { readConnection } from "./connections";
import { readMemberView } from "./member";

const ana = "Ana Pereira";
const elena = "Elena Rossi";

/** The credentials of a member's page, as "kind: state, detail". */
async function shown(world: World, site: Site, who: string): Promise<string[]> {
  const view = await readMemberView(world.services, {
    installationId: site.installationId,
    locationId: null,
    memberId: String(memberId(world, who)) as MemberId,
  });
  return view.credentials.map(({ kind, state, detail }) => `${kind}: ${state}, ${detail ?? ""}`);
}

test("a member's page says what is carried and what is refused with what to do, and never a value", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await turn(world, site, { syncPin: true, syncCards: true });
  unheard(world, () =>
    world.nexudus.api.changeCustomer(memberId(world, ana), { pin: "12ab", cards: "04a1b2c3, NOBODY-7" }),
  );
  await book(world, { who: ana, room: "Lightship", from: at(0), to: at(60) });
  const lines = await shown(world, site, ana);
  expect(lines).toEqual([
    "E-mail: in_step, ",
    "PIN: problem, not only digits. To do: enter a PIN of 4 to 20 digits in Nexudus",
    "Cards: in_step, 1 card",
    "Card 2: problem, not known at Akiles. To do: ask Akiles's admin to add the card, or correct it in Nexudus",
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/12ab|04a1|NOBODY/i);
  const connection = await readConnection(world.services, {
    ...site,
    locationId: null,
    problem: undefined,
  });
  expect(connection.problems.map((problem) => problem.what)).toContain(
    "1 member has an e-mail, PIN or card that Akiles does not take",
  );
});

test("a member's page tells a PIN that Lintel made, and one that is missing", async () => {
  const world = await testWorld();
  const site = await carrying(world, { syncPin: true }, elena);
  expect((await shown(world, site, elena))[1]).toBe("PIN: missing, add one in Nexudus");
  await turn(world, site, { randomPins: true });
  expect((await shown(world, site, elena))[1]).toBe(
    "PIN: in_step, PIN set, made by Lintel and written to Nexudus",
  );
  await turn(world, site, { syncPin: false, randomPins: false });
  expect((await shown(world, site, elena))[1]).toBe(
    "PIN: off, switched off in the settings of the connection",
  );
});

import { expect, test } from "vitest";
import { saveMembers } from "@/db/queries/facts";
import { createPerson } from "@/db/queries/persons";
import { memberCredentials } from "@/db/schema";
import type { MemberId, PersonId } from "@/lib/access/types";
import type { Coworker } from "@/lib/nexudus/coworkers";
import type { NexudusClient } from "@/lib/nexudus/platform";
import { randomId } from "@/lib/security/tokens";
import { testWorld } from "../testing/test-world";
import { activeSite, DAY, HOUR } from "../testing/world";
import { readCredentials } from "./read-members";
import { turn } from "./testing";

const PEOPLE = 30;

test("everybody is read again within a week, those read longest ago first, a few an hour and never all at once", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await turn(world, site, { syncPin: true });
  const { installationId } = site;
  const now = world.clock.now();
  const ids = Array.from({ length: PEOPLE }, (_, n) => String(900_001 + n) as MemberId);
  await saveMembers(
    world.db,
    ids.map((id) => ({
      installationId,
      id,
      fullName: "Somebody",
      active: true,
      archived: false,
      state: "live" as const,
      createdAt: now,
      updatedAt: now,
    })),
  );
  for (const memberId of ids)
    await createPerson(world.db, { ...site, memberId, personId: randomId() as PersonId, now });
  const asked: string[] = [];
  const client = {
    getCoworker: async (id: string) => {
      asked.push(id);
      const value: Coworker = {
        id,
        fullName: "Somebody",
        email: null,
        active: true,
        archived: false,
        type: null,
        invoicingBusinessId: null,
        userId: null,
        updatedOn: null,
        updatedBy: null,
        businessIds: [],
        teamIds: [],
        cards: [],
        pincode: "0042",
        keyFob: null,
      };
      return { state: "found" as const, value };
    },
  } as unknown as NexudusClient;

  // Never read: all of them at once, in one run.
  await readCredentials(world.services, client, { installationId });
  expect(asked).toHaveLength(PEOPLE);
  let most = 0;
  for (let hour = 0; hour <= 7 * 24; hour += 1) {
    asked.length = 0;
    world.clock.advance(HOUR);
    await readCredentials(world.services, client, { installationId });
    most = Math.max(most, asked.length);
  }
  // 30 in 168 hours is one in five and a half.
  expect(most).toBe(1);
  const rows = await world.db.select().from(memberCredentials);
  const ages = rows.map((row) => world.clock.now().getTime() - row.readAt.getTime());
  expect(Math.max(...ages)).toBeLessThanOrEqual(7 * DAY + HOUR);
  // Each once: nobody was read twice while another waited.
  expect(new Set(rows.map((row) => row.readAt.getTime())).size).toBe(PEOPLE);
}, 120_000);

import { expect, test } from "vitest";
import { type ConnectionRow, updateConnection } from "@/db/queries/connections";
import { listPersons } from "@/db/queries/persons";
import type { FetchLike } from "@/lib/connectors/contract";
import { saveSettings } from "../connections/save-settings";
import { readConnection } from "../console/connections";
import { brivoSite } from "../testing/brivo-site";
import { createStopper } from "../testing/stopper";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  businessId,
  canOpen,
  connectionOf,
  goTo,
  MINUTE,
  reconcileNow,
  resetLogs,
  type Site,
  sweepNow,
  vendorWrites,
  type World,
} from "../testing/world";

const ana = "Ana Pereira";
const SLOW = { timeout: 120_000 };

/** Saves the settings of the connection as they are, with another word on whose rights end. */
async function choose(
  world: World,
  site: Site,
  whenRightsEnd: ConnectionRow["whenRightsEnd"],
): Promise<void> {
  const row = await connectionOf(world, site);
  if (!row) throw new Error("no connection");
  const { syncEmail, syncPin, syncCards, randomPins, vendorWindows, leadMinutes, lagMinutes } = row;
  await saveSettings(world.services, {
    ...site,
    ...{ syncEmail, syncPin, syncCards, randomPins, vendorWindows, leadMinutes, lagMinutes },
    locationIds: [String(businessId(world, "Rotherhithe"))],
    whenRightsEnd,
  });
  await world.runner.drain();
}

/** At Brivo, Ana in the board room from one hour on for an hour. */
async function stayAtBrivo(
  whenRightsEnd: ConnectionRow["whenRightsEnd"],
  through?: (fetch: FetchLike) => FetchLike,
) {
  const brivo = await brivoSite({ leadMinutes: 0, lagMinutes: 0, ...(through ? { through } : {}) });
  const { world, site } = brivo;
  await choose(world, site, whenRightsEnd);
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
  const person = async () => (await listPersons(world.db, site)).find((row) => row.origin !== null);
  return { ...brivo, person };
}

const later = (world: World, from: number, to: number) =>
  book(world, { who: ana, room: "Lightship", from: at(from), to: at(to) });

test("kept: nothing becomes of a person whose last right has ended", SLOW, async () => {
  const { world, site, user } = await stayAtBrivo("keep");
  await goTo(world, at(200));
  await reconcileNow(world, site);
  expect(user()).toMatchObject({ suspended: false });
});

test("the choice says how many people it is carried out on at once", SLOW, async () => {
  const { world, site, user } = await stayAtBrivo("keep");
  const concerned = async () => {
    const view = await readConnection(world.services, { ...site, locationId: null, problem: undefined });
    return /rights ended before: ([^.]*)\./.exec(view.rightsEnd?.help ?? "")?.[1];
  };
  expect(await concerned()).toBe("nobody at present");
  await goTo(world, at(90));
  expect(await concerned()).toBe("nobody at present");
  await later(world, 300, 360);
  await goTo(world, at(200));
  expect(await concerned()).toBe("nobody at present");
  await goTo(world, at(400));
  expect(await concerned()).toBe("one person at present");
  await choose(world, site, "suspend");
  expect(user()).toMatchObject({ suspended: true });
});

test("suspended with the end of the last right, and let in before the next one", SLOW, async () => {
  const { world, site, user, opened, person, api } = await stayAtBrivo("suspend");
  await goTo(world, at(119));
  expect(user()).toMatchObject({ suspended: false });
  await goTo(world, at(121));
  expect(user()).toMatchObject({ suspended: true });
  expect(await person()).toMatchObject({ putAway: "suspended", disabledSince: null });

  api.requests.reset();
  await reconcileNow(world, site);
  expect(api.requests.read().writes).toBe(0);

  const [again] = [user()?.id];
  await later(world, 150, 180);
  await goTo(world, at(200));
  expect(opened("Board room")).toEqual([
    [60, 120],
    [150, 180],
  ]);
  expect(user()).toMatchObject({ id: again, suspended: true });
});

test("whoever has a right ahead is neither suspended nor deleted", SLOW, async () => {
  for (const way of ["suspend", "remove"] as const) {
    const { world, user } = await stayAtBrivo(way);
    await later(world, 300, 360);
    await goTo(world, at(200));
    expect(user()).toMatchObject({ suspended: false });
  }
});

test("whom staff let in again stays so, until a right has come and gone", SLOW, async () => {
  const { world, site, user, api } = await stayAtBrivo("suspend");
  await goTo(world, at(121));
  api.staffSuspend(String(user()?.id), false);
  await reconcileNow(world, site);
  expect(user()).toMatchObject({ suspended: false });
  await later(world, 150, 180);
  await goTo(world, at(200));
  expect(user()).toMatchObject({ suspended: true });
});

test("whom staff suspended is theirs: not let in, and not deleted", SLOW, async () => {
  const { world, site, user, opened, api, person } = await stayAtBrivo("remove");
  await goTo(world, at(70));
  api.staffSuspend(String(user()?.id));
  await goTo(world, at(200));
  await reconcileNow(world, site);
  expect(user()).toMatchObject({ suspended: true });
  // Also long after what they held last.
  await goTo(world, at(5 * 24 * 60));
  await later(world, 5 * 24 * 60 + 10, 5 * 24 * 60 + 60);
  await goTo(world, at(5 * 24 * 60 + 20));
  expect(opened("Board room")).toEqual([[60, 70]]);
  expect(await person()).toMatchObject({ disabledSince: expect.any(Date) });
});

test("whoever holds something given by hand is left alone", SLOW, async () => {
  for (const way of ["suspend", "remove"] as const) {
    const { world, site, user, api } = await stayAtBrivo(way);
    await goTo(world, at(70));
    api.staffJoin(String(user()?.id), api.addGroup({ name: "By hand" }).id);
    await goTo(world, at(200));
    await reconcileNow(world, site);
    expect(user()).toMatchObject({ suspended: false });
  }
});

test(
  "whoever is given something by hand while the last right is taken away is left alone",
  SLOW,
  async () => {
    for (const way of ["suspend", "remove"] as const) {
      const staff = { join: () => {} };
      const { world, user, api } = await stayAtBrivo(way, (fetch) => async (url, init) => {
        const answer = await fetch(url, init);
        if (init?.method === "DELETE" && url.includes("/groups/")) staff.join();
        return answer;
      });
      const group = api.addGroup({ name: "By hand" }).id;
      staff.join = () => api.staffJoin(String(user()?.id), group);
      await goTo(world, at(200));
      expect(user()).toMatchObject({ suspended: false });
    }
  },
);

test("deleted with the end of the last right, and made anew for the next", SLOW, async () => {
  const { world, site, user, person, api } = await stayAtBrivo("remove");
  await goTo(world, at(119));
  const before = user()?.id;
  expect(before).toBeDefined();
  await goTo(world, at(121));
  expect(user()).toBeNull();
  expect(await person()).toMatchObject({ vendorPersonId: null, putAway: null, pinHash: null });
  api.requests.reset();
  await reconcileNow(world, site);
  expect(api.requests.read().writes).toBe(0);
  await later(world, 150, 180);
  await goTo(world, at(155));
  expect(user()?.id).not.toBe(before);
  expect(api.canOpen({ member: String(user()?.id), door: "Board room" }).open).toBe(true);
});

test(
  "a word said later reaches those whose rights ended before, and another one those suspended",
  SLOW,
  async () => {
    const { world, site, user } = await stayAtBrivo("keep");
    await goTo(world, at(200));
    await choose(world, site, "suspend");
    expect(user()).toMatchObject({ suspended: true });
    await choose(world, site, "remove");
    expect(user()).toBeNull();
  },
);

test(
  "the full check puts away whom a change in the books alone concerns, and writes nothing again",
  SLOW,
  async () => {
    const { world, site, user, api } = await stayAtBrivo("keep");
    await goTo(world, at(200));
    await updateConnection(world.db, site, { whenRightsEnd: "suspend", updatedAt: world.clock.now() });
    await reconcileNow(world, site);
    expect(user()).toMatchObject({ suspended: true });
    api.requests.reset();
    await reconcileNow(world, site);
    expect(api.requests.read().writes).toBe(0);
  },
);

test("paused, nobody is put away or let in; resumed, both are made up for", SLOW, async () => {
  const { world, site, user, person } = await stayAtBrivo("suspend");
  await goTo(world, at(121));
  const set = (state: "paused" | "active") =>
    updateConnection(world.db, site, { state, updatedAt: world.clock.now() });
  await set("paused");
  await later(world, 130, 180);
  await goTo(world, at(135));
  expect(user()).toMatchObject({ suspended: true });
  expect(await person()).toMatchObject({ disabledSince: null });
  await set("active");
  await reconcileNow(world, site);
  expect(user()).toMatchObject({ suspended: false });
});

test.each(["before", "after"] as const)(
  "a process that stops %s suspending is made up for",
  SLOW,
  async (when) => {
    const stopper = createStopper();
    const { world, user, person, opened } = await stayAtBrivo("suspend", stopper.through);
    const met = stopper.stop(when, (method, url) => method === "PUT" && url.endsWith("/suspended"));
    void goTo(world, at(121)).catch(() => undefined);
    await met;
    world.runner.lose();
    expect(await person()).toMatchObject({ putAway: "suspending" });
    world.clock.advance(5 * MINUTE);
    await sweepNow(world);
    expect(user()).toMatchObject({ suspended: true });
    expect(await person()).toMatchObject({ putAway: "suspended", disabledSince: null });
    await later(world, 150, 180);
    await goTo(world, at(200));
    expect(opened("Board room")[1]).toEqual([150, 180]);
  },
);

test.each(["before", "after"] as const)(
  "a process that stops %s deleting locks nobody out of the next right",
  SLOW,
  async (when) => {
    const stopper = createStopper();
    const { world, user, person, api } = await stayAtBrivo("remove", stopper.through);
    const met = stopper.stop(
      when,
      (method, url) => method === "DELETE" && /\/users\/\d+$/.test(url) && !url.includes("/groups/"),
    );
    void goTo(world, at(121)).catch(() => undefined);
    await met;
    world.runner.lose();
    expect(await person()).toMatchObject({ putAway: "removing" });
    world.clock.advance(5 * MINUTE);
    await later(world, 130, 180);
    await sweepNow(world);
    await goTo(world, at(140), { sweepEveryMs: MINUTE });
    expect(api.canOpen({ member: String(user()?.id), door: "Board room" }).open).toBe(true);
    expect(await person()).toMatchObject({ disabledSince: null, putAway: null });
  },
);

test(
  "a vendor that cannot suspend is not asked to; deleted there, a member comes back too",
  SLOW,
  async () => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows: false });
    await expect(choose(world, site, "suspend")).rejects.toMatchObject({
      kind: "validation",
      field: "whenRightsEnd",
    });
    await updateConnection(world.db, site, { whenRightsEnd: "suspend", updatedAt: world.clock.now() });
    await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
    await goTo(world, at(121));
    expect(world.akiles.api.members("ana@example.test")).toHaveLength(1);

    await choose(world, site, "remove");
    const living = () => world.akiles.api.members("ana@example.test").filter((row) => !row.is_deleted);
    expect(living()).toEqual([]);
    resetLogs(world);
    await reconcileNow(world, site);
    expect(vendorWrites(world)).toBe(0);
    await book(world, { who: ana, room: "Lightship", from: at(150), to: at(180) });
    await goTo(world, at(155));
    expect(living()).toHaveLength(1);
    expect(canOpen(world, ana, "Board room")).toBe(true);
  },
);

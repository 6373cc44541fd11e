import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { listGroups, saveGroups } from "@/db/queries/connections";
import { listMappings } from "@/db/queries/mappings";
import { items, mappings, passKinds } from "@/db/schema";
import { SEED } from "@/e2e/simulators/akiles/seed";
import type { LocationId } from "@/lib/access/types";
import type { MappingItemView, MappingView } from "../mapping-views";
import { dismissPreview } from "../mappings/dismiss";
import { cover, itemId, map, siteWith, stamp } from "../testing/rights";
import {
  at,
  atDesk,
  businessId,
  memberId,
  propose,
  reconcileNow,
  type Site,
  type World,
} from "../testing/world";
import { readMapping } from "./mapping";
import { readMemberView } from "./member";

async function read(world: World, site: Site): Promise<MappingView> {
  const view = await readMapping(world.services, { ...site, locationId: null });
  if (!view) throw new Error("nothing to map");
  return view;
}
const row = (view: MappingView, key: string): MappingItemView => {
  const found = view.items.find((item) => item.key === key);
  if (!found) throw new Error(`no ${key}`);
  return found;
};
const desk = (world: World, name: string) => `desk:${itemId(world, "desk", name)}`;

describe("the mapping page", () => {
  test("has all four kinds, named by business, with what Nexudus tells of each", async () => {
    const { world, site } = await siteWith(() => []);
    await cover(world, site, ["Rotherhithe", "Red Hook"]);
    const view = await read(world, site);
    expect(view.severalBusinesses).toBe(true);
    const told = (key: string) => {
      const { businessName, kindLabel, name, notes } = row(view, key);
      return `${businessName} / ${kindLabel} / ${name}: ${notes.join(" ")}`;
    };
    expect(told(`plan:${itemId(world, "plan", "Hot Desk")}`)).toBe("Rotherhithe / Tariff / Hot Desk: ");
    expect(told(`pass:${itemId(world, "pass", "Day Pass")}`)).toBe(
      "Rotherhithe / Time pass / Day Pass: Day pass. Good at Rotherhithe.",
    );
    // Clock times of New York, kept by Nexudus as UTC of 1976.
    expect(told(`pass:${itemId(world, "pass", "Ten Hours", "Red Hook")}`)).toBe(
      "Red Hook / Time pass / Ten Hours: Pass of minutes: good until they are used up. Mon 08:00-18:00, Tue 19:00-22:00, New York time Good at Red Hook.",
    );
    expect(told(desk(world, "Office A"))).toBe("Rotherhithe / Office / Office A: Office");
    expect(told(`resource:${itemId(world, "resource", "Lightship")}`)).toBe(
      "Rotherhithe / Resource / Lightship: Meeting room",
    );
  });

  test("lists items of the locations it covers, and those mapped outside with a remark", async () => {
    const { world, site } = await siteWith(() => []);
    const here = `pass:${itemId(world, "pass", "Day Pass")}`;
    const there = `pass:${itemId(world, "pass", "Ten Hours", "Red Hook")}`;
    const room = `resource:${itemId(world, "resource", "Lightship")}`;
    const keys = async () => (await read(world, site)).items.map((item) => item.key);
    expect(await keys()).toContain(here);
    expect(await keys()).not.toContain(there);
    expect(row(await read(world, site), room).warnings).toEqual([]);

    await cover(world, site, ["Red Hook"]);
    const view = await read(world, site);
    expect(row(view, there).warnings).toEqual([]);
    expect(view.items.map((item) => item.key)).not.toContain(here);
    // The room is mapped, and opens its group as before.
    expect(row(view, room).warnings).toEqual([expect.stringMatching(/does not cover.*all the same/)]);

    await cover(world, site, []);
    expect(await keys()).toEqual(expect.arrayContaining([here, there, room]));
  });

  test("tells a connection whose locations sell nothing from one before the first read", async () => {
    const { world, site } = await siteWith(() => []);
    await world.db.delete(mappings);
    await cover(world, site, ["Harbour Works"]);
    expect(await read(world, site)).toMatchObject({ items: [], isRead: true });

    await world.db.delete(items);
    expect((await read(world, site)).isRead).toBe(false);
  });

  test("lists a pass of another location that is good at one it covers", async () => {
    const { world, site } = await siteWith(() => []);
    const there = itemId(world, "pass", "Ten Hours", "Red Hook");
    const scope = [String(businessId(world, "Rotherhithe")) as LocationId];
    await world.db
      .update(passKinds)
      .set({ scope })
      .where(eq(passKinds.id, String(there)));
    expect(row(await read(world, site), `pass:${there}`).warnings).toEqual([]);
  });

  test("lists who sits at a desk without a contract for it, and nobody who has one", async () => {
    const { world, site } = await siteWith(() => [], {
      prepare: (w) =>
        w.nexudus.api.change("FloorPlanDesk", itemId(w, "desk", "Desk 2"), {
          CoworkerId: memberId(w, "Ana Pereira"),
        }),
    });
    const view = await read(world, site);
    expect(row(view, desk(world, "Desk 2")).warnings).toEqual([
      "Ana Pereira sits here by the floor plan, has no contract for it: no access.",
    ]);
    expect(row(view, desk(world, "Desk 1")).warnings).toEqual([]);
  });

  // Chloé is in the team whose paying member has the office: where teams reach desks, she has access.
  test("counts the paying member's contract for an occupant where teams reach desks", async () => {
    const { world, site } = await siteWith(() => [], {
      prepare: (w) =>
        w.nexudus.api.change("FloorPlanDesk", itemId(w, "desk", "Office A"), {
          CoworkerId: memberId(w, "Chloé Martin"),
        }),
    });
    const office = desk(world, "Office A");
    expect(row(await read(world, site), office).warnings).toHaveLength(1);
    await map(world, site, [office], { teamDesks: true });
    expect(row(await read(world, site), office).warnings).toEqual([]);
  });

  test("flags contracts that start in the middle of a local day, at their location alone", async () => {
    const { world, site } = await siteWith(() => []);
    expect((await read(world, site)).oddContracts).toEqual([]);
    await atDesk(world, () =>
      world.nexudus.api.create("CoworkerContract", {
        IssuedById: businessId(world, "Rotherhithe"),
        CoworkerId: memberId(world, "Gita Nair"),
        TariffId: itemId(world, "plan", "Hot Desk"),
        // Midnight in UTC is one in the morning in London.
        StartDate: "2026-07-01T00:00:00",
      }),
    );
    await reconcileNow(world, site);
    expect((await read(world, site)).oddContracts).toMatchObject([
      {
        locationName: "Rotherhithe",
        zone: "Europe/London",
        count: 1,
        contracts: [{ memberName: "Gita Nair", when: "starts Wed 1 Jul, 01:00" }],
      },
    ]);
  });

  test("offers what Nexudus' own access fields name, by id and by name, and counts what nobody has", async () => {
    const { world, site } = await siteWith(() => [], {
      prepare: (w) => {
        const { api } = w.nexudus;
        api.change("Resource", itemId(w, "resource", "Tide Room"), { AccessControlGroupId: "Focus room" });
        api.change("TimePass", itemId(w, "pass", "Day Pass"), { AccessControlGroupIds: SEED.groups.always });
        api.change("FloorPlanDesk", itemId(w, "desk", "Desk 3"), { AccessControlGroupId: "kisi-77" });
      },
    });
    const view = await read(world, site);
    expect(row(view, `resource:${itemId(world, "resource", "Tide Room")}`).nativeGroupIds).toEqual([
      SEED.groups.focus,
    ]);
    expect(row(view, `pass:${itemId(world, "pass", "Day Pass")}`).nativeGroupIds).toEqual([
      SEED.groups.always,
    ]);
    expect(row(view, desk(world, "Desk 3")).nativeGroupIds).toEqual([]);
    expect(view.unknownNative).toBe(1);
  });

  test("keeps a mapped item that was archived, flagged, and hides one that leads nowhere", async () => {
    const { world, site } = await siteWith((w) => [`plan:${itemId(w, "plan", "Hot Desk")}`]);
    const [mapped, blank] = [itemId(world, "plan", "Hot Desk"), itemId(world, "plan", "Private Office")];
    for (const id of [mapped, blank])
      await atDesk(world, () => world.nexudus.api.change("Tariff", id, { Archived: true }));
    world.clock.advance(61 * 60_000);
    await reconcileNow(world, site);
    const view = await read(world, site);
    expect(row(view, `plan:${mapped}`).flags).toEqual(["archived"]);
    expect(view.items.some((item) => item.key === `plan:${blank}`)).toBe(false);
  });

  test("shows a change that waits as such, and what holds again once it is taken back", async () => {
    const { world, site } = await siteWith(() => []);
    const key = `plan:${itemId(world, "plan", "Hot Desk")}`;
    const groupIds = [SEED.groups.always];
    const { previewId } = await propose(world, { ...site, items: [{ key, groupIds }], leadMinutes: 10 });
    const waiting = await read(world, site);
    expect(row(waiting, key)).toMatchObject({ groupIds, flags: ["changed"] });
    expect(waiting.settings.leadMinutes).toBe(10);
    expect(waiting.pending).toMatchObject({ previewId, cause: "Mapping of 1 item and settings" });
    await dismissPreview(world.services, { ...site, previewId });
    const back = await read(world, site);
    expect(row(back, key)).toMatchObject({ groupIds: [], flags: [] });
    expect(back).toMatchObject({ pending: null, settings: { leadMinutes: 0 } });
  });
});

describe("a proposal", () => {
  test("keeps times and the pass's hours of one item, and counts what really differs", async () => {
    const { world, site } = await siteWith(() => []);
    const key = `pass:${itemId(world, "pass", "Day Pass")}`;
    await map(world, site, [], {
      items: [{ key, groupIds: [SEED.groups.board], leadMinutes: 5, lagMinutes: 0, keepsHours: true }],
    });
    const options = { leadMinutes: 5, lagMinutes: 0, keepsHours: true };
    expect(row(await read(world, site), key).options).toEqual(options);
    await propose(world, { ...site, items: [{ key, groupIds: [SEED.groups.board] }] });
    expect((await read(world, site)).pending?.cause).toBe("No edit");
  });

  // A group that is gone opens nothing: the admin would believe a door is mapped.
  test("refuses a group that is gone at the vendor, but keeps it where it is assigned", async () => {
    const { world, site } = await siteWith((w) => [`plan:${itemId(w, "plan", "Hot Desk")}`]);
    const groups = await listGroups(world.db, site);
    const live = groups.filter((group) => group.id !== SEED.groups.board);
    await saveGroups(world.db, site, live, world.clock.now());
    const groupIds = [SEED.groups.board];
    const [mapped, other] = ["Hot Desk", "Private Office"].map(
      (name) => `plan:${itemId(world, "plan", name)}`,
    );
    await expect(propose(world, { ...site, items: [{ key: other ?? "", groupIds }] })).rejects.toMatchObject({
      kind: "validation",
      message:
        "Private Office: Board room (with front door) is gone at the vendor. Choose another access group.",
    });
    await propose(world, { ...site, items: [{ key: mapped ?? "", groupIds, leadMinutes: 5 }] });
    expect(row(await read(world, site), mapped ?? "").groupIds).toEqual(groupIds);
  });

  test("takes the last word where an item is named twice, and confirms it", async () => {
    const { world, site } = await siteWith(() => []);
    const key = `plan:${itemId(world, "plan", "Hot Desk")}`;
    const twice = [SEED.groups.board, SEED.groups.always].map((id) => ({ key, groupIds: [id] }));
    await map(world, site, [], { items: twice });
    const rows = (await listMappings(world.db, site)).filter((one) => one.itemKind === "plan");
    expect(rows.map((one) => one.groupId)).toEqual([SEED.groups.always]);
  });

  test("refuses hours of what is no pass by leaving them off", async () => {
    const { world, site } = await siteWith(() => []);
    const key = `plan:${itemId(world, "plan", "Hot Desk")}`;
    await map(world, site, [], { items: [{ key, groupIds: [SEED.groups.board], keepsHours: true }] });
    expect(row(await read(world, site), key).options.keepsHours).toBe(false);
  });
});

describe("what Nexudus tells wrongly", () => {
  const flawsOf = async (world: World, site: Site, who: string) =>
    (
      await readMemberView(world.services, {
        ...site,
        locationId: null,
        memberId: String(memberId(world, who)),
      })
    ).flaws.map((flaw) => flaw.what);

  test("is said at the member, and what else they hold stays", async () => {
    const { world, site } = await siteWith((w) => [`plan:${itemId(w, "plan", "Hot Desk")}`], {
      prepare: (w) => {
        const contract = {
          IssuedById: businessId(w, "Rotherhithe"),
          TariffId: itemId(w, "plan", "Hot Desk"),
        };
        const { api } = w.nexudus;
        api.create("CoworkerContract", {
          ...contract,
          CoworkerId: memberId(w, "Gita Nair"),
          StartDate: null,
        });
        const booking = api.book({
          coworkerId: memberId(w, "Ana Pereira"),
          resourceId: itemId(w, "resource", "Lightship"),
          from: at(120).toISOString(),
          to: at(180).toISOString(),
        });
        // The desk refuses such times; a record that was written past it does not.
        api.setSwitches({
          api: {
            unreadable: [{ entity: "Booking", id: booking.Id, field: "ToTime", value: stamp(at(60)) }],
          },
        });
      },
    });
    expect(await flawsOf(world, site, "Gita Nair")).toEqual(["A contract has no start date"]);
    expect(await flawsOf(world, site, "Ana Pereira")).toEqual([
      "A booking of Lightship ends before it starts",
    ]);
    const ana = await readMemberView(world.services, {
      ...site,
      locationId: null,
      memberId: String(memberId(world, "Ana Pereira")),
    });
    expect(ana.status.kind).toBe("open");
    expect(ana.entitlements.map((right) => right.source)).toEqual(["plan"]);
  });
});

import { describe, expect, test } from "vitest";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { contractId, itemId, map, passOf, siteWith, stamp } from "../testing/rights";
import {
  at,
  atDesk,
  businessId,
  canOpen,
  goTo,
  HOUR,
  MINUTE,
  memberId,
  opened,
  pollNow,
  reconcileNow,
  span,
  unheard,
  type World,
} from "../testing/world";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const gita = "Gita Nair";
const board = "Board room";
const keys = (world: World) => ["Day Pass", "Ten Hours"].map((name) => `pass:${itemId(world, "pass", name)}`);

/** Ben with a pass of his own, known to Lintel. */
async function withPass(more: Readonly<Record<string, unknown>> = {}, kind = "Day Pass") {
  const { world, site } = await siteWith(keys);
  const id = passOf(world, ben, more, kind);
  await pollNow(world, site);
  return { world, site, id };
}

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("$name", ({ vendorWindows }) => {
  test("a pass put on the account by hand opens within six minutes and closes when it expires", async () => {
    const { world } = await siteWith(keys, { vendorWindows });
    const made = world.clock.now();
    const end = new Date(made.getTime() + HOUR);
    passOf(world, ben, { ExpireDate: stamp(end) });
    await goTo(world, new Date(made.getTime() + 6 * MINUTE), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ben, board)).toBe(true);
    await goTo(world, new Date(end.getTime() + HOUR));
    expect(opened(world, ben, board).map((text) => text.slice(-19))).toEqual([stamp(end)]);
  });

  test("a day pass used today admits until the location's day changes", async () => {
    const { world, site } = await siteWith(keys, { vendorWindows });
    const id = passOf(world, ben);
    await pollNow(world, site);
    await goTo(world, at(60));
    world.nexudus.api.change("CoworkerTimePass", id, { Used: true, UsedDate: stamp(at(60)) });
    await pollNow(world, site);
    expect(canOpen(world, ben, board)).toBe(true);
    await goTo(world, at(20 * 60));
    // Three in the morning in London.
    expect(opened(world, ben, board).map((text) => text.slice(-19))).toEqual(["2026-05-13T02:00:00"]);
  });
});

test.each([
  { origin: "a plan", field: "TariffTimePassUniqueId" },
  { origin: "a product", field: "CoworkerProductUniqueId" },
])("a pass that came with $origin opens like one given by hand", async ({ field }) => {
  const { world } = await withPass({ [field]: "5e0c7e6a-6f0e-4a33-9f3c-0d9cb0d2a001" });
  expect(canOpen(world, ben, board)).toBe(true);
});

test("a day pass used yesterday opens nothing", async () => {
  const { world } = await withPass({ Used: true, UsedDate: stamp(at(-24 * 60)) });
  expect(canOpen(world, ben, board)).toBe(false);
});

test("a pass of minutes closes when they are spent", async () => {
  const { world, site, id } = await withPass({ RemainingUses: 30, TotalUses: 600 }, "Ten Hours");
  expect(canOpen(world, ben, board)).toBe(true);
  world.nexudus.api.change("CoworkerTimePass", id, { RemainingUses: 0 });
  await pollNow(world, site);
  expect(canOpen(world, ben, board)).toBe(false);
});

test("a deleted pass, of which nothing tells, is proven gone by its id in the full check", async () => {
  const { world, site, id } = await withPass();
  world.nexudus.api.delete("CoworkerTimePass", id);
  await pollNow(world, site);
  expect(canOpen(world, ben, board)).toBe(true);
  world.nexudus.api.resetRequests();
  await reconcileNow(world, site);
  expect(canOpen(world, ben, board)).toBe(false);
  expect(world.nexudus.api.requests().byRoute["GET billing/coworkertimepasses/{id}"]).toBe(1);
});

test("a pass that Nexudus does not answer for is kept", async () => {
  const { world, site, id } = await withPass();
  world.nexudus.api.delete("CoworkerTimePass", id);
  world.nexudus.api.addFault({ preset: "unavailable", path: "^/api/billing/coworkertimepasses/\\d+" });
  await reconcileNow(world, site);
  expect(canOpen(world, ben, board)).toBe(true);
});

test("passes of a frozen contract rest with it, others do not", async () => {
  const { world, site } = await siteWith(keys);
  const contract = world.nexudus.api.row("CoworkerContract", contractId(world, ana));
  passOf(world, ana, { CoworkerContractUniqueId: contract.UniqueId });
  world.nexudus.api.create("ContractPausedPeriod", {
    CoworkerContractId: contract.Id,
    PauseFrom: stamp(at(120)),
    PauseUntil: stamp(at(240)),
  });
  passOf(world, ben, { CoworkerContractUniqueId: "5e0c7e6a-6f0e-4a33-9f3c-0d9cb0d2a002" });
  await pollNow(world, site);
  await goTo(world, at(180));
  expect([canOpen(world, ana, board), canOpen(world, ben, board)]).toEqual([false, true]);
  expect(opened(world, ana, board, at(200)).map((text) => text.slice(-19))).toEqual([stamp(at(120))]);
});

test("passes of a frozen contract rest with it also long after the contract ended", async () => {
  const { world, site } = await siteWith(keys);
  const contract = world.nexudus.api.row("CoworkerContract", contractId(world, ana));
  passOf(world, ana, { CoworkerContractUniqueId: contract.UniqueId });
  world.nexudus.api.change("CoworkerContract", contract.Id, { CancellationDate: stamp(at(100)) });
  world.nexudus.api.create("ContractPausedPeriod", {
    CoworkerContractId: contract.Id,
    PauseFrom: stamp(at(120)),
    PauseUntil: stamp(at(600)),
  });
  await pollNow(world, site);
  await goTo(world, at(110));
  expect(canOpen(world, ana, board)).toBe(true);
  await goTo(world, at(400));
  await reconcileNow(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
  await goTo(world, at(610));
  expect(canOpen(world, ana, board)).toBe(true);
});

test("a pass opens only where it is good", async () => {
  const elsewhere = (w: World) => itemId(w, "pass", "Day Pass", "Red Hook");
  const { world, site } = await siteWith((w) => [`pass:${elsewhere(w)}`]);
  // Gita's pass of Red Hook, while the connection's doors are those of Rotherhithe.
  expect(canOpen(world, gita, board)).toBe(false);
  const both = ["Red Hook", "Rotherhithe"].map((name) => businessId(world, name));
  world.nexudus.api.change("TimePass", elsewhere(world), { Businesses: both });
  await reconcileNow(world, site);
  expect(canOpen(world, gita, board)).toBe(true);
});

test("a pass's hours are kept only where the mapping asks for it", async () => {
  const { world, site } = await siteWith(keys);
  const kind = itemId(world, "pass", "Ten Hours");
  // Tuesdays from ten to eleven in London, as Nexudus keeps it: clock times of 1976, when it was winter.
  world.nexudus.api.create("TimePassTimeSlot", {
    TimePassId: kind,
    DayOfWeek: 2,
    FromTime: "1976-01-01T10:00:00",
    ToTime: "1976-01-01T11:00:00",
  });
  passOf(world, ben, { RemainingUses: 60 }, "Ten Hours");
  await reconcileNow(world, site);
  expect(canOpen(world, ben, board)).toBe(true);
  const item = { key: `pass:${kind}`, groupIds: [SEED.groups.board], keepsHours: true };
  await map(world, site, [], { items: [item] });
  expect(canOpen(world, ben, board)).toBe(false);
  await goTo(world, at(240));
  expect(opened(world, ben, board, at(240)).at(-1)).toBe(span(at(60), at(120)));
});

test("passes are shared in a team only where the team and the connection say so", async () => {
  let team = 0;
  const { world, site } = await siteWith(keys, {
    prepare: (w) => {
      team = w.nexudus.api.create("Team", {
        BusinessId: businessId(w, "Rotherhithe"),
        Name: "Crew",
        TeamMembers: [memberId(w, ben), memberId(w, ana)],
        ShareTimePasses: true,
      }).Id;
      passOf(w, ben);
    },
  });
  const both = () => [canOpen(world, ben, board), canOpen(world, ana, board)];
  expect(both()).toEqual([true, false]);
  await map(world, site, [], { teamPasses: true });
  expect(both()).toEqual([true, true]);
  await atDesk(world, () => world.nexudus.api.change("Team", team, { ShareTimePasses: false }));
  expect(both()).toEqual([true, false]);
  unheard(world, () => world.nexudus.api.change("Team", team, { ShareTimePasses: true }));
  await pollNow(world, site);
  expect(both()).toEqual([true, true]);
});

import { describe, expect, test } from "vitest";
import { sweep } from "../access/sweep";
import { change, contractId, contractOf, itemId, map, siteWith, stamp } from "../testing/rights";
import {
  at,
  atDesk,
  book,
  businessId,
  canOpen,
  goTo,
  HOUR,
  memberId,
  opened,
  pollNow,
  reconcileNow,
  unheard,
  type World,
} from "../testing/world";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const gita = "Gita Nair";
const board = "Board room";
const FAR = new Date("2027-01-01T00:00:00Z");
const hotDesk = (world: World) => [`plan:${itemId(world, "plan", "Hot Desk")}`];

/** To just before an instant weeks away, the timers for it armed. */
async function goNear(world: World, instant: Date) {
  world.clock.set(new Date(instant.getTime() - HOUR));
  await sweep(world.services);
  await world.runner.drain();
}

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("$name", ({ vendorWindows }) => {
  test("a mapped plan opens for whoever holds a contract with it, and for nobody else", async () => {
    const { world } = await siteWith(hotDesk, { vendorWindows });
    expect([canOpen(world, ana, board), canOpen(world, ben, board)]).toEqual([true, false]);
  });

  test("a contract that ends on 1 July closes at the stored instant, midnight in Berlin", async () => {
    const { world } = await siteWith(hotDesk, { vendorWindows });
    const end = new Date("2026-06-30T22:00:00Z");
    await change(world, "CoworkerContract", contractId(world, ana), { CancellationDate: stamp(end) });
    expect(canOpen(world, ana, board)).toBe(true);
    await goNear(world, end);
    await goTo(world, new Date(end.getTime() + HOUR));
    expect(opened(world, ana, board, FAR).at(-1)?.slice(-19)).toBe(stamp(end));
    expect(opened(world, ana, board, FAR)).toHaveLength(1);
  });

  test("a future contract opens at its start and not before", async () => {
    const { world } = await siteWith(hotDesk, { vendorWindows });
    await atDesk(world, () => contractOf(world, ben, { StartDate: stamp(at(120)) }));
    await goTo(world, at(180));
    expect(canOpen(world, ben, board)).toBe(true);
    expect(opened(world, ben, board)[0]?.slice(0, 19)).toBe(stamp(at(120)));
  });

  test("a freeze known ahead closes at its start and opens again at its end", async () => {
    const { world, site } = await siteWith(hotDesk, { vendorWindows });
    const CoworkerContractId = contractId(world, ana);
    world.nexudus.api.create("ContractPausedPeriod", {
      CoworkerContractId,
      PauseFrom: stamp(at(120)),
      PauseUntil: stamp(at(180)),
    });
    await pollNow(world, site);
    expect(canOpen(world, ana, board)).toBe(true);
    await goTo(world, at(240));
    const spans = opened(world, ana, board, at(230));
    expect(spans.flatMap((text) => [text.slice(0, 19), text.slice(-19)]).slice(1, 3)).toEqual([
      stamp(at(120)),
      stamp(at(180)),
    ]);
  });

  test("a part-time office opens on its ticked weekdays and on no other", async () => {
    const officeOf = (world: World) => itemId(world, "desk", "Office A");
    const { world } = await siteWith((w) => [`desk:${officeOf(w)}`], { vendorWindows });
    const office = officeOf(world);
    // It is Tuesday: a share of Wednesdays, made together with the contract.
    await atDesk(world, () => {
      const share = world.nexudus.api.create("FloorPlanDeskVariant", {
        FloorPlanDeskId: office,
        Name: "Wednesdays",
        AvailableWednesday: true,
      });
      return contractOf(world, gita, { Desks: [office], Variants: [share.Id] }, "Private Office");
    });
    expect(canOpen(world, gita, board)).toBe(false);
    await goTo(world, at(48 * 60));
    expect(opened(world, gita, board, at(47 * 60))).toEqual(["2026-05-12T23:00:00 - 2026-05-13T23:00:00"]);
  });
});

test("a freeze that has begun closes, and one cut short opens again, without any webhook", async () => {
  const { world, site } = await siteWith(hotDesk);
  const freeze = world.nexudus.api.create("ContractPausedPeriod", {
    CoworkerContractId: contractId(world, ana),
    PauseFrom: stamp(at(-60)),
    PauseUntil: stamp(at(600)),
  });
  await pollNow(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
  // Read while it lasts, the contract tells of it too.
  await reconcileNow(world, site);
  await goTo(world, at(30));
  world.nexudus.api.change("ContractPausedPeriod", freeze.Id, { PauseUntil: stamp(at(20)) });
  await pollNow(world, site);
  expect(canOpen(world, ana, board)).toBe(true);
});

test("a frozen contract leaves what was booked alone", async () => {
  const { world, site } = await siteWith(hotDesk);
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(90) });
  world.nexudus.api.create("ContractPausedPeriod", {
    CoworkerContractId: contractId(world, ana),
    PauseFrom: stamp(at(-60)),
    PauseUntil: stamp(at(600)),
  });
  await pollNow(world, site);
  await goTo(world, at(70));
  expect(canOpen(world, ana, board)).toBe(true);
  await goTo(world, at(100));
  expect(canOpen(world, ana, board)).toBe(false);
});

test("a desk opens for its contract, an occupant on the floor plan without one gets nothing", async () => {
  const { world } = await siteWith(
    (w) => ["Desk 1", "Desk 2"].map((name) => `desk:${itemId(w, "desk", name)}`),
    {
      prepare: (w) => {
        w.nexudus.api.change("FloorPlanDesk", itemId(w, "desk", "Desk 2"), { CoworkerId: memberId(w, gita) });
      },
    },
  );
  expect([canOpen(world, ben, board), canOpen(world, gita, board)]).toEqual([true, false]);
  expect(world.akiles.api.members("gita@example.test")).toEqual([]);
});

test("a contract without a start gives nothing", async () => {
  const { world } = await siteWith(hotDesk);
  await atDesk(world, () => contractOf(world, ben, { StartDate: null }));
  expect(canOpen(world, ben, board)).toBe(false);
});

test("a deleted contract is found in the audit trail", async () => {
  const { world, site } = await siteWith(hotDesk);
  unheard(world, () => world.nexudus.api.delete("CoworkerContract", contractId(world, ana)));
  await pollNow(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
});

test("a contract gone without a trace is asked for by its id before anything is taken", async () => {
  const { world, site } = await siteWith(hotDesk);
  unheard(world, () => world.nexudus.api.delete("CoworkerContract", contractId(world, ana)));
  world.nexudus.api.resetRequests();
  await reconcileNow(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
  expect(world.nexudus.api.requests().byRoute["GET billing/coworkercontracts/{id}"]).toBe(1);
});

test("a list that left a contract out takes nothing away while Nexudus does not answer for it", async () => {
  const { world, site } = await siteWith(hotDesk);
  world.nexudus.api.setSwitches({ api: { partialPages: { path: "billing/coworkercontracts", keep: 0 } } });
  const fault = world.nexudus.api.addFault({
    preset: "ooops",
    path: "^/api/billing/coworkercontracts/\\d+",
  });
  await reconcileNow(world, site);
  expect(canOpen(world, ana, board)).toBe(true);
  world.nexudus.api.removeFault(fault.id);
  await reconcileNow(world, site);
  expect(canOpen(world, ana, board)).toBe(true);
});

test("a list of contracts that lost a row between two pages revokes nobody", async () => {
  let first = 0;
  const { world, site } = await siteWith(hotDesk, {
    prepare: (w) => {
      const before = w.nexudus.api.rows("CoworkerContract").length;
      for (let i = before; i < 200; i += 1) {
        const id = contractOf(w, ben, {}, "Private Office");
        if (first === 0) first = id;
      }
      contractOf(w, gita);
    },
  });
  expect(canOpen(world, gita, board)).toBe(true);
  world.nexudus.api.setSwitches({ api: { deleteBetweenPages: { entity: "CoworkerContract", id: first } } });
  world.nexudus.api.resetRequests();
  await reconcileNow(world, site);
  expect(world.nexudus.api.switches().api.deleteBetweenPages).toBeNull();
  // The row that moved up was not listed, and asked for by its id.
  expect(world.nexudus.api.requests().byRoute["GET billing/coworkercontracts/{id}"]).toBe(1);
  expect(canOpen(world, gita, board)).toBe(true);
});

test.each(["suspend", "archive"] as const)("%s: the member loses everything", async (verb) => {
  const { world } = await siteWith(hotDesk);
  expect(canOpen(world, ana, board)).toBe(true);
  await atDesk(world, () => world.nexudus.api[verb](memberId(world, ana)));
  expect(canOpen(world, ana, board)).toBe(false);
});

test("several reasons for one door: it closes with the last of them", async () => {
  const { world } = await siteWith(hotDesk);
  await book(world, { who: ana, room: "Lightship", from: at(30), to: at(120) });
  await change(world, "CoworkerContract", contractId(world, ana), { CancellationDate: stamp(at(60)) });
  await goTo(world, at(180));
  expect(opened(world, ana, board).at(-1)?.slice(-19)).toBe(stamp(at(120)));
  expect(opened(world, ana, board)).toHaveLength(1);
});

test("a member without any mapped item is not made at the vendor", async () => {
  const { world, site } = await siteWith(hotDesk);
  await reconcileNow(world, site);
  expect(world.akiles.api.members("ben@example.test")).toEqual([]);
});

test("a contract given to another member goes with its rights", async () => {
  const { world } = await siteWith(hotDesk);
  await change(world, "CoworkerContract", contractId(world, ana), { CoworkerId: memberId(world, ben) });
  expect([canOpen(world, ana, board), canOpen(world, ben, board)]).toEqual([false, true]);
});

test("a member's webhook costs five calls and one for each team", async () => {
  const { world } = await siteWith(hotDesk);
  world.nexudus.api.resetRequests();
  await atDesk(world, () =>
    world.nexudus.api.change("Coworker", memberId(world, ben), { FullName: "Ben O." }),
  );
  expect(world.nexudus.api.requests().total).toBe(5);
});

describe("teams", () => {
  const withTeam = async (more: Readonly<Record<string, unknown>> = {}) => {
    let team = 0;
    const made = await siteWith((w) => [`desk:${itemId(w, "desk", "Desk 1")}`], {
      prepare: (w) => {
        team = w.nexudus.api.create("Team", {
          BusinessId: businessId(w, "Rotherhithe"),
          Name: "Crew",
          TeamMembers: [memberId(w, ben), memberId(w, gita)],
          PayingMemberId: memberId(w, ben),
          ...more,
        }).Id;
      },
    });
    return { ...made, team };
  };

  test("the desk of the paying member opens for the team only where the connection says so", async () => {
    const { world, site } = await withTeam();
    expect([canOpen(world, ben, board), canOpen(world, gita, board)]).toEqual([true, false]);
    await map(world, site, [], { teamDesks: true });
    expect([canOpen(world, ben, board), canOpen(world, gita, board)]).toEqual([true, true]);
    await map(world, site, [], { teamDesks: false });
    expect([canOpen(world, ben, board), canOpen(world, gita, board)]).toEqual([true, false]);
  });

  test("who leaves the team loses what came through it, who joins gets it", async () => {
    const { world, site, team } = await withTeam();
    await map(world, site, [], { teamDesks: true });
    await change(world, "Team", team, { TeamMembers: [memberId(world, ben), memberId(world, ana)] });
    expect([canOpen(world, ana, board), canOpen(world, gita, board)]).toEqual([true, false]);
  });

  test("a team deleted at the desk gives nothing more", async () => {
    const { world, site, team } = await withTeam();
    await map(world, site, [], { teamDesks: true });
    unheard(world, () => world.nexudus.api.delete("Team", team));
    await pollNow(world, site);
    expect([canOpen(world, ben, board), canOpen(world, gita, board)]).toEqual([true, false]);
  });
});

import { describe, expect, test } from "vitest";
import { getConnection } from "@/db/queries/connections";
import type { FetchLike } from "@/lib/connectors/contract";
import { createStopper, grantCall } from "../testing/stopper";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  bookNow,
  canOpen,
  factsOnly,
  goTo,
  MINUTE,
  sweepNow,
  unheard,
  type World,
} from "../testing/world";
import { applyPerson } from "./apply-person";

const ana = "Ana Pereira";
const board = "Board room";

/** As at vendors whose memberships have no room for a mark: what Akiles tells of a grant carries none. */
const unmarked =
  (fetch: FetchLike): FetchLike =>
  async (input, init) => {
    const answer = await fetch(input, init);
    const text = await answer.text();
    const body = answer.status === 204 ? null : text.replace(/"lintel_ref":"[^"]*"/g, '"note":"x"');
    return new Response(body, { status: answer.status, headers: { "content-type": "application/json" } });
  };

async function unmarkedWorld(through: (fetch: FetchLike) => FetchLike = (fetch) => fetch) {
  const world = await testWorld({ through: (fetch) => unmarked(through(fetch)) });
  const original = world.services.definition;
  const as = {
    definition: (vendor: string) => {
      const found = original(vendor);
      if (!found) return null;
      const no = { value: "no", source: "test" } as const;
      const one = { value: "one", source: "test" } as const;
      return { ...found, capabilities: { ...found.capabilities, grantMarker: no, grantsPerGroup: one } };
    },
  };
  Object.assign(world.services, as);
  const site = await activeSite(world, { vendorWindows: false });
  return { world, site };
}

const held = (world: World) => world.akiles.api.dump().filter((row) => JSON.stringify(row).includes(ana));

describe("a vendor whose grants carry no mark", () => {
  // Taken for somebody else's it would stay for ever: the door would never be shut again.
  test("a grant whose answer was lost is known as ours and ends on time", async () => {
    const { world } = await unmarkedWorld();
    world.akiles.api.setFaults([
      { id: "1", method: "POST", path: "/group_associations$", times: 1, kind: "drop_after_commit" },
    ]);
    await book(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(60) });
    await goTo(world, at(30));
    expect(canOpen(world, ana, board)).toBe(true);
    await goTo(world, at(90));
    expect(canOpen(world, ana, board, at(59))).toBe(true);
    expect(canOpen(world, ana, board)).toBe(false);
    expect(held(world)).toHaveLength(1);
  });

  test("a process that stops after the vendor wrote is made up for, and the grant ends on time", async () => {
    const stopper = createStopper();
    const { world, site } = await unmarkedWorld(stopper.through);
    unheard(world, () =>
      bookNow(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(180) }),
    );
    const [input] = await factsOnly(world, site);
    if (!input) throw new Error("nothing was asked for");
    const met = stopper.stop("after", grantCall);
    void applyPerson(world.services, input).catch(() => undefined);
    await met;
    world.runner.lose();
    world.clock.advance(3 * MINUTE);
    await sweepNow(world);
    expect(canOpen(world, ana, board)).toBe(true);
    await goTo(world, at(200), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test("a membership made by hand after a refusal is not taken for ours", async () => {
    const { world, site } = await unmarkedWorld();
    world.akiles.api.setFaults([
      {
        id: "1",
        method: "POST",
        path: "/group_associations$",
        times: null,
        kind: "answer",
        status: 422,
        body: '{"type":"invalid_request"}',
      },
    ]);
    await book(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(60) });
    await goTo(world, at(5));
    expect(canOpen(world, ana, board)).toBe(false);
    world.akiles.api.setFaults([]);
    const connection = await getConnection(world.db, site);
    expect(connection?.state).toBe("active");
    const [row] = held(world);
    const member = String(Reflect.get(Object(row), "id"));
    const group = Object.values(world.akiles.api.world.state.tables.groups).find((g) =>
      g.name.startsWith(board),
    );
    world.akiles.api.staffAssociation(member, { member_group_id: group?.id });
    await goTo(world, at(90));
    expect(canOpen(world, ana, board)).toBe(true);
  });
});

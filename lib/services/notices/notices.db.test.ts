import { expect, test } from "vitest";
import { platformNotices } from "@/db/schema/index";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  HOUR,
  MINUTE,
  memberId,
  reconcileNow,
  sweepNow,
  type World,
} from "../testing/world";

const ana = "Ana Pereira";
const SLOW = { timeout: 180_000 };
/** What Nexudus' own access log has. */
const audits = (world: World) => world.nexudus.api.rows("CoworkerAccessControlAudit");

/** Ana is deleted at the vendor by somebody there: a problem that stays until somebody acts. */
async function shutOut() {
  const world = await testWorld();
  const site = await activeSite(world, { vendorWindows: false });
  await book(world, { who: ana, room: "Lightship", from: at(-10), to: at(600) });
  const [member] = world.akiles.api.members("ana@example.test");
  if (!member) throw new Error("Ana is not at the vendor");
  world.akiles.api.staffDeleteMember(member.id);
  await reconcileNow(world, site);
  return { world, site, member };
}

test(
  "a problem is told to Nexudus once, however often it is met, and closed when it is over",
  SLOW,
  async () => {
    const { world, site, member } = await shutOut();
    await sweepNow(world);
    await reconcileNow(world, site);
    world.clock.advance(HOUR);
    await reconcileNow(world, site);
    await sweepNow(world);
    expect(audits(world)).toMatchObject([{ CoworkerId: memberId(world, ana), IsProblem: true }]);
    world.akiles.api.staffPatchMember(member.id, { is_deleted: false, ends_at: null });
    await reconcileNow(world, site);
    const rows = await world.db.select().from(platformNotices);
    expect(rows.filter((row) => row.closedAt === null)).toEqual([]);
  },
);

test(
  "while the role is missing nothing else suffers, and it is told once the role is there",
  SLOW,
  async () => {
    const { world } = await shutOut();
    const fault = world.nexudus.api.addFault({
      kind: "answer",
      status: 401,
      path: "sys/coworkeraccesscontrolaudits",
    });
    await sweepNow(world);
    expect(audits(world)).toHaveLength(0);
    world.nexudus.api.removeFault(fault.id);
    world.clock.advance(10 * MINUTE);
    await sweepNow(world);
    expect(audits(world)).toHaveLength(1);
  },
);

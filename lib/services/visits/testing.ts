import { openVisitKeys, type VisitKeyRow } from "@/db/queries/visit-keys";
import { visitorsAt } from "../testing/guest-vendor";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  atDesk,
  businessId,
  type Site,
  START,
  type World,
  type WorldOptions,
} from "../testing/world";

/** An active site whose visitors get links; nobody is expected yet. */
export async function visitorSite(options: Omit<WorldOptions, "database"> = {}) {
  const world = await testWorld(options);
  const site = await activeSite(world);
  return { world, site, ...(await visitorsAt(world, site)) };
}

interface Expected {
  readonly arrives: Date;
  readonly approval?: number;
  readonly name?: string;
  readonly location?: string;
}

/** Registers a visitor at the desk, hears the webhook, and does what it asks for. Returns their Nexudus id. */
export async function expectVisitor(world: World, visit: Expected): Promise<number> {
  const row = await atDesk(world, () => registerVisitor(world, visit));
  return row.Id;
}

export const registerVisitor = (world: World, visit: Expected) =>
  world.nexudus.api.create("Visitor", {
    BusinessId: businessId(world, visit.location ?? "Rotherhithe"),
    FullName: visit.name ?? "Vi Sitor",
    Email: "vi.sitor@visitors.test",
    ExpectedArrival: visit.arrives.toISOString(),
    HostApprovalStatus: visit.approval ?? 1,
  });

/** The one visit that is not over. */
export async function onlyVisit(world: World, site: Site): Promise<VisitKeyRow> {
  const rows = await openVisitKeys(world.db, { ...site, now: START });
  if (rows.length !== 1) throw new Error(`${rows.length} visits`);
  return rows[0] as VisitKeyRow;
}

/** 03:00 in London, after `at(0)`. */
export const DAY_ENDS = new Date("2026-05-13T02:00:00Z");
const minute = (date: Date) => date.toISOString().slice(0, 16);
export const opens = (from: Date, until: Date) => `${minute(from)} - ${minute(until)}`;
export { at };

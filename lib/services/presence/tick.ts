import { getPresence, listReading, listWithDueCheckIns, type Reading } from "@/db/queries/presence";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import { keepHook } from "./keep-hook";
import { type OpeningsRead, readConnectionOpenings } from "./read-openings";
import { refreshDoors } from "./refresh-doors";
import { settleCheckIns } from "./settle-check-ins";

/** Vendors asked at once: a slow one holds up its own place only. */
const AT_ONCE = 6;
const DAY_MS = 24 * 3_600_000;
/** After this no further connection is begun; those left are the first of the next tick. */
const BEGIN_WITHIN_MS = 40_000;

export interface PresenceTick {
  readonly connections: number;
  readonly recorded: number;
  readonly settled: number;
  /** Check-ins that are due and wait for their turn. */
  readonly waiting: number;
}

/**
 * One look at everything that presence is on for, of the whole deployment: what was opened, then what that asks Nexudus
 * for. Whoever does not answer is looked at again by the next tick and holds up nobody else.
 * Repeat, and two at once: nothing is recorded or told twice.
 */
export async function presenceTick(services: Services): Promise<PresenceTick> {
  const startedMs = services.clock.monotonicMs();
  const queue = await listReading(services.db);
  const sum = { connections: 0, recorded: 0 };
  await inTurns(queue, async (key) => {
    if (services.clock.monotonicMs() - startedMs > BEGIN_WITHIN_MS) return;
    const read = await readConnectionOpenings(services, key);
    await keepLists(services, key);
    sum.connections += 1;
    sum.recorded += read.recorded;
  });
  const told = await settleAll(
    services,
    await listWithDueCheckIns(services.db, { now: services.clock.now() }),
  );
  return { ...sum, ...told };
}

/** The same for one connection, because its vendor said that a door was opened. */
export async function lookAtConnection(
  services: Services,
  key: Reading,
): Promise<Omit<PresenceTick, "connections"> & Pick<OpeningsRead, "status">> {
  const { status, recorded } = await readConnectionOpenings(services, key);
  if (status !== "skipped") await keepLists(services, key);
  return { status, recorded, ...(await settleAll(services, [key.installationId])) };
}

/** What the vendor tells, and is told, once a day. */
async function keepLists(services: Services, key: Reading): Promise<void> {
  await keepHook(services, key);
  const listed = (await getPresence(services.db, key))?.doorsListedAt?.getTime() ?? 0;
  if (services.clock.now().getTime() - listed > DAY_MS) await refreshDoors(services, key);
}

async function settleAll(services: Services, installations: readonly InstallationId[]) {
  const sum = { settled: 0, waiting: 0 };
  await inTurns(installations, async (installationId) => {
    const { settled, waiting } = await settleCheckIns(services, { installationId });
    sum.settled += settled;
    sum.waiting += waiting;
  });
  return sum;
}

/** Works through a list, several at once. What fails for one is thrown after all had their turn. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const failures: unknown[] = [];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift())
      await work(item).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
}

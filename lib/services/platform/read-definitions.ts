import { saveItems } from "@/db/queries/mappings";
import { savePassKinds, savePassScope } from "@/db/queries/rights";
import { passKindsById } from "@/db/queries/rights-read";
import type { InstallationId, ItemKind, LocationId, MemberId } from "@/lib/access/types";
import { NexudusError } from "@/lib/nexudus/errors";
import type { PassSlot, TimePass, TimePassScope } from "@/lib/nexudus/items";
import type { ListRead } from "@/lib/nexudus/paging";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { One } from "@/lib/nexudus/rest";
import { decodeSlot } from "@/lib/nexudus/weekly-hours";
import type { LocationClock } from "../access/rights-facts";
import type { Services } from "../context";
import type { ReadNotes } from "./read-notes";

export interface DefinitionsRead {
  readonly complete: boolean;
  readonly listCalls: number;
  /** Looks at single records. */
  readonly oneCalls: number;
}

interface ItemRow {
  readonly id: string;
  readonly businessId: string;
  readonly name: string;
  readonly archived?: boolean;
  readonly nativeGroupIds?: readonly string[];
  readonly detail?: string | null;
  readonly occupantId?: string | null;
}

/** Reads everything that can be mapped: resources, plans, passes with their hours, desks and offices. */
export async function readDefinitions(
  services: Services,
  client: NexudusClient,
  input: {
    readonly installationId: InstallationId;
    readonly locations: readonly LocationClock[];
    readonly notes: ReadNotes;
  },
): Promise<DefinitionsRead> {
  const { installationId, locations, notes } = input;
  const known = new Map(locations.map((location) => [location.id, location]));
  const now = services.clock.now();
  let complete = true;
  let listCalls = 0;

  function keep<T>(entity: string, read: ListRead<T>): ListRead<T> {
    notes.add(entity, read);
    complete &&= read.complete;
    listCalls += read.calls;
    return read;
  }
  async function items<T>(kind: ItemKind, read: ListRead<T>, toRow: (row: T) => ItemRow): Promise<void> {
    const rows = read.items.map(toRow);
    await saveItems(
      services.db,
      { installationId, kind, complete: read.complete, now },
      rows.map((row) => ({
        id: row.id,
        name: row.name,
        archived: row.archived ?? false,
        locationId: known.has(row.businessId as LocationId) ? (row.businessId as LocationId) : null,
        detail: row.detail ?? null,
        occupantId: (row.occupantId ?? null) as MemberId | null,
        nativeGroupIds: row.nativeGroupIds ?? [],
      })),
    );
  }

  await items("resource", keep("resources", await client.listResources()), (row) => ({
    ...row,
    detail: row.typeName,
  }));
  await items("plan", keep("tariffs", await client.listTariffs()), (row) => row);
  await items("desk", keep("floorplandesks", await client.listDesks()), (row) => ({
    ...row,
    detail: row.itemType,
  }));
  const passes = keep("timepasses", await client.listTimePasses());
  await items("pass", passes, (row) => row);
  const slots = keep("timepasstimeslots", await client.listPassSlots());
  const scopes = await storePassKinds(services, client, { installationId, known }, passes.items, slots);
  return { complete: complete && scopes.complete, listCalls, oneCalls: scopes.calls };
}

/**
 * Keeps what each kind of pass means. Hours are taken from a whole list of slots only, so that a page that
 * failed does not widen them. Where it is good is asked by id, once and whenever the record changed; where
 * that fails it stays as it was, and the rest of the read goes on.
 */
async function storePassKinds(
  services: Services,
  client: NexudusClient,
  input: { readonly installationId: InstallationId; readonly known: ReadonlyMap<LocationId, LocationClock> },
  rows: readonly TimePass[],
  slots: ListRead<PassSlot>,
): Promise<{ readonly calls: number; readonly complete: boolean }> {
  const { installationId, known } = input;
  const now = services.clock.now();
  const before = new Map((await passKindsById(services.db, { installationId })).map((row) => [row.id, row]));
  await savePassKinds(
    services.db,
    rows.map((row) => {
      const zone = known.get(row.businessId as LocationId)?.zone;
      const own = slots.items.filter((slot) => slot.timePassId === row.id);
      const read = slots.complete && zone !== undefined ? own.map((slot) => decodeSlot(slot, zone)) : null;
      return {
        installationId,
        id: row.id,
        locationId: row.businessId as LocationId,
        byMinutes: row.minutesIncluded !== null,
        hours: read ?? before.get(row.id)?.hours ?? [],
        updatedOn: row.updatedOn,
        updatedAt: now,
      };
    }),
  );
  let calls = 0;
  for (const row of rows) {
    const stored = before.get(row.id);
    const isSame = stored?.scopeReadAt != null && stored.updatedOn?.getTime() === row.updatedOn?.getTime();
    if (isSame) continue;
    calls += 1;
    const one = await scopeOf(client, row.id);
    if (one === null) return { calls, complete: false };
    if (one.state === "found")
      await savePassScope(services.db, {
        installationId,
        id: row.id,
        scope: one.value.businessIds as LocationId[],
        now,
      });
  }
  return { calls, complete: true };
}

/** Null where Nexudus did not answer with a scope. */
async function scopeOf(client: NexudusClient, id: string): Promise<One<TimePassScope> | null> {
  try {
    return await client.getTimePassScope(id);
  } catch (error) {
    if (error instanceof NexudusError) return null;
    throw error;
  }
}

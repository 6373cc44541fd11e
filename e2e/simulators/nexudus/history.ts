import { definitionOf } from "./definitions";
import type { Fact, Row } from "./model";
import type { World } from "./world";

const audited = { create: 1, update: 2, delete: 3 } as const;

/** Keeps the facts for an oracle: what was true of a row, from when until when, in simulated time. */
export function keepFacts(world: World): void {
  world.onChange(({ entity, verb, after, before, how }) => {
    const names = definitionOf(entity).factFields;
    const row = after ?? before;
    if (!names || !row) return;
    const at = world.clock.now().toISOString();
    const key = `${entity}:${row.Id}`;
    const fact: Fact = world.state.facts[key] ?? { id: row.Id, entity, versions: [], ended: null };
    world.state.facts[key] = fact;
    const open = fact.versions.at(-1);
    if (verb === "delete") {
      if (open && open.until === null) open.until = at;
      fact.ended = { at, how: how ?? "deleted" };
      return;
    }
    const values = Object.fromEntries(names.map((name) => [name, row[name]]));
    if (open && JSON.stringify(open.values) === JSON.stringify(values)) return;
    if (open) open.until = at;
    fact.versions.push({ from: at, until: null, values });
  });
}

/** Writes the audit trail: one row for a create or delete, one a changed property for an update. */
export function keepAuditTrail(world: World): void {
  world.onChange(({ entity, verb, before, after, by }) => {
    const row = after ?? before;
    if (!definitionOf(entity).audited || !row || world.silent) return;
    const base = {
      BusinessId: world.businessesOf(entity, row)?.[0] ?? null,
      AuditType: audited[verb],
      EntityShortName: entity,
      EntityId: row.Id,
      ActionBy: by,
    };
    const changes = verb === "update" ? changedProperties(before, after) : [{}];
    for (const change of changes) world.insert("AuditTrailEntry", { ...base, ...change }, by);
  });
}

function changedProperties(before: Row | null, after: Row | null): Record<string, unknown>[] {
  return Object.keys(after ?? {})
    .filter(
      (name) => !["UpdatedOn", "UpdatedBy", "AccessPincode", "AccessCardId", "KeyFobNumber"].includes(name),
    )
    .filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
    .map((name) => ({
      PropertyName: name,
      OldValue: before?.[name] == null ? null : String(before[name]),
      NewValue: after?.[name] == null ? null : String(after[name]),
    }));
}

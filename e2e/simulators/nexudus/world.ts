import { randomUUID } from "node:crypto";
import type { Clock } from "../../../lib/clock";
import type { Store } from "../kit/store";
import { definitionOf, type Find, type Kind } from "./definitions";
import type { EntityName, Row, SimState } from "./model";
import { stamp } from "./stamps";

export interface Change {
  readonly entity: EntityName;
  readonly verb: "create" | "update" | "delete";
  readonly before: Row | null;
  readonly after: Row | null;
  readonly by: string;
  /** A cancelled booking leaves the list like a deleted one; this tells them apart. */
  readonly how: "cancelled" | "deleted" | null;
}

export const emptyValue = (kind: Kind): unknown => (kind === "bool" ? false : kind === "ids" ? [] : null);

/** The tables, and the only way to change them: every change reaches the listeners and then the store. */
export class World {
  private readonly listeners: ((change: Change) => void)[] = [];
  private quiet = 0;
  /** While true, changes are nobody's news: no webhooks, no audit trail (seeding). */
  silent = false;
  /** How often a switch showed: what was cut, deleted or made unreadable. */
  readonly tally = { partialPages: 0, deleteBetweenPages: 0, unreadable: 0 };

  constructor(
    readonly store: Store<SimState>,
    readonly clock: Clock,
  ) {}

  get state(): SimState {
    return this.store.state;
  }

  rows(entity: EntityName): Row[] {
    return Object.values(this.state.tables[entity] ?? {});
  }

  readonly find: Find = (entity, id) => this.state.tables[entity]?.[String(id)];

  /** The row, or an error that names what was asked for. */
  get(entity: EntityName, id: unknown): Row {
    const row = this.find(entity, id);
    if (!row) throw new WorldError(404, `${entity} ${String(id)} does not exist`);
    return row;
  }

  businessesOf(entity: EntityName, row: Row): number[] | null {
    const found = definitionOf(entity).businesses(row, this.find);
    return found === null ? null : found.filter((b): b is number => typeof b === "number");
  }

  now(): string {
    this.state.stamp += 7_919;
    return stamp(this.clock.now(), this.state.stamp);
  }

  newId(): number {
    return this.state.nextId++;
  }

  insert(entity: EntityName, values: Readonly<Record<string, unknown>>, by: string): Row {
    const at = this.now();
    const fields = Object.entries(definitionOf(entity).fields).map(([name, field]) => [
      name,
      values[name] ?? field.initial ?? emptyValue(field.kind),
    ]);
    const row: Row = {
      ...Object.fromEntries(fields),
      Id: typeof values.Id === "number" ? values.Id : this.newId(),
      UniqueId: randomUUID(),
      CreatedOn: typeof values.CreatedOn === "string" ? values.CreatedOn : at,
      UpdatedOn: typeof values.UpdatedOn === "string" ? values.UpdatedOn : at,
      UpdatedBy: by,
      SystemId: typeof values.SystemId === "string" ? values.SystemId : null,
      CustomFields: (values.CustomFields as Row["CustomFields"] | undefined) ?? null,
    };
    this.table(entity)[String(row.Id)] = row;
    this.changed({ entity, verb: "create", before: null, after: row, by, how: null });
    return row;
  }

  update(entity: EntityName, id: unknown, patch: Readonly<Record<string, unknown>>, by: string): Row {
    const before = this.get(entity, id);
    const after: Row = { ...before, ...patch, Id: before.Id, UpdatedOn: this.now(), UpdatedBy: by };
    this.table(entity)[String(before.Id)] = after;
    this.changed({ entity, verb: "update", before, after, by, how: null });
    return after;
  }

  remove(entity: EntityName, id: unknown, by: string, how: "cancelled" | "deleted" = "deleted"): Row {
    const before = this.get(entity, id);
    // Listeners look up related rows, so they hear of it before the row is gone.
    this.changed({ entity, verb: "delete", before, after: null, by, how }, () => {
      delete this.table(entity)[String(before.Id)];
    });
    return before;
  }

  /** Changes bookkeeping fields (delivery health) without an event and without a new UpdatedOn. */
  patchQuietly(entity: EntityName, id: unknown, patch: Readonly<Record<string, unknown>>): void {
    const row = this.find(entity, id);
    if (row) Object.assign(row, patch);
    this.save();
  }

  onChange(listener: (change: Change) => void): void {
    this.listeners.push(listener);
  }

  /** Changes that were always so: one write, and no news. */
  seeding(work: () => void): void {
    this.silent = true;
    try {
      this.batch(work);
    } finally {
      this.silent = false;
    }
  }

  /** Many changes, one write to the store. */
  batch<T>(work: () => T): T {
    this.quiet += 1;
    try {
      return work();
    } finally {
      this.quiet -= 1;
      this.save();
    }
  }

  save(): void {
    if (this.quiet === 0) this.store.save();
  }

  private table(entity: EntityName): Record<string, Row> {
    const table = this.state.tables[entity] ?? {};
    this.state.tables[entity] = table;
    return table;
  }

  private changed(change: Change, commit?: () => void): void {
    this.batch(() => {
      for (const listener of this.listeners) listener(change);
      commit?.();
    });
  }
}

/** A request the world cannot meet; `status` is what the test API answers. */
export class WorldError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
    this.name = "WorldError";
  }
}

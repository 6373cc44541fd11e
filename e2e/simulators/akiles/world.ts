import { randomBytes } from "node:crypto";
import type { Clock } from "../../../lib/clock";
import type { Store } from "../kit/store";
import type { AkilesState, EventRow, HistoryEntry, Row, Snapshot, TableName, Tables } from "./model";
import { notFound } from "./problem";

/** Who acts: the connected application, a person of the space's staff, or the vendor itself. */
export interface Actor {
  readonly organizationId: string;
  readonly via: "api" | "staff" | "system";
}

const SUBJECTS: Record<Actor["via"], Record<string, string>> = {
  api: { oauth_application_id: "app_connected" },
  staff: { admin_user_id: "adm_front_desk" },
  system: {},
};

/** Ids that name a row in an event; `id` is how the list of subjects and objects spells it. */
export interface EventObject {
  readonly type: string;
  readonly ids: Record<string, string>;
}

/** State, clock and the two logs everything else writes to: events (the vendor's) and history (ours). */
export class World {
  dirty = false;
  /** Called for each new event; the webhooks listen here. */
  onEvent: (event: EventRow) => void = () => {};
  private index: { of: readonly HistoryEntry[]; byMember: Map<string | null, HistoryEntry[]> } | null = null;

  constructor(
    readonly store: Store<AkilesState>,
    readonly clock: Clock,
  ) {}

  get state(): AkilesState {
    return this.store.state;
  }

  get switches() {
    return this.state.switches;
  }

  nowMs(): number {
    return this.clock.now().getTime();
  }

  /** Writes the state if something changed since the last time. */
  flush(): void {
    if (!this.dirty) return;
    this.dirty = false;
    this.store.save();
  }

  /** The fields every object has. `id` is given by the seed only. */
  base(organizationId: string, prefix: string, metadata: Row["metadata"], id?: string): Row {
    this.state.seq += 1;
    return {
      id: id ?? `${prefix}_${randomBytes(10).toString("hex")}`,
      organization_id: organizationId,
      seq: this.state.seq,
      created_at: this.stamp(this.nowMs()),
      is_deleted: false,
      metadata,
    };
  }

  stamp(ms: number): string {
    const text = new Date(ms).toISOString();
    // The last six digits tell objects of one millisecond apart, as the vendor's do.
    return this.switches.nanoseconds
      ? text.replace("Z", `${String(this.state.seq % 1_000_000).padStart(6, "0")}Z`)
      : text;
  }

  put<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    rows[row.id] = row;
    this.dirty = true;
    return row;
  }

  rows<T extends TableName>(table: T, organizationId: string): Tables[T][] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    return Object.values(rows).filter((row) => row.organization_id === organizationId);
  }

  /** One object of the organization, deleted or not. Another organization's id is a 404 like an unknown one. */
  find<T extends TableName>(table: T, organizationId: string, id: string): Tables[T] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    const row = Object.hasOwn(rows, id) ? rows[id] : undefined;
    if (!row || row.organization_id !== organizationId) throw notFound(table);
    return row;
  }

  /** As `find`, and a deleted object is a 404 too. */
  live<T extends TableName>(table: T, organizationId: string, id: string): Tables[T] {
    const row = this.find(table, organizationId, id);
    if (row.is_deleted) throw notFound(table);
    return row;
  }

  /** Notes what an object means for the doors from now (or `at`) on. */
  remember(
    row: Pick<Row, "id" | "organization_id">,
    memberId: string | null,
    now: Snapshot,
    cause: string,
    at = this.nowMs(),
  ): void {
    const { history } = this.state;
    const last = history.at(-1);
    const entry: HistoryEntry = {
      seq: (last?.seq ?? 0) + 1,
      at: Math.max(at, last?.at ?? at),
      organizationId: row.organization_id,
      id: row.id,
      memberId,
      cause,
      now: structuredClone(now),
    };
    history.push(entry);
    if (this.index?.of === history) this.indexOne(this.index.byMember, entry);
    this.dirty = true;
  }

  private indexOne(byMember: Map<string | null, HistoryEntry[]>, entry: HistoryEntry): void {
    const list = byMember.get(entry.memberId);
    if (list) list.push(entry);
    else byMember.set(entry.memberId, [entry]);
  }

  /** The history that decides over one member, oldest first. */
  historyOf(memberId: string): HistoryEntry[] {
    const { history } = this.state;
    if (this.index?.of !== history) {
      const byMember = new Map<string | null, HistoryEntry[]>();
      for (const entry of history) this.indexOne(byMember, entry);
      this.index = { of: history, byMember };
    }
    const { byMember } = this.index;
    return [...(byMember.get(null) ?? []), ...(byMember.get(memberId) ?? [])].sort((a, b) => a.seq - b.seq);
  }

  /** Adds a line to the vendor's event log. `occurredAt` is earlier than now for late reports. */
  logEvent(
    actor: Actor,
    verb: string,
    object: EventObject,
    late: { subject?: Record<string, string>; occurredAt?: string } = {},
  ): EventRow {
    const base = this.base(actor.organizationId, "evt", {});
    const event = this.put("events", {
      ...base,
      subject: late.subject ?? SUBJECTS[actor.via],
      verb,
      object: { type: object.type, ...object.ids },
      occurred_at: late.occurredAt ?? base.created_at,
    });
    this.onEvent(event);
    return event;
  }
}

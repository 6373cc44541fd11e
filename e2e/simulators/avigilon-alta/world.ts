import { randomBytes } from "node:crypto";
import type { Clock } from "../../../lib/clock";
import type { Store } from "../kit/store";
import type { AltaState, EventRow, HistoryEntry, Snapshot, TableName, Tables } from "./model";
import { ApiProblem } from "./problem";

const NAMES: Partial<Record<TableName, string>> = {
  users: "User",
  groups: "Group",
  entries: "Entry",
  zones: "Zone",
  sites: "Site",
  credentials: "Credential",
  credentialTypes: "Credential type",
  subscriptions: "Subscription",
};

/** State, clock, and the history everything that matters for doors is written to. */
export class World {
  dirty = false;
  /** Called for each event that the cloud has heard of; subscriptions listen here. */
  onEvent: (event: EventRow) => void = () => {};
  private index: { of: readonly HistoryEntry[]; byUser: Map<number | null, HistoryEntry[]> } | null = null;

  constructor(
    readonly store: Store<AltaState>,
    readonly clock: Clock,
  ) {}

  get state(): AltaState {
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
  nextId(): number {
    this.state.seq += 1;
    return this.state.seq;
  }
  secret(bytes = 24): string {
    return randomBytes(bytes).toString("base64url");
  }

  put<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    rows[row.id] = row;
    this.dirty = true;
    return row;
  }
  drop(table: TableName, id: number): void {
    delete this.state.tables[table][id];
    this.dirty = true;
  }
  all<T extends TableName>(table: T): Tables[T][] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    return Object.values(rows);
  }
  get<T extends TableName>(table: T, id: number): Tables[T] | null {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    return rows[id] ?? null;
  }
  /** Rows of one organization, oldest first. */
  rows<T extends Exclude<TableName, "orgs" | "namespaces" | "identities" | "credentialTypes">>(
    table: T,
    orgId: number,
  ): Tables[T][] {
    return this.all(table).filter((row) => row.orgId === orgId);
  }
  notFound(table: TableName): ApiProblem {
    return new ApiProblem(this.switches.unknownIdStatus, `${NAMES[table] ?? "Object"} not found.`);
  }
  /** One row of the organization. Another organization's id reads like an unknown one. */
  find<T extends Exclude<TableName, "orgs" | "namespaces" | "identities" | "credentialTypes">>(
    table: T,
    orgId: number,
    id: number,
  ): Tables[T] {
    const row = this.get(table, id);
    if (!row || row.orgId !== orgId) throw this.notFound(table);
    return row;
  }

  /** Notes what an object means for the doors from now on. */
  remember(key: string, userId: number | null, now: Snapshot, cause: string): void {
    const { history } = this.state;
    const last = history.at(-1);
    const entry: HistoryEntry = {
      seq: (last?.seq ?? 0) + 1,
      at: Math.max(this.nowMs(), last?.at ?? 0),
      key,
      userId,
      cause,
      now: structuredClone(now),
    };
    history.push(entry);
    if (this.index?.of === history) this.indexOne(this.index.byUser, entry);
    this.dirty = true;
  }
  private indexOne(byUser: Map<number | null, HistoryEntry[]>, entry: HistoryEntry): void {
    const list = byUser.get(entry.userId);
    if (list) list.push(entry);
    else byUser.set(entry.userId, [entry]);
  }
  /** The history that decides over one person, oldest first. */
  historyOf(userId: number): HistoryEntry[] {
    const { history } = this.state;
    if (this.index?.of !== history) {
      const byUser = new Map<number | null, HistoryEntry[]>();
      for (const entry of history) this.indexOne(byUser, entry);
      this.index = { of: history, byUser };
    }
    const { byUser } = this.index;
    return [...(byUser.get(null) ?? []), ...(byUser.get(userId) ?? [])].sort((a, b) => a.seq - b.seq);
  }
}

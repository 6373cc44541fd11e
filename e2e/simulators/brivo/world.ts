import type { Clock } from "../../../lib/clock";
import type { Store } from "../kit/store";
import type { BrivoState, EventRow, HistoryEntry, Row, Snapshot, TableName, Tables } from "./model";
import { notFound } from "./problem";

const FIRST_ID = 10_000;

const NOT_FOUND: Partial<Record<TableName, string>> = {
  users: "Requested user not found",
  groups: "Unknown Group",
  credentials: "Credential not found",
  subscriptions: "Event subscription not found",
};

/** State, clock and the history from which access over time is told. */
export class World {
  dirty = false;
  /** Called for each new event; the notifications listen here. */
  onEvent: (event: EventRow) => void = () => {};
  private index: { of: readonly HistoryEntry[]; byUser: Map<number | null, HistoryEntry[]> } | null = null;

  constructor(
    readonly store: Store<BrivoState>,
    readonly clock: Clock,
  ) {}

  get state(): BrivoState {
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

  newId(): number {
    this.state.seq += 1;
    return FIRST_ID + this.state.seq;
  }

  /** The fields every object has. `id` is given by the seed only. */
  base(account: number, id: number = this.newId()): Row {
    const now = this.nowMs();
    return { id, account, created: now, updated: now };
  }

  put<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    rows[String(row.id)] = row;
    this.dirty = true;
    return row;
  }

  remove<T extends TableName>(table: T, id: number): void {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    delete rows[String(id)];
    this.dirty = true;
  }

  /** All rows of an account, oldest first. */
  rows<T extends TableName>(table: T, account: number): Tables[T][] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    return Object.values(rows).filter((row) => row.account === account);
  }

  /** One object of the account. Another account's id is a 404 like an unknown one, and like text that is no id. */
  find<T extends TableName>(table: T, account: number, id: number | string): Tables[T] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    const row = Object.hasOwn(rows, String(id)) ? rows[String(id)] : undefined;
    if (!row || row.account !== account) throw notFound(NOT_FOUND[table] ?? "Requested object not found");
    return row;
  }

  /** Notes what an object means for the doors, once the panels have heard of it. */
  remember(key: string, userId: number | null, now: Snapshot, cause: string, delayMs?: number): void {
    const { history } = this.state;
    const last = history.at(-1);
    const at = this.nowMs() + (delayMs ?? this.switches.panelDelayMs);
    const entry: HistoryEntry = {
      seq: (last?.seq ?? 0) + 1,
      at: Math.max(at, last?.at ?? at),
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

  /** The history that decides over one user, oldest first. */
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

  /** Adds a line to the vendor's event log, processed now. */
  logEvent(event: Omit<EventRow, "id" | "created" | "updated" | "processed">): EventRow {
    const base = this.base(event.account);
    const row = this.put("events", { ...event, ...base, processed: this.nowMs() });
    this.onEvent(row);
    return row;
  }
}

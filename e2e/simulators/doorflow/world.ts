import { randomBytes } from "node:crypto";
import type { Clock } from "../../../lib/clock";
import type { Store } from "../kit/store";
import type { DoorFlowState, EventRow, HistoryEntry, Row, Snapshot, TableName, Tables } from "./model";
import { notFound } from "./problem";

/** State, clock, and the record of changes that the doors are told from. */
export class World {
  dirty = false;
  /** Called for each new event, and for credentials that changed; the webhooks listen here. */
  onEvent: (event: EventRow) => void = () => {};
  onCredential: (action: "CREATE" | "UPDATE" | "DESTROY", row: Tables["credentials"]) => void = () => {};
  private readonly people = new Map<TableName, { of: object; rows: Map<string, Row[]> }>();
  private index: { of: readonly HistoryEntry[]; byPerson: Map<string | null, HistoryEntry[]> } | null = null;

  constructor(
    readonly store: Store<DoorFlowState>,
    readonly clock: Clock,
  ) {}

  get state(): DoorFlowState {
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

  /** The fields every object has, with the next whole number as id unless one is given. */
  base(accountId: string, id?: string): Row {
    this.state.seq += 1;
    const now = this.nowMs();
    return {
      id: id ?? String(10_000 + this.state.seq * 7),
      account_id: accountId,
      created_at: now,
      updated_at: now,
      deleted: false,
    };
  }

  /** An id of the kind that accounts and credentials have. */
  hashId = (): string => randomBytes(6).toString("hex");

  put<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    const isNew = !Object.hasOwn(rows, row.id);
    rows[row.id] = row;
    const index = this.people.get(table);
    if (isNew && index?.of === rows && "person_id" in row) pushTo(index.rows, String(row.person_id), row);
    this.dirty = true;
    return row;
  }

  /** Live rows of an account, in the order they were made. */
  rows<T extends TableName>(table: T, accountId: string): Tables[T][] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    return Object.values(rows).filter((row) => row.account_id === accountId && !row.deleted);
  }

  /** One live row of the account. Deleted, another account's or unknown: 404. */
  live<T extends TableName>(table: T, accountId: string, id: string): Tables[T] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    const row = Object.hasOwn(rows, id) ? rows[id] : undefined;
    if (!row || row.account_id !== accountId || row.deleted) throw notFound();
    return row;
  }

  /** Rows of one person, dead ones too. */
  ofPerson<T extends "credentials" | "groupReservations" | "reservations">(
    table: T,
    personId: string,
  ): readonly Tables[T][] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    let index = this.people.get(table);
    if (index?.of !== rows) {
      index = { of: rows, rows: new Map() };
      for (const row of Object.values(rows)) pushTo(index.rows, row.person_id, row);
      this.people.set(table, index);
    }
    // Safe: the map under this table's name was filled from its own rows.
    return (index.rows.get(personId) ?? []) as Tables[T][];
  }

  /** The number of the newest change. */
  get lastSeq(): number {
    return this.state.history.at(-1)?.seq ?? 0;
  }

  /** Notes what an object means from now (or `at`) on, for the doors once a sync has told them. */
  remember(
    row: Pick<Row, "id" | "account_id">,
    personId: string | null,
    now: Snapshot,
    cause: string,
    at = this.nowMs(),
  ): void {
    const { history } = this.state;
    const entry: HistoryEntry = {
      seq: this.lastSeq + 1,
      at: Math.max(at, history.at(-1)?.at ?? at),
      accountId: row.account_id,
      // People, channels and reservations count their ids apart.
      id: `${now.kind}:${row.id}`,
      personId,
      cause,
      now: structuredClone(now),
    };
    history.push(entry);
    if (this.index?.of === history) pushTo(this.index.byPerson, entry.personId, entry);
    this.dirty = true;
  }

  /** What decides over one person, oldest first. */
  historyOf(personId: string): HistoryEntry[] {
    const { history } = this.state;
    if (this.index?.of !== history) {
      const byPerson = new Map<string | null, HistoryEntry[]>();
      for (const entry of history) pushTo(byPerson, entry.personId, entry);
      this.index = { of: history, byPerson };
    }
    const { byPerson } = this.index;
    return [...(byPerson.get(null) ?? []), ...(byPerson.get(personId) ?? [])].sort((a, b) => a.seq - b.seq);
  }
}

function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

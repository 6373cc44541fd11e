import { randomBytes } from "node:crypto";
import type { Clock } from "../../../lib/clock";
import type { Store } from "../kit/store";
import type {
  AcmState,
  Entry,
  HistoryEntry,
  IdentityRow,
  RoleRow,
  Snapshot,
  TableName,
  Tables,
  TokenRow,
} from "./model";

/** State, clock, and the history from which the doors are told. */
export class World {
  dirty = false;
  private index: { of: readonly HistoryEntry[]; byIdentity: Map<string | null, HistoryEntry[]> } | null =
    null;

  constructor(
    readonly store: Store<AcmState>,
    readonly clock: Clock,
  ) {}

  get state(): AcmState {
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

  /** The fields every entry has: an id of 16 lower-case hex characters, unless the seed gives one. */
  entry(cn: string = randomBytes(8).toString("hex")): Entry {
    this.state.seq += 1;
    const now = this.nowMs();
    return { cn, seq: this.state.seq, createdAt: now, modifiedAt: now };
  }

  put<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    rows[row.cn] = row;
    this.dirty = true;
    return row;
  }
  rows<T extends TableName>(table: T): Tables[T][] {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    return Object.values(rows);
  }
  find<T extends TableName>(table: T, cn: string): Tables[T] | null {
    const rows: Record<string, Tables[T]> = this.state.tables[table];
    return Object.hasOwn(rows, cn) ? (rows[cn] ?? null) : null;
  }
  tokensOf(identity: string): TokenRow[] {
    return this.rows("tokens").filter((token) => token.identity === identity);
  }

  /** Notes what an entry means for the doors from now on. */
  remember(id: string, identity: string | null, now: Snapshot, cause: string): void {
    const { history } = this.state;
    const last = history.at(-1);
    const entry: HistoryEntry = {
      seq: (last?.seq ?? 0) + 1,
      at: Math.max(this.nowMs(), last?.at ?? 0),
      lagMs: this.switches.panelLagSeconds * 1000,
      id,
      identity,
      cause,
      now: structuredClone(now),
    };
    history.push(entry);
    if (this.index?.of === history) indexOne(this.index.byIdentity, entry);
    this.dirty = true;
  }

  /** The history that decides over one identity, oldest first. */
  historyOf(identity: string): HistoryEntry[] {
    const { history } = this.state;
    if (this.index?.of !== history) {
      const byIdentity = new Map<string | null, HistoryEntry[]>();
      for (const entry of history) indexOne(byIdentity, entry);
      this.index = { of: history, byIdentity };
    }
    const { byIdentity } = this.index;
    return [...(byIdentity.get(null) ?? []), ...(byIdentity.get(identity) ?? [])].sort(
      (a, b) => a.seq - b.seq,
    );
  }

  rememberIdentity(row: IdentityRow, cause: string, deleted = false): void {
    const active = row.attrs.plasecIdstatus === "1";
    this.remember(row.cn, row.cn, { kind: "identity", deleted, active, roles: row.roles }, cause);
  }
  rememberToken(row: TokenRow, cause: string, deleted = false): void {
    if (row.identity === null) return;
    const { attrs } = row;
    const now: Snapshot = {
      kind: "token",
      deleted,
      active: attrs.plasecTokenstatus === "1" && attrs.plasecDownload === "TRUE",
      number: attrs.plasecInternalnumber ?? null,
      pin: attrs.plasecPIN ?? null,
      starts: row.activatesAt,
      ends: attrs.plasecTokennoexpire === "TRUE" ? null : row.deactivatesAt,
    };
    this.remember(row.cn, row.identity, now, cause);
  }
  rememberRole(row: RoleRow, cause: string, deleted = false): void {
    const { name, installed, startsAt: starts, stopsAt: stops, accessGroups } = row;
    this.remember(
      row.cn,
      null,
      { kind: "role", deleted, name, installed, starts, stops, accessGroups },
      cause,
    );
  }
}

function indexOne(byIdentity: Map<string | null, HistoryEntry[]>, entry: HistoryEntry): void {
  const list = byIdentity.get(entry.identity);
  if (list) list.push(entry);
  else byIdentity.set(entry.identity, [entry]);
}

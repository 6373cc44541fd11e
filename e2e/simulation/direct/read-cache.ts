import { type Statement, statementOf } from "./statement";

interface Kept {
  readonly version: number;
  readonly answer: unknown;
}

const KEPT_MAX = 20_000;

/**
 * What the database answered, as long as no table it was read from was written since: for all processes of a play
 * together, so that what one writes the others read anew. The play alone speaks to its database, which is what
 * makes this safe; nothing of it is Lintel's.
 */
export class ReadCache {
  private readonly versions = new Map<string, number>();
  /** Open transactions that wrote a table: what they wrote is theirs alone. */
  private readonly unsettled = new Map<string, number>();
  /** By statement, and what was asked for by it. */
  private readonly kept = new Map<Statement, Map<string, Kept>>();
  private keptCount = 0;

  /** What one connection does: it may be inside a transaction. */
  session(): CachedSession {
    return new CachedSession(this);
  }

  /** The state of the tables, or null while somebody's transaction has changed one of them. */
  versionOf(tables: readonly string[]): number | null {
    let version = 0;
    for (const table of tables) {
      if (this.unsettled.has(table)) return null;
      version += this.versions.get(table) ?? 0;
    }
    return version;
  }

  find(statement: Statement, values: string, version: number): unknown {
    const found = this.kept.get(statement)?.get(values);
    if (found?.version !== version) return undefined;
    return found.answer;
  }

  keep(statement: Statement, values: string, { version, answer }: Kept): void {
    if (this.keptCount >= KEPT_MAX) {
      this.kept.clear();
      this.keptCount = 0;
    }
    const answers = this.kept.get(statement) ?? new Map<string, Kept>();
    this.kept.set(statement, answers);
    if (!answers.has(values)) this.keptCount += 1;
    answers.set(values, { version, answer });
  }

  wrote(tables: Iterable<string>): void {
    for (const table of tables) this.versions.set(table, (this.versions.get(table) ?? 0) + 1);
  }

  /** Nobody has written it since the play began, and it began with empty tables. */
  isUntouched(table: string): boolean {
    return !this.versions.has(table);
  }

  hold(table: string, change: 1 | -1): void {
    const count = (this.unsettled.get(table) ?? 0) + change;
    if (count > 0) this.unsettled.set(table, count);
    else this.unsettled.delete(table);
  }
}

/** What the driver answers where there is nothing: the query builder looks at the rows alone. */
const nothing = () => ({ rows: [], rowCount: 0 });

/** A write that met no row. Of one that has others inside, only the last is counted. */
const isWithoutEffect = (text: string, answer: unknown): boolean =>
  (answer as { readonly rowCount?: unknown } | undefined)?.rowCount === 0 && !/^\s*with\b/i.test(text);

/** One connection's part: remembers what its open transaction has written. */
export class CachedSession {
  /** How often what others see in the tables may have changed through it. */
  changes = 0;
  private readonly written = new Set<string>();

  constructor(private readonly cache: ReadCache) {}

  /** The answer to a statement: one that was kept, or what `ask` gets from the database. */
  async answer(
    statement: { readonly text: string; readonly values: unknown; readonly isInTransaction: boolean },
    ask: () => Promise<unknown>,
  ): Promise<unknown> {
    const does = statementOf(statement.text);
    if ("rowsOf" in does && does.rowsOf !== null && this.cache.isUntouched(does.rowsOf)) return nothing();
    if (does.kind === "read") return this.read(does, JSON.stringify(statement.values), ask);
    let answer: unknown;
    try {
      answer = await ask();
      return answer;
    } finally {
      if (does.kind !== "write" || !isWithoutEffect(statement.text, answer))
        this.note(does, statement.isInTransaction);
    }
  }

  private async read(
    statement: Extract<Statement, { readonly kind: "read" }>,
    values: string,
    ask: () => Promise<unknown>,
  ): Promise<unknown> {
    const version = this.cache.versionOf(statement.tables);
    if (version === null) return ask();
    const found = this.cache.find(statement, values, version);
    if (found !== undefined) return found;
    const answer = await ask();
    this.cache.keep(statement, values, { version, answer });
    return answer;
  }

  private note(does: Statement, isInTransaction: boolean): void {
    if (does.kind === "end") this.settle();
    if (does.kind !== "write") return;
    this.changes += 1;
    this.cache.wrote(does.tables);
    if (!isInTransaction) return;
    for (const table of does.tables) {
      if (this.written.has(table)) continue;
      this.written.add(table);
      this.cache.hold(table, 1);
    }
  }

  /** Its transaction is over, one way or the other. */
  settle(): void {
    if (this.written.size > 0) this.changes += 1;
    this.cache.wrote(this.written);
    for (const table of this.written) this.cache.hold(table, -1);
    this.written.clear();
  }
}

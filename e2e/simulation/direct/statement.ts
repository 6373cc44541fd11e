import { getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import * as schema from "@/db/schema/index";

/** What a statement does to the tables. */
export type Statement =
  /**
   * The same answer as long as these tables stand still. `rowsOf` = the table without whose rows there are none in the
   * answer, and none to write; null = there may be some all the same.
   */
  | { readonly kind: "read"; readonly tables: readonly string[]; readonly rowsOf: string | null }
  | { readonly kind: "write"; readonly tables: readonly string[]; readonly rowsOf: string | null }
  /** Ends a transaction: what it wrote is seen from here on, or gone. */
  | { readonly kind: "end" }
  /** Writes nothing, and may answer otherwise the next time. */
  | { readonly kind: "other" };

const tables = Object.values<unknown>(schema).filter((value): value is PgTable => is(value, PgTable));
const names = tables.map((table) => getTableName(table));

/** Rows that go with a deleted row, by table, its own among them. */
const swept = new Map<string, ReadonlySet<string>>();
for (const table of tables) {
  const name = getTableName(table);
  const found = new Set([name]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const other of tables)
      for (const key of getTableConfig(other).foreignKeys)
        if (found.has(getTableName(key.reference().foreignTable))) found.add(getTableName(other));
  }
  swept.set(name, found);
}

const NAMED = /\b(?:from|join|into|update|using)\s+"?([a-z_]+)"?/gi;
const WRITES = /\b(?:insert|update|delete|truncate)\b/i;
/** Locks rows, or looks at more than tables. */
const RESTLESS =
  /\bfor\s+(?:no\s+key\s+)?(?:update|share|key)\b|\bnow\(|\bcurrent_|_timestamp\(|\bpg_|\brandom\(|\bnextval\(|\bset_config\(/i;
const ENDS = /^\s*(?:commit|rollback)\s*;?\s*$/i;
const KEEPS = /^\s*(?:begin|savepoint|release|rollback to|set)\b/i;

/** Plain columns of one table, to which others are only joined from the left. */
const ROWS_OF = /^\s*select (?:distinct )?[a-z0-9_".,\s]+? from "([a-z_]+)"/i;
const CHANGES_OF = /^\s*(?:update|delete from) "([a-z_]+)"/i;
const MORE_ROWS = /\b(?:right|full|union)\b/i;

const known = new Map<string, Statement>();
const KNOWN_MAX = 5_000;

/** What `text` does. What cannot be told is taken for a write to every table. */
export function statementOf(text: string): Statement {
  const found = known.get(text);
  if (found) return found;
  const read = readStatement(text);
  if (known.size < KNOWN_MAX) known.set(text, read);
  return read;
}

function readStatement(text: string): Statement {
  if (ENDS.test(text)) return { kind: "end" };
  if (KEEPS.test(text)) return { kind: "other" };
  // Names of columns may look like verbs; what stands in quotes is a name.
  const bare = text.replace(/"[^"]*"/g, '""');
  const isSelect = /^\s*select\b/i.test(text);
  if (isSelect && RESTLESS.test(bare)) return { kind: "other" };
  const named = [...text.matchAll(NAMED)]
    .map((match) => match[1] ?? "")
    .filter((name) => names.includes(name));
  if (isSelect && !WRITES.test(bare))
    return named.length === 0
      ? { kind: "other" }
      : {
          kind: "read",
          tables: [...new Set(named)],
          rowsOf: ownName(MORE_ROWS.test(bare) ? undefined : ROWS_OF.exec(text)?.[1]),
        };
  const wrote = (tables: readonly string[]): Statement => ({
    kind: "write",
    tables: [...new Set(tables)],
    rowsOf: ownName(CHANGES_OF.exec(text)?.[1]),
  });
  if (named.length === 0) return wrote(names);
  if (!/\bdelete\b/i.test(bare)) return wrote(named);
  return wrote(named.flatMap((name) => [...(swept.get(name) ?? names)]));
}

const ownName = (name: string | undefined): string | null =>
  name !== undefined && names.includes(name) ? name : null;

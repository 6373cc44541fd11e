import { and, asc, eq, getTableName, gt, is, isNotNull, ne, type SQL, sql } from "drizzle-orm";
import { getTableConfig, PgCustomColumn, PgTable } from "drizzle-orm/pg-core";
import type { InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import * as schema from "../schema";

/**
 * For `npm run keys:rotate` only: these reads and writes go over all installations, because a key is the
 * deployment's own.
 */

/** A column that holds sealed values, by its names in the database. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The one column of the primary key: a sealed value is bound to it. Null = no single one. */
  readonly rowColumn: string | null;
}

/** Every column of the schema made by `sealed()`, sorted. */
export function sealedColumns(): readonly SealedColumn[] {
  return Object.values(schema)
    .flatMap((table) => {
      if (!is(table, PgTable)) return [];
      const { columns, name } = getTableConfig(table);
      const keys = columns.filter((column) => column.primary);
      return columns
        .filter((column) => is(column, PgCustomColumn))
        .map((column) => ({
          table: name,
          column: column.name,
          rowColumn: keys.length === 1 ? (keys[0]?.name ?? null) : null,
        }));
    })
    .sort((a, b) => (`${a.table}.${a.column}` < `${b.table}.${b.column}` ? -1 : 1));
}

/** Where a value lies, with the hash kept beside it, if there is one. */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  readonly rowColumn: string;
  readonly hashColumn?: string;
}

export interface SealedRow {
  readonly row: string;
  readonly sealed: string;
  readonly hash: string | null;
}

const name = (text: string) => sql.identifier(text);

/** Rows with a value after `after`, in the order of their keys. An emptied value is none. */
export async function readSealed(
  db: Db,
  place: SealedPlace,
  page: { readonly after: string | null; readonly rowsMax: number },
): Promise<readonly SealedRow[]> {
  const key = name(place.rowColumn);
  const hash = place.hashColumn === undefined ? sql`null` : sql`${name(place.hashColumn)}`;
  const after = page.after === null ? sql`true` : sql`${key} > ${page.after}`;
  return select(db, place, hash, sql`${after} order by ${key} limit ${page.rowsMax}`);
}

/** One row as it is now; null when it went or holds no value any more. */
export async function readSealedRow(db: Db, place: SealedPlace, row: string): Promise<SealedRow | null> {
  const hash = place.hashColumn === undefined ? sql`null` : sql`${name(place.hashColumn)}`;
  const [found] = await select(db, place, hash, sql`${name(place.rowColumn)} = ${row}`);
  return found ?? null;
}

async function select(db: Db, place: SealedPlace, hash: SQL, where: SQL): Promise<readonly SealedRow[]> {
  const column = name(place.column);
  const { rows } = await db.execute(sql`
    select ${name(place.rowColumn)}::text as "row", ${column} as "sealed", ${hash} as "hash"
    from ${name(place.table)} where ${column} is not null and ${column} <> '' and ${where}`);
  return rows as unknown as readonly SealedRow[];
}

/** Writes only if the row still holds what was read: somebody else's newer value stays. False = it did not. */
export async function replaceSealed(
  db: Db,
  place: SealedPlace,
  change: { readonly before: SealedRow; readonly sealed: string; readonly hash: string | null },
): Promise<boolean> {
  const { before } = change;
  const setHash = place.hashColumn === undefined ? sql`` : sql`, ${name(place.hashColumn)} = ${change.hash}`;
  const sameHash =
    place.hashColumn === undefined ? sql`` : sql` and ${name(place.hashColumn)} = ${before.hash}`;
  const result = await db.execute(sql`
    update ${name(place.table)} set ${name(place.column)} = ${change.sealed}${setHash}
    where ${name(place.rowColumn)} = ${before.row} and ${name(place.column)} = ${before.sealed}${sameHash}`);
  return result.rowCount === 1;
}

export interface EmailHashRow {
  readonly personId: PersonId;
  readonly installationId: InstallationId;
  readonly emailHash: string;
  /** Addresses of all members that are this person, as they are now. */
  readonly emails: readonly string[];
}

/** Persons with a hash of an address after `after`, in the order of their ids. */
export async function readEmailHashes(
  db: Db,
  page: { readonly after: PersonId | null; readonly rowsMax: number },
): Promise<readonly EmailHashRow[]> {
  const { members, personMembers, persons } = schema;
  const rows = await db
    .select({
      personId: persons.id,
      installationId: persons.installationId,
      emailHash: persons.emailHash,
      emails: sql<string[] | null>`array_agg(${members.email}) filter (where ${members.email} is not null)`,
    })
    .from(persons)
    .leftJoin(
      personMembers,
      and(eq(personMembers.installationId, persons.installationId), eq(personMembers.personId, persons.id)),
    )
    .leftJoin(
      members,
      and(eq(members.installationId, personMembers.installationId), eq(members.id, personMembers.memberId)),
    )
    .where(and(isNotNull(persons.emailHash), page.after === null ? undefined : gt(persons.id, page.after)))
    .groupBy(persons.id)
    .orderBy(asc(persons.id))
    .limit(page.rowsMax);
  return rows.map((row) => ({ ...row, emailHash: row.emailHash ?? "", emails: row.emails ?? [] }));
}

/** As `replaceSealed`: only if the row still holds what was read. */
export async function replaceEmailHash(db: Db, before: EmailHashRow, emailHash: string): Promise<boolean> {
  const { persons } = schema;
  const result = await db
    .update(persons)
    .set({ emailHash })
    .where(
      and(
        eq(persons.installationId, before.installationId),
        eq(persons.id, before.personId),
        eq(persons.emailHash, before.emailHash),
        ne(persons.emailHash, emailHash),
      ),
    );
  return result.rowCount === 1;
}

/** Every column of the schema whose name says that it holds a hash, sorted: each needs a word on rotation. */
export function hashColumns(): readonly string[] {
  return Object.values(schema)
    .flatMap((table) =>
      is(table, PgTable)
        ? getTableConfig(table).columns.map((column) => `${getTableName(table)}.${column.name}`)
        : [],
    )
    .filter((column) => column.endsWith("_hash"))
    .sort();
}

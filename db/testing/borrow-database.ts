import {
  asSuperuser,
  type ClonedDatabase,
  type CloneSource,
  createClone,
  dropClone,
  openClone,
} from "../test-server";

/** Every row of every table. Without the checks of foreign keys the order is of no matter. */
const EMPTY = `
  do $$
  declare
    each record;
  begin
    set local session_replication_role = replica;
    for each in select tablename from pg_tables where schemaname = 'public' loop
      execute format('delete from public.%I', each.tablename);
    end loop;
  end $$`;

/** Numbers of objects rise: whatever was made in a copy has a higher one than the copy itself. */
const HAS_ONLY_THE_TEMPLATES = `
  select not exists (
    select from (
      select oid from pg_class union all select oid from pg_proc
      union all select oid from pg_trigger union all select oid from pg_constraint
    ) made
    where made.oid > (select oid from pg_database where datname = current_database())
  ) as answer`;

const spare: string[] = [];

/**
 * A migrated, empty database for one test. When it is closed its rows are deleted and it waits for the next test of
 * this process, since making and dropping copies costs far more. One in which a test made tables, functions,
 * triggers or constraints is dropped instead.
 */
export async function borrowDatabase(source: CloneSource): Promise<ClonedDatabase> {
  const name = spare.pop() ?? (await createClone(source));
  return openClone(source, name, async () => {
    if (await isLikeNew(source, name)) spare.push(name);
    else await dropClone(source, name);
  });
}

function isLikeNew(source: CloneSource, name: string): Promise<boolean> {
  return asSuperuser(
    source,
    async (client) => {
      await client.query(EMPTY);
      const asked = await client.query<{ answer: boolean }>(HAS_ONLY_THE_TEMPLATES);
      return asked.rows[0]?.answer === true;
    },
    name,
  );
}

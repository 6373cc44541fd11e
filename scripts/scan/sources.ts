import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/** Something that is searched: where it is from, and all of its text. */
export interface Source {
  /** Such as `database members.email` or `log app`. */
  readonly place: string;
  readonly text: string;
}

/** Every value of every table, column by column, as text. */
export async function dumpDatabase(url: string): Promise<readonly Source[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows: columns } = await client.query<{ table: string; column: string }>(`
      select c.relname as "table", a.attname as "column"
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        and n.nspname !~ '^pg_toast'
      order by 1, 2`);
    const sources: Source[] = [];
    for (const { table, column } of columns) {
      const name = client.escapeIdentifier(column);
      const { rows } = await client.query<{ text: string | null }>(
        `select string_agg(${name}::text, chr(10)) as text from ${await qualified(client, table)}`,
      );
      sources.push({ place: `database ${table}.${column}`, text: rows[0]?.text ?? "" });
    }
    return sources;
  } finally {
    await client.end();
  }
}

async function qualified(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    "select oid::regclass::text as name from pg_class where relname = $1 and relkind in ('r', 'p', 'm')",
    [table],
  );
  return rows[0]?.name ?? client.escapeIdentifier(table);
}

/** What every process wrote, the database server included. */
export function readLogs(dataDir: string): readonly Source[] {
  const dir = join(dataDir, "logs");
  return readdirSync(dir).map((file) => ({
    place: `log ${file.replace(/\.log$/, "")}`,
    text: readFileSync(join(dir, file), "utf8"),
  }));
}

/** All that the engine still knows of its runs: their states, errors and results. */
export async function dumpEngine(engine: string, signingKey: string): Promise<readonly Source[]> {
  const text = async (path: string) =>
    (await fetch(`${engine}${path}`, { headers: { authorization: `Bearer ${signingKey}` } })).text();
  const listed = await text("/runs?limit=2000");
  const { runs } = JSON.parse(listed) as { runs: { id: string }[] };
  const results: string[] = [];
  for (const { id } of runs) results.push(await text(`/v1/runs/${id}`));
  return [
    { place: "engine runs", text: listed },
    { place: "engine results", text: results.join("\n") },
    { place: "engine page", text: await text("/") },
  ];
}

/** Pages and answers that tell of an error, asked for the way a browser or a stranger would. */
export async function fetchErrors(
  app: string,
  input: { readonly cookie: string; readonly installation: string; readonly links: readonly string[] },
): Promise<readonly Source[]> {
  const wrong = "00000000-0000-4000-8000-000000000000";
  const paths = [
    "/install",
    "/install/problem",
    "/install/problem?reason=used",
    ...input.links,
    "/no-such-page",
    "/signed-out",
    "/welcome",
    `/${wrong}`,
    `/${input.installation}/members/no-such-member`,
    `/${input.installation}/connections/${wrong}`,
    `/${input.installation}/preview/${wrong}`,
    `/${input.installation}/mapping?connection=${wrong}`,
    "/api/vendors/akiles/oauth/callback?state=unknown&code=unknown",
    "/api/vendors/akiles/oauth/callback?error=access_denied",
    "/api/nexudus/webhooks/unknown/1/1",
    "/api/inngest",
    "/api/health",
    "/api/auth/session",
    "/api/auth/error",
  ];
  const sources: Source[] = [];
  for (const cookie of ["", input.cookie])
    for (const path of paths) {
      const response = await fetch(`${app}${path}`, { redirect: "manual", headers: { cookie } });
      const headers = [...response.headers].filter(([name]) => name !== "set-cookie");
      const shown = new URL(path, app).pathname.replace(input.installation, "[installation]");
      sources.push({
        place: `answer ${response.status} ${shown}${cookie ? "" : " (signed out)"}`,
        text: `${JSON.stringify(headers)}\n${await response.text()}`,
      });
    }
  return sources;
}

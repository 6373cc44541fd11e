import pg from "pg";

/**
 * What may grow while strangers call: their counters, what signed webhooks leave, and what the background writes
 * by its own clock. Every other table must hold as many rows after as before.
 */
const MAY_CHANGE = new Set([
  "rate_counters",
  "webhook_deliveries",
  "platform_reads",
  "read_cursors",
  "operations",
  "edges",
  "leases",
]);

/** How many rows each table holds that no stranger may change. */
export async function countRows(databaseUrl: string): Promise<Readonly<Record<string, number>>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
    );
    const counts: Record<string, number> = {};
    for (const { name } of rows) {
      if (MAY_CHANGE.has(name)) continue;
      const counted = await client.query<{ n: string }>(`select count(*) as n from "${name}"`);
      counts[name] = Number(counted.rows[0]?.n);
    }
    return counts;
  } finally {
    await client.end();
  }
}

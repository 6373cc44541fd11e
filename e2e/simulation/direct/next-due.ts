import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";

export interface NextDue {
  /** ms; Infinity = nothing that is there becomes due by itself. */
  readonly dueAt: number;
  /** Something is under way that a sweep may have to do with at any time. */
  readonly isBusy: boolean;
  /** When each installation was last polled, ms. */
  readonly polledAt: readonly (readonly [string, number])[];
}

/** When the sweep has something to do next, by one look at the database. */
export async function readNextDue(db: Db): Promise<NextDue> {
  const { rows } = await db.execute<{
    due: number | null;
    busy: boolean;
    polls: Readonly<Record<string, number | null>> | null;
  }>(sql`
    select
      (select extract(epoch from min(due)) * 1000 from (
        select min(e.at) - interval '48 hours' as due from edges e where e.state = 'pending'
        union all
        select min(e.at) + interval '5 seconds' from edges e join connections c on c.id = e.connection_id
          where e.state in ('pending', 'armed') and c.state in ('active', 'paused')
        union all
        select min(o.next_try_at) from operations o join connections c on c.id = o.connection_id
          where o.state in ('failed', 'intended') and c.state in ('active', 'paused')
        union all
        select min(greatest(f.wanted_at, f.next_try_at)) from flushes f
          where f.flushed_at is null or f.wanted_at >= f.flushed_at
        union all
        select min(p.next_at) from pass_invitations p join connections c on c.id = p.connection_id
          where c.state = 'active' and c.disconnecting_since is null
        union all
        select min(n.next_try_at) from platform_notices n join installations i on i.id = n.installation_id
          where n.closed_at is null and n.notice_id is null and i.state = 'active'
      ) all_due)::float8 as due,
      exists (select from connections where last_error_kind = 'unavailable'
        or (disconnecting_since is not null and state <> 'disconnected'))
      or exists (select from installations where state not in ('active', 'removed'))
      or exists (select from visit_keys) or exists (select from check_ins)
      or exists (select from presence where reading_since is not null) as busy,
      (select json_object_agg(id, (extract(epoch from last_poll_at) * 1000)::float8 order by id)
        from installations where state = 'active') as polls`);
  const [row] = rows;
  return {
    dueAt: row?.due ?? Number.POSITIVE_INFINITY,
    isBusy: row?.busy !== false,
    polledAt: Object.entries(row?.polls ?? {}).map(([id, at]) => [id, at ?? Number.NEGATIVE_INFINITY]),
  };
}

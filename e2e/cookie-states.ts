import { encode } from "next-auth/jwt";
import { Client } from "pg";
import { randomId } from "../lib/security/tokens";
import { loadSecrets } from "../scripts/stack/secrets";
import type { E2eSite } from "./site";

const HOUR_SECONDS = 3_600;

export interface CookieStates {
  /** A session that stands. */
  readonly valid: string;
  readonly garbage: string;
  readonly otherSecret: string;
  readonly expired: string;
  /** Sealed and in time, but its session was ended. */
  readonly ended: string;
  /** Sealed and in time, but its session's row is past its end. */
  readonly over: string;
  readonly otherTenant: string;
  readonly otherInstallation: string;
  /** A preview of the installation. */
  readonly preview: string;
  remove(): Promise<void>;
}

/**
 * Session cookies in every state a browser can bring them, written by the test itself: rows in the database,
 * cookies sealed with the stack's secret. `remove` takes the rows away again.
 */
export async function makeCookieStates(site: E2eSite): Promise<CookieStates> {
  const { secrets } = loadSecrets(site.dataDir);
  const client = new Client({ connectionString: site.urls.database });
  await client.connect();
  const installation = site.base.slice(1);
  const otherInstallation = randomId();
  const made: string[] = [];
  await client.query(
    `insert into installations (id, state, token_hash, token_sealed, business_set, subdomain, session_version,
       webhook_secret_hash, webhook_secret_sealed, created_at, updated_at)
     select $1, 'needs_reapproval', $2, token_sealed, $2, 'elsewhere', 1, $2, webhook_secret_sealed, created_at, updated_at
     from installations where id = $3`,
    [otherInstallation, `cookie-states-${otherInstallation}`, installation],
  );
  const session = async (id: string, change: { ended?: boolean; over?: boolean } = {}) => {
    const sessionId = randomId();
    made.push(sessionId);
    await client.query(
      `insert into sessions (id, installation_id, session_version, created_at, expires_at, ended_at)
       select $1, id, session_version, created_at, $3, case when $4 then created_at end
       from installations where id = $2`,
      [sessionId, id, change.over ? "2020-01-01T00:00:00Z" : "2999-01-01T00:00:00Z", change.ended ?? false],
    );
    return { sub: sessionId, installationId: id };
  };
  const seal = (
    token: { sub: string; installationId: string },
    more: { secret?: string; maxAge?: number } = {},
  ) => encode({ token, secret: secrets.nextAuthSecret, maxAge: HOUR_SECONDS, ...more });
  const standing = await session(installation);
  const { rows } = await client.query<{ id: string }>(
    "select id from previews where installation_id = $1 limit 1",
    [installation],
  );
  return {
    valid: await seal(standing),
    garbage: "garbage",
    otherSecret: await seal(standing, { secret: "another secret of the same length, or nearly" }),
    expired: await seal(standing, { maxAge: -HOUR_SECONDS }),
    ended: await seal(await session(installation, { ended: true })),
    over: await seal(await session(installation, { over: true })),
    otherTenant: await seal(await session(otherInstallation)),
    otherInstallation,
    preview: rows[0]?.id ?? "",
    async remove() {
      await client.query("delete from sessions where id = any($1::uuid[])", [made]);
      await client.query("delete from installations where id = $1", [otherInstallation]);
      await client.end();
    },
  };
}

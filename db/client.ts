import { Pool as NeonPool, neonConfig } from "@neondatabase/serverless";
import { drizzle as drizzleNeon } from "drizzle-orm/neon-serverless";
import { drizzle as drizzleNode } from "drizzle-orm/node-postgres";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import pg from "pg";
import ws from "ws";
import type { Clock } from "@/lib/clock";
import type { Logger } from "@/lib/logger";
import * as schema from "./schema/index";

/** What both drivers answer to a statement that is no `select` of the query builder. */
interface StatementResult<Row> {
  readonly rows: Row[];
  /** How many rows were written: tells a conditional write whether its condition held. */
  readonly rowCount: number | null;
}

interface ResultHKT extends PgQueryResultHKT {
  type: StatementResult<this["row"]>;
}

/** The one type queries take: a database of either driver, or a transaction of one. */
export type Db = PgDatabase<ResultHKT, typeof schema>;

export type DatabaseDriver = "neon" | "node-postgres";

export interface Database {
  readonly db: Db;
  readonly driver: DatabaseDriver;
  /** Waits for queries under way, then closes every connection. Repeat: does nothing. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 10;

/**
 * The parts of a database's address.
 *
 * Errors: a plain one that does not repeat the address. The URL parser's own holds it, password and all, where
 * whoever prints the error would show it.
 */
export function parseAddress(url: string): URL {
  if (!URL.canParse(url))
    throw new Error("The address of the database is not a URL: postgres://user:password@host/name.");
  return new URL(url);
}

/**
 * Neon's hosts (`*.neon.tech`) are spoken to over WebSocket, which has transactions (their HTTP way has none); all
 * else over TCP. `URL` lowers the case of web addresses alone, and a host may end in a dot.
 */
export function driverFor(url: string): DatabaseDriver {
  return /\.neon\.tech\.?$/i.test(parseAddress(url).hostname) ? "neon" : "node-postgres";
}

/**
 * Opens a pool on `url` (`postgres://` or `postgresql://`); connections are made when first needed.
 * A connection that breaks while idle is logged and replaced.
 */
export function connect(
  url: string,
  deps: { readonly clock: Clock; readonly log: Logger; readonly connectionsMax?: number },
): Database {
  const driver = driverFor(url);
  const settings = {
    connectionString: url,
    max: deps.connectionsMax ?? CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "lintel",
  };
  const connectedAt = deps.clock.monotonicMs();
  const onError = (error: Error) =>
    deps.log.warn("An idle database connection broke.", {
      driver,
      error,
      durationMs: Math.round(deps.clock.monotonicMs() - connectedAt),
    });

  if (driver === "neon") {
    neonConfig.webSocketConstructor = ws;
    const pool = new NeonPool(settings);
    pool.on("error", onError).on("connect", hearErrors);
    return { db: drizzleNeon(pool, { schema }), driver, close: closeOnce(() => pool.end()) };
  }
  const pool = new pg.Pool(settings);
  pool.on("error", onError).on("connect", hearErrors);
  return { db: drizzleNode(pool, { schema }), driver, close: closeOnce(() => pool.end()) };
}

/**
 * The pool listens to idle connections alone. One that breaks between two statements of a transaction has nobody
 * who listens, which ends the process; the next statement fails anyway, and that is what the caller sees.
 */
function hearErrors(client: { on(event: "error", listener: () => void): unknown }): void {
  client.on("error", () => {});
}

function closeOnce(end: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= end();
    return closing;
  };
}

export { isUnavailable, isUniqueViolation } from "./errors";

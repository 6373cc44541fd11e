import { connect } from "@/db/client";
import { realClock } from "@/lib/clock";
import type { FetchLike } from "@/lib/connectors/contract";
import { silentLogger } from "@/lib/logger";

/**
 * Where an actor can be stopped: before every statement it sends to the database, every call to the platform or a
 * vendor, and every hand-over of events. What lies between two of them nobody else can see.
 */
export interface Gate {
  /** Names of the boundaries that were met so far, in order. */
  readonly met: readonly string[];
  /** Resolves with its name when the actor stands before its `k`-th boundary that counts, from now, from 0. */
  stopAt(k: number, counts?: (name: string) => boolean): Promise<string>;
  resume(): void;
  /** Called by what is wrapped; resolves at once unless the actor is to stop here. */
  pass(name: string): Promise<void>;
}

/** `tick` runs at every boundary and after every stop: it lets time pass. */
export function createGate(tick: (name: string) => void): Gate {
  const met: string[] = [];
  let left = Number.POSITIVE_INFINITY;
  let isCounted: (name: string) => boolean = () => true;
  let reached: (name: string) => void = () => undefined;
  let go: () => void = () => undefined;
  return {
    met,
    stopAt(k, counts = () => true) {
      left = k;
      isCounted = counts;
      return new Promise((resolve) => {
        reached = resolve;
      });
    },
    resume: () => go(),
    async pass(name) {
      met.push(name);
      tick(name);
      if (!isCounted(name)) return;
      left -= 1;
      if (left !== -1) return;
      left = Number.POSITIVE_INFINITY;
      const resumed = new Promise<void>((resolve) => {
        go = resolve;
      });
      reached(name);
      await resumed;
      tick(name);
    },
  };
}

type Query = (...input: unknown[]) => Promise<unknown>;
interface Client {
  query: Query;
  release(): void;
  readonly connection?: { readonly stream?: { destroy(): void } };
}
/** The part of both drivers' pools that the query builder uses. */
interface Pool {
  query: Query;
  connect(done?: unknown): Promise<Client>;
}

/**
 * A database of its own for one actor: one real connection, with the gate before every statement. `kill` cuts the
 * connection, as when the machine goes away: the server rolls back what was not committed.
 */
export function gatedDatabase(url: string, gate: Gate) {
  const database = connect(url, { clock: realClock, log: silentLogger, connectionsMax: 1 });
  // The query builder keeps its pool under this name and its type does not tell.
  const pool = (database.db as unknown as { readonly $client: Pool }).$client;
  const take = pool.connect.bind(pool);
  const plain = new WeakMap<Client, Query>();
  let last: Client | undefined;
  const taken = async () => {
    const client = await take();
    last = client;
    if (!plain.has(client)) {
      const query = client.query.bind(client);
      plain.set(client, query);
      let isInside = false;
      client.query = async (...input) => {
        const name = statementName(input, isInside);
        await gate.pass(name);
        isInside = name === "begin" || (isInside && !/^ {2}(commit|rollback)$/.test(name));
        return query(...input);
      };
    }
    return client;
  };
  pool.connect = (done) => (done === undefined ? taken() : take(done));
  pool.query = async (...input) => {
    await gate.pass(statementName(input, false));
    const client = await taken();
    try {
      return await plain.get(client)?.(...input);
    } finally {
      client.release();
    }
  };
  return {
    db: database.db,
    close: () => database.close(),
    kill: () => last?.connection?.stream?.destroy(),
  };
}

/** First words of a statement: enough to tell where an actor stood. Those inside a transaction are indented. */
function statementName([first]: readonly unknown[], isInside: boolean): string {
  const text = typeof first === "string" ? first : ((first as { readonly text?: string }).text ?? "");
  return `${isInside ? "  " : ""}${text.replaceAll('"', "").slice(0, 48)}`;
}

/**
 * Boundaries between what was read and what is written: before every call and hand-over, before every transaction
 * and its commit, before every write outside of one. A stop between two reads, or between two statements that
 * become visible together, shows the others nothing else.
 */
export const isDecisive = (name: string): boolean => !/^( {2}(?!commit)|select)/.test(name);

/** The gate before every outgoing call. Nobody waits in vain: the caller's own time-out is left off. */
export const gatedFetch =
  (fetch: FetchLike, gate: Gate): FetchLike =>
  async (input, init) => {
    const { pathname } = new URL(input);
    await gate.pass(`${init.method ?? "GET"} ${pathname}`);
    return fetch(input, { ...init, signal: null });
  };

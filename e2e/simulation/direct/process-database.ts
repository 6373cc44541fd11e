import { connect, type Db } from "@/db/client";
import { realClock } from "@/lib/clock";
import { silentLogger } from "@/lib/logger";
import type { ReadCache } from "./read-cache";
import type { VirtualTime } from "./virtual-time";

type Query = (...input: unknown[]) => Promise<unknown>;
interface Lent {
  query: Query;
  release(): void;
}
interface Client extends Lent {
  /** Statements are sent without waiting for the answers to those before. */
  pipeline: boolean;
  readonly connection: { readonly stream: { cork(): void; uncork(): void; destroy(): void } };
}
/** The part of the driver's pool that the query builder uses. */
interface Pool {
  query: Query;
  connect(): Promise<Lent>;
}

/** Where a process can be stopped on its way to the database. `commit` lies inside a transaction. */
export type DatabaseBoundary = "write" | "begin" | "commit";

export interface ProcessDatabase {
  readonly db: Db;
  /** How often the tables may have changed through it, so far: while it stands still, they do. */
  readonly writes: number;
  readonly statements: number;
  /** Cuts the connection, as when the machine goes away: what was not committed is rolled back. */
  kill(): void;
  close(): Promise<void>;
}

const textOf = (input: readonly unknown[]): string => {
  const [first] = input;
  return typeof first === "string" ? first : ((first as { readonly text?: string }).text ?? "");
};
const valuesOf = (input: readonly unknown[]): unknown =>
  input[1] ?? (input[0] as { readonly values?: unknown }).values ?? null;
const isRead = (text: string) => text.startsWith("select");
const ENDS: ReadonlySet<string> = new Set(["commit", "rollback"]);

const never = () => new Promise<never>(() => undefined);

const NAMED_MAX = 2_000;
const names = new Map<string, string>();

/** The same statement under the same name, so that the server reads and plans it once a connection. */
function prepared(input: readonly unknown[]): readonly unknown[] {
  const [first, ...rest] = input;
  if (typeof first !== "object" || first === null) return input;
  const text = textOf(input);
  const name = names.get(text) ?? (names.size < NAMED_MAX ? `play_${names.size}` : undefined);
  if (name === undefined) return input;
  names.set(text, name);
  return [{ ...first, name }, ...rest];
}

/**
 * A transaction the server hears of together with the first statement that it has to answer itself; not at all when
 * everything in it was answered from what is kept.
 */
function begunLate(client: Client, query: Query) {
  let beginning: readonly unknown[] | null = null;
  return {
    begin: (input: readonly unknown[]) => {
      beginning = input;
    },
    isBegun: () => beginning === null,
    query: (...input: unknown[]) => {
      if (beginning === null) return query(...input);
      const { stream } = client.connection;
      stream.cork();
      // What goes wrong with it goes wrong with the statement as well.
      query(...beginning).catch(() => undefined);
      beginning = null;
      const answer = query(...input);
      stream.uncork();
      return answer;
    },
  };
}

/**
 * One process's way to the database: one connection, so that statements come in one order, which the play alone
 * decides. The loop waits for each. `boundary` is asked before whatever others can see.
 */
export function processDatabase(
  url: string,
  deps: {
    readonly time: VirtualTime;
    readonly boundary: (kind: DatabaseBoundary) => Promise<void> | null;
    readonly cache: ReadCache;
  },
): ProcessDatabase {
  const { time, boundary } = deps;
  const session = deps.cache.session();
  const database = connect(url, { clock: realClock, log: silentLogger, connectionsMax: 1 });
  // The query builder keeps its pool under this name and its type does not tell.
  const pool = (database.db as unknown as { readonly $client: Pool }).$client;
  // Safe: what the pool lends is the driver's client.
  const take = pool.connect.bind(pool) as () => Promise<Client>;
  const queue: (() => void)[] = [];
  let isTaken = false;
  /** The one connection, kept from the first statement on: giving it back and taking it again tells nothing. */
  let held: { readonly client: Client; readonly query: Query } | undefined;
  let isKilled = false;
  let statements = 0;

  /** Waiting for one's turn is no statement under way: whoever has it may be parked. */
  async function turn(): Promise<void> {
    if (isTaken)
      await new Promise<void>((resolve) => {
        queue.push(resolve);
      });
    isTaken = true;
  }
  function pass(): void {
    const next = queue.shift();
    if (next) next();
    else isTaken = false;
  }
  async function heldInTurn(): Promise<NonNullable<typeof held>> {
    await turn();
    // Nobody gets a turn in a process that is no more.
    if (isKilled) await never();
    if (!held) {
      const client = await time.track(take());
      client.pipeline = true;
      held = { client, query: client.query.bind(client) };
    }
    return held;
  }
  async function send(query: Query, input: readonly unknown[], isInTransaction: boolean): Promise<unknown> {
    statements += 1;
    return session.answer({ text: textOf(input), values: valuesOf(input), isInTransaction }, () =>
      time.track(query(...prepared(input))),
    );
  }

  pool.query = async (...input) => {
    if (!isRead(textOf(input))) {
      const stop = boundary("write");
      if (stop) await stop;
    }
    const { query } = await heldInTurn();
    try {
      return await send(query, input, false);
    } finally {
      pass();
    }
  };
  pool.connect = async () => {
    const stop = boundary("begin");
    if (stop) await stop;
    const { client, query } = await heldInTurn();
    const transaction = begunLate(client, query);
    return {
      query: async (...input) => {
        const text = textOf(input);
        if (text.startsWith("begin")) return transaction.begin(input);
        if (text === "commit") {
          const atCommit = boundary("commit");
          if (atCommit) await atCommit;
        }
        if (ENDS.has(text) && !transaction.isBegun()) return undefined;
        return send(transaction.query, input, true);
      },
      release: pass,
    };
  };

  return {
    db: database.db,
    get writes() {
      return session.changes;
    },
    get statements() {
      return statements;
    },
    kill() {
      isKilled = true;
      session.settle();
      held?.client.connection.stream.destroy();
    },
    // A connection that was cut, or that a process holds which is no more, is not given back: nobody waits for it.
    async close() {
      if (isKilled) return;
      held?.client.release();
      held = undefined;
      await database.close();
    },
  };
}

import PQueue from "p-queue";
import type { ConnectionRow } from "@/db/queries/connections";
import type { Clock } from "@/lib/clock";
import type { Connector, ConnectorDefinition } from "@/lib/connectors/contract";
import { type CallBudget, createCallBudget, NO_SPACING } from "@/lib/nexudus/limiter";
import type { KeyedHash } from "@/lib/security/keyed-hash";
import type { Urgency } from "../context";

type Connection = Pick<ConnectionRow, "id" | "vendor" | "settings">;

/** One vendor's limits as they hold for a connection (design S4). */
export interface VendorLimit {
  /** Resolves when the next call may leave: those of endings before others, each in order of arrival. */
  take(urgency: Urgency): Promise<void>;
  /** The same connector; its writes wait for each other where the vendor wants them one by one, endings first. */
  oneWriteAtATime(connector: Connector, urgency: Urgency): Connector;
}

/**
 * Keeps one pace, and where wanted one queue of writes, for everything that shares a vendor's key: a connection, an API
 * key (told apart by its keyed hash), a server's address, or the whole deployment. Lives in the process: on several
 * processes each has its own, and the vendor's throttle answers are obeyed besides.
 */
export function vendorLimits(
  clock: Clock,
  hash: KeyedHash,
): (
  definition: ConnectorDefinition,
  connection: Connection,
  secrets: Readonly<Record<string, string>>,
) => VendorLimit {
  const paces = new Map<string, CallBudget>();
  const queues = new Map<string, PQueue>();
  const kept = <T>(map: Map<string, T>, key: string, make: () => T): T => {
    const found = map.get(key) ?? make();
    map.set(key, found);
    return found;
  };
  return (definition, connection, secrets) => {
    const { limits } = definition;
    const key = `${definition.id}/${sharedBy(definition, connection, secrets, hash)}`;
    const pace = kept(paces, key, () => paceOf(clock, limits.callsPerSecond));
    return {
      async take(urgency) {
        await pace.take("read", urgency === "ending" ? "ending" : "webhook");
      },
      oneWriteAtATime(connector, urgency) {
        if (!limits.oneWriteAtATime) return connector;
        const queue = kept(queues, key, () => new PQueue({ concurrency: 1 }));
        const priority = urgency === "ending" ? 1 : 0;
        const inTurn = <T>(write: () => Promise<T>) => queue.add(write, { priority });
        const { removePerson, setSuspended } = connector;
        return {
          ...connector,
          apply: (operation) => inTurn(() => connector.apply(operation)),
          ...(removePerson ? { removePerson: (input) => inTurn(() => removePerson(input)) } : {}),
          ...(setSuspended ? { setSuspended: (input) => inTurn(() => setSuspended(input)) } : {}),
        };
      },
    };
  };
}

function paceOf(clock: Clock, perSecond: number): CallBudget {
  const burst = Math.max(1, Math.floor(perSecond));
  return createCallBudget(clock, {
    spacing: NO_SPACING,
    buckets: [{ kinds: ["read", "write"], perMinute: perSecond * 60, burst }],
  });
}

function sharedBy(
  { limits }: ConnectorDefinition,
  connection: Connection,
  secrets: Readonly<Record<string, string>>,
  hash: KeyedHash,
): string {
  const field = limits.keyField ?? "";
  switch (limits.key) {
    case "connection":
      return connection.id;
    case "api-key":
      return hash.hash({ purpose: "vendor-key", value: secrets[field] ?? connection.id });
    case "server":
      return (connection.settings[field] ?? connection.id).toLowerCase();
    case "deployment":
      return "";
    default: {
      const never: never = limits.key;
      return never;
    }
  }
}

import { type Column, inArray, notInArray, type SQL } from "drizzle-orm";
import type { ConnectionId } from "@/lib/access/types";

/** Which connections the sweep looks at: these alone, or all others. Of all installations. */
export interface Among {
  readonly connections:
    | { readonly only: readonly ConnectionId[] }
    | { readonly except: readonly ConnectionId[] };
}

/** The condition for it on a column that holds a connection's id. */
export function isAmong(column: Column, { connections }: Among): SQL {
  return "only" in connections
    ? inArray(column, [...connections.only])
    : notInArray(column, [...connections.except]);
}

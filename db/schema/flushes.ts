import { foreignKey, pgTable, uuid } from "drizzle-orm/pg-core";
import type { ConnectionId } from "@/lib/access/types";
import { installationId, instant } from "./columns";
import { connections } from "./connections";

/** One flag per connection whose vendor wants to be told that changes should reach the doors (design S6). */
export const flushes = pgTable(
  "flushes",
  {
    connectionId: uuid("connection_id").$type<ConnectionId>().primaryKey(),
    installationId: installationId(),
    /** The last write at the vendor, set before it and again after it. */
    wantedAt: instant("wanted_at").notNull(),
    /** When the last call that succeeded was begun: what was written before it has reached the doors. */
    flushedAt: instant("flushed_at"),
    /** Not before, because the vendor asked to wait or failed. */
    nextTryAt: instant("next_try_at"),
  },
  (t) => [
    foreignKey({
      columns: [t.installationId, t.connectionId],
      foreignColumns: [connections.installationId, connections.id],
    }).onDelete("cascade"),
  ],
);

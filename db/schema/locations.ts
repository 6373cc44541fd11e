import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { LocationId } from "@/lib/access/types";
import { createdAt, installationId, instant, updatedAt } from "./columns";
import { installations } from "./installations";

/** A Nexudus Business the installation covers. */
export const locations = pgTable(
  "locations",
  {
    installationId: installationId().references(() => installations.id, { onDelete: "cascade" }),
    /** Nexudus Business id. */
    id: text("id").$type<LocationId>().notNull(),
    name: text("name").notNull(),
    webAddress: text("web_address"),
    rootId: text("root_id"),
    suspended: boolean("suspended").notNull(),
    /** What Nexudus calls the zone, as told. */
    zoneTold: text("zone_told"),
    /** IANA zone: a suggestion until `confirmedAt`. */
    zone: text("zone").notNull(),
    /** Minutes after local midnight at which the location's day changes. */
    dayChangeMinutes: integer("day_change_minutes").notNull(),
    confirmedAt: instant("confirmed_at"),
    /** No longer listed by Nexudus since. */
    vanishedAt: instant("vanished_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.id] }),
    check("locations_day_change", sql`${t.dayChangeMinutes} between 0 and 1439`),
  ],
);

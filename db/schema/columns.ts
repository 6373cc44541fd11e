import { sql } from "drizzle-orm";
import { type AnyPgColumn, check, customType, timestamp, uuid } from "drizzle-orm/pg-core";
import type { InstallationId } from "@/lib/access/types";

/** An instant, UTC, to the millisecond. Never defaulted by the database: instants are parameters. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

export const createdAt = () => instant("created_at").notNull();
export const updatedAt = () => instant("updated_at").notNull();

/** The tenant. Every table that belongs to one carries it, and every query names it. */
export const installationId = () => uuid("installation_id").$type<InstallationId>().notNull();

/**
 * Text sealed by `lib/security/encryption` (`v1.<key id>.<nonce>.<ciphertext>`), bound to its row. A type of its
 * own, so that `npm run keys:rotate` finds every such column (`db/queries/sealed.ts`).
 */
export const sealed = customType<{ data: string; driverData: string }>({ dataType: () => "text" });

/** A closed list of words, kept by a check constraint. */
export const oneOf = (name: string, column: AnyPgColumn, words: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(words.map((w) => `'${w}'`).join(", "))})`);

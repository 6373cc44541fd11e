import { z } from "zod";
import { MigrationError, migrateDatabase } from "@/db/migrate";
import { realClock } from "@/lib/clock";
import { createLogger } from "@/lib/logger";
import { describeError } from "@/lib/security/redact";

/**
 * `npm run db:migrate`: a release step, before the new version starts. Needs only the database's address, so it does
 * not ask for the rest of the configuration. (`npm start` migrates the embedded database by itself; the app never.)
 */
const address = process.env.DATABASE_MIGRATION_URL || process.env.DATABASE_URL;
const url = z
  .string()
  .regex(/^postgres(ql)?:\/\//)
  .refine((text) => URL.canParse(text))
  .safeParse(address);

if (!url.success) {
  console.error(
    "Set DATABASE_URL to the postgres:// address of the database to migrate; behind a pooler, set DATABASE_MIGRATION_URL to the database's direct address.",
  );
  process.exit(2);
}

try {
  await migrateDatabase(url.data, { clock: realClock, log: createLogger({ level: "info" }) });
} catch (error) {
  const why = error instanceof MigrationError ? error.message : "The database was not migrated.";
  console.error(why, JSON.stringify(describeError(error)));
  process.exit(1);
}

import { z } from "zod";
import { migrateDatabase } from "@/db/migrate";
import { realClock } from "@/lib/clock";
import { createLogger } from "@/lib/logger";
import { describeError } from "@/lib/security/redact";

/**
 * `npm run db:migrate`: a release step, before the new version starts. Needs only DATABASE_URL, so it does not ask
 * for the rest of the configuration. (`npm start` migrates the embedded database by itself.)
 */
const url = z
  .string()
  .regex(/^postgres(ql)?:\/\//)
  .safeParse(process.env.DATABASE_URL);

if (!url.success) {
  console.error("Set DATABASE_URL to the postgres:// address of the database to migrate.");
  process.exit(2);
}

try {
  await migrateDatabase(url.data, { clock: realClock, log: createLogger({ level: "info" }) });
} catch (error) {
  console.error("The database was not migrated.", JSON.stringify(describeError(error)));
  process.exit(1);
}

import { parseArgs } from "node:util";
import { connect } from "@/db/client";
import { realClock } from "@/lib/clock";
import { envSchema } from "@/lib/config/env";
import { createLogger } from "@/lib/logger";
import { createEncryption } from "@/lib/security/encryption";
import { createKeyedHash } from "@/lib/security/keyed-hash";
import { describeError } from "@/lib/security/redact";
import { type ColumnCounts, rotateKeys } from "@/lib/services/upkeep/rotate-keys";

/**
 * `npm run keys:rotate [-- --check] [-- --despite-unreadable]`: puts all sealed values and keyed hashes under the
 * active keys. Run it with the very environment of the app, after that was deployed with the new key in front. Needs
 * only three variables of it.
 */
const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    "despite-unreadable": { type: "boolean", default: false },
  },
});
const needed = envSchema.pick({ DATABASE_URL: true, LINTEL_ENCRYPTION_KEYS: true, LINTEL_HASH_KEY: true });

function tell(counts: readonly ColumnCounts[]): number {
  for (const { table, column, values: all, old, renewed, unreadable } of counts) {
    const done = values.check ? `${old} under an older key` : `${renewed} of ${old} old ones written anew`;
    console.log(`${table}.${column}: ${all} values, ${done}, ${unreadable.length} unreadable`);
    for (const value of unreadable)
      console.log(`  unreadable: ${value.table}.${value.column} of ${value.row} (${value.kind})`);
  }
  const sum = (of: (row: ColumnCounts) => number) => counts.reduce((total, row) => total + of(row), 0);
  const unreadable = sum((row) => row.unreadable.length);
  const left = sum((row) => row.old) - sum((row) => row.renewed);
  if (unreadable > 0 && !values["despite-unreadable"])
    console.log("Nothing was written: see docs/runbooks/key-rotation.md, or add --despite-unreadable.");
  console.log(`${left} left under an older key, ${unreadable} unreadable`);
  return unreadable > 0 || (left > 0 && !values.check) ? 1 : 0;
}

async function main(): Promise<number> {
  const parsed = needed.safeParse(process.env);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) console.error(`${issue.path.join(".")}: ${issue.message}`);
    return 2;
  }
  const settings = parsed.data;
  const encryption = createEncryption(settings.LINTEL_ENCRYPTION_KEYS);
  const hash = createKeyedHash(settings.LINTEL_HASH_KEY);
  const log = createLogger({ level: "warn" });
  const database = connect(settings.DATABASE_URL, { clock: realClock, log, connectionsMax: 1 });
  try {
    const despiteUnreadable = values["despite-unreadable"];
    return tell(
      await rotateKeys({ db: database.db, encryption, hash, check: values.check, despiteUnreadable }),
    );
  } finally {
    await database.close();
  }
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error("The keys were not rotated; run it again.", JSON.stringify(describeError(error)));
    process.exit(1);
  });

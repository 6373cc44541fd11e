import type { Db } from "@/db/client";
import {
  readEmailHashes,
  readSealed,
  readSealedRow,
  replaceEmailHash,
  replaceSealed,
  type SealedPlace,
  type SealedRow,
} from "@/db/queries/sealed";
import type { PersonId } from "@/lib/access/types";
import { type Encryption, EncryptionError, type EncryptionErrorKind } from "@/lib/security/encryption";
import type { KeyedHash } from "@/lib/security/keyed-hash";
import { type SealedRule, sealedRules } from "./rotation-rules";

const ROWS_A_BATCH = 200;
/** A row that changes under our hands this often is written by somebody busy: the next run takes it. */
const TRIES_MAX = 3;

/** `hash_unknown`: the value opens, but no key of the hash ring gives the hash beside it. */
type UnreadableKind = EncryptionErrorKind | "hash_unknown";

/** A value no key of the rings fits. Ids only, never the value. */
export interface Unreadable {
  readonly table: string;
  readonly column: string;
  readonly row: string;
  readonly kind: UnreadableKind;
}

export interface ColumnCounts {
  readonly table: string;
  readonly column: string;
  readonly values: number;
  /** Under another key than the active one, or beside a hash of another key. */
  readonly old: number;
  /** Of those, written anew by this run. */
  readonly renewed: number;
  readonly unreadable: readonly Unreadable[];
}

export interface RotationParts {
  readonly db: Db;
  readonly encryption: Encryption;
  readonly hash: KeyedHash;
  /** Only counts, writes nothing. */
  readonly check: boolean;
  /** Goes on with the rest although something is unreadable. */
  readonly despiteUnreadable?: boolean;
  readonly rowsABatch?: number;
}

/**
 * Puts every sealed value and every keyed hash that can be computed again under the active keys (design D12).
 *
 * Safe while Lintel runs: each row is written only if it still holds what was read, so a token that was refreshed
 * meanwhile stays. Repeat, also after being killed at any point: what is done already is only counted.
 * A value that does not open is left as it is and named. Then nothing is written at all unless asked for: the rings
 * given here may not be those of Lintel, and what they seal it could not read.
 */
export async function rotateKeys(parts: RotationParts): Promise<readonly ColumnCounts[]> {
  const found = await overAll({ ...parts, check: true });
  const isUnsure = found.some((column) => column.unreadable.length > 0) && !parts.despiteUnreadable;
  return parts.check || isUnsure ? found : overAll(parts);
}

async function overAll(parts: RotationParts): Promise<readonly ColumnCounts[]> {
  const counts: ColumnCounts[] = [];
  for (const rule of sealedRules) counts.push(await rotateColumn(parts, rule));
  counts.push(await rotateEmailHashes(parts));
  return counts;
}

async function rotateColumn(parts: RotationParts, rule: SealedRule): Promise<ColumnCounts> {
  const { table, column, rowColumn } = rule;
  const place: SealedPlace = {
    table,
    column,
    rowColumn,
    ...(rule.hash ? { hashColumn: rule.hash.column } : {}),
  };
  const rowsMax = parts.rowsABatch ?? ROWS_A_BATCH;
  const unreadable: Unreadable[] = [];
  let [values, old, renewed, after] = [0, 0, 0, null as string | null];
  for (;;) {
    const rows = await readSealed(parts.db, place, { after, rowsMax });
    for (const row of rows) {
      const outcome = await rotateRow(parts, rule, place, row);
      values += 1;
      if (outcome === "old" || outcome === "renewed") old += 1;
      if (outcome === "renewed") renewed += 1;
      if (typeof outcome === "object") unreadable.push({ table, column, row: row.row, kind: outcome.kind });
    }
    after = rows.at(-1)?.row ?? null;
    if (rows.length < rowsMax) return { table, column, values, old, renewed, unreadable };
  }
}

type RowOutcome = "current" | "old" | "renewed" | { readonly kind: UnreadableKind };

async function rotateRow(
  parts: RotationParts,
  rule: SealedRule,
  place: SealedPlace,
  found: SealedRow,
): Promise<RowOutcome> {
  const { encryption, hash } = parts;
  const binding = { table: rule.table, column: rule.column, row: found.row };
  let row: SealedRow | null = found;
  for (let attempt = 0; row !== null && attempt < TRIES_MAX; attempt += 1) {
    let plaintext: string;
    try {
      plaintext = encryption.decrypt(row.sealed, binding);
    } catch (error) {
      if (error instanceof EncryptionError) return { kind: error.kind };
      throw error;
    }
    const hashes: readonly (string | null)[] = rule.hash
      ? hash.every({ purpose: rule.hash.purpose, value: plaintext })
      : [null];
    if (!hashes.includes(row.hash)) return { kind: "hash_unknown" };
    const [wanted = null] = hashes;
    const isStale = encryption.isStale(row.sealed);
    if (!isStale && wanted === row.hash) return "current";
    if (parts.check) return "old";
    const sealed = isStale ? encryption.encrypt(plaintext, binding) : row.sealed;
    if (await replaceSealed(parts.db, place, { before: row, sealed, hash: wanted })) return "renewed";
    row = await readSealedRow(parts.db, place, found.row);
  }
  return row === null ? "current" : "old";
}

/**
 * A hash of a member's own address is written anew. A hash of another address is left: it says that the address
 * changed, and the next apply writes both.
 */
async function rotateEmailHashes(parts: RotationParts): Promise<ColumnCounts> {
  const rowsMax = parts.rowsABatch ?? ROWS_A_BATCH;
  let [values, old, renewed, after] = [0, 0, 0, null as PersonId | null];
  for (;;) {
    const rows = await readEmailHashes(parts.db, { after, rowsMax });
    for (const row of rows) {
      values += 1;
      const hashes = row.emails.map((value) =>
        parts.hash.every({ purpose: "person-email", scope: row.installationId, value }),
      );
      const wanted = hashes.find((every) => every.includes(row.emailHash))?.[0];
      if (wanted === undefined || wanted === row.emailHash) continue;
      old += 1;
      if (!parts.check && (await replaceEmailHash(parts.db, row, wanted))) renewed += 1;
    }
    after = rows.at(-1)?.personId ?? null;
    if (rows.length < rowsMax)
      return { table: "persons", column: "email_hash", values, old, renewed, unreadable: [] };
  }
}

import type { Db } from "@/db/client";
import { type AdoptionWord, adoptGrant, type ForeignRow } from "@/db/queries/adoptions";
import { writeAudit } from "@/db/queries/operations";
import { randomId } from "@/lib/security/tokens";
import { ServiceError, type Services } from "../context";

/**
 * Writes memberships into the ledger as adopted: from then on they are kept, re-timed and ended like Lintel's own.
 * Makes no vendor call. `word` is the admin's, on record by now; `fence` is 0 while nobody serves the people yet.
 *
 * Errors: `conflict` when one of them is not as it was shown, or without that word; the whole transaction is to fail.
 */
export async function adoptAll(
  services: Services,
  tx: Db,
  input: {
    readonly rows: readonly ForeignRow[];
    readonly word: AdoptionWord;
    readonly fence: number;
    readonly now: Date;
  },
): Promise<void> {
  const { rows, word, fence, now } = input;
  for (const { installationId, connectionId, personId, vendorGrantId } of rows) {
    const key = { installationId, connectionId, personId, vendorGrantId };
    const ids = { ledgerId: randomId(), grantRowId: randomId() };
    if (!(await adoptGrant(tx, { ...key, ...ids, word, fence, now })))
      throw new ServiceError(
        "conflict",
        "What was to be adopted is not as it was shown. Nothing was changed; look at it again.",
      );
  }
  const [first] = rows;
  if (word.of === "person" || !first) return;
  await writeAudit(tx, {
    id: randomId(),
    installationId: first.installationId,
    at: now,
    actor: services.actor,
    action: "connection.adopted",
    subject: first.connectionId,
    details: { grants: rows.length, people: new Set(rows.map((row) => row.personId)).size },
  });
}

import type { Db } from "@/db/client";
import { replaceProposals, updatePerson } from "@/db/queries/persons";
import type { AccessGroupId, ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { VendorPerson } from "@/lib/connectors/contract";

/**
 * Stores who at the vendor a person could be, in place of what was stored before. One candidate is a question, two
 * are a problem; nothing is written to any of them before an admin says which (design P1). Candidates not empty.
 *
 * UNVERIFIED: who runs the vendor's account. Akiles keeps those apart from its members and names none of them to an
 * integration, so nobody counts as an operator there.
 */
export async function storeProposals(
  db: Db,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly personId: PersonId;
    readonly candidates: readonly VendorPerson[];
    /** Groups that some item is mapped to. */
    readonly mapped: ReadonlySet<AccessGroupId>;
    readonly now: Date;
  },
): Promise<void> {
  const { installationId, connectionId, personId, candidates, mapped, now } = input;
  const key = { installationId, personId };
  await replaceProposals(
    db,
    key,
    candidates.map((candidate) => ({
      installationId,
      connectionId,
      personId,
      vendorPersonId: candidate.vendorPersonId,
      vendorName: candidate.name,
      holdsForeignGroups: candidate.grants.some((grant) => !mapped.has(grant.groupId)),
      isOperator: false,
      createdAt: now,
    })),
  );
  await updatePerson(db, key, {
    link: candidates.length === 1 ? "unconfirmed" : "ambiguous",
    updatedAt: now,
  });
}

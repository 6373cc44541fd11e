import type { Db } from "@/db/client";
import type { ConnectionRow } from "@/db/queries/connections";
import { addApprovalPeople, insertApproval, lockBudget } from "@/db/queries/safety";
import type { Operation } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { peopleOf } from "./judge";

/**
 * What a confirmed preview takes away was read by an admin: it may go and counts for nothing (design S2). Part of the
 * transaction that confirms it, so that there is no moment at which the change holds and this does not.
 */
export async function confirmCaused(
  tx: Db,
  connection: ConnectionRow,
  input: { readonly caused: readonly Operation[]; readonly by: string; readonly now: Date },
): Promise<void> {
  const { by, now } = input;
  const losses = input.caused.flatMap((operation) =>
    operation.verb === "revoke" || operation.verb === "retime" ? [operation.key] : [],
  );
  if (losses.length === 0) return;
  const approvalId = randomId();
  await lockBudget(tx, { installationId: connection.installationId, connectionId: connection.id, now });
  await insertApproval(tx, {
    id: approvalId,
    installationId: connection.installationId,
    connectionId: connection.id,
    state: "approved",
    cause: "change",
    createdAt: now,
    decidedAt: now,
    decidedBy: by,
  });
  await addApprovalPeople(tx, peopleOf(connection, { approvalId, losses, now }));
}

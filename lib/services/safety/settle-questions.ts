import type { ConnectionRow } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import {
  approvalPeople,
  decideApproval,
  judgementsOf,
  lockBudget,
  removeApprovalPeople,
  saveBudget,
} from "@/db/queries/safety";
import type { Loss } from "@/lib/access";
import type { PersonId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { closePersonProblems } from "../notices/problems";

/**
 * People who lose nothing any more leave the questions they are in: a later read showed their rights alive, or their
 * time is over. A question without people is settled by itself. `losses` are all that the people looked at lose now.
 * Repeat: no change.
 */
export async function settleQuestions(
  services: Services,
  connection: ConnectionRow,
  input: { readonly personIds: readonly PersonId[] | null; readonly losses: readonly Loss[] },
): Promise<void> {
  if (input.personIds?.length === 0) return;
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const losing = new Set(input.losses.map((loss) => loss.personId));
  const rows = (await judgementsOf(services.db, { ...key, personIds: input.personIds })).filter(
    (row) => row.state !== "approved" && !losing.has(row.personId),
  );
  if (rows.length === 0) return;
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    const budget = await lockBudget(tx, { ...key, now });
    for (const approvalId of new Set(rows.map((row) => row.approvalId))) {
      const personIds = rows.filter((row) => row.approvalId === approvalId).map((row) => row.personId);
      await removeApprovalPeople(tx, { ...key, approvalId, personIds });
      const left = await approvalPeople(tx, { ...key, approvalIds: [approvalId] });
      if (left.length > 0) continue;
      const decision = { state: "dismissed", decidedAt: now, decidedBy: services.actor } as const;
      if (!(await decideApproval(tx, { ...key, approvalId, from: ["open"] }, decision))) continue;
      await saveBudget(tx, key, { reserved: budget.reserved, latchedAt: null, updatedAt: now });
      await writeAudit(tx, {
        id: randomId(),
        installationId: key.installationId,
        at: now,
        actor: services.actor,
        action: "revokes.settled",
        subject: connection.id,
        details: { approval: approvalId },
      });
    }
  });
  for (const { personId } of rows) await closePersonProblems(services, { ...key, personId, what: ["held"] });
}

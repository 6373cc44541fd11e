import type { Db } from "@/db/client";
import type { ConnectionRow } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import {
  addApprovalPeople,
  type BudgetRow,
  holdersAt,
  insertApproval,
  lockBudget,
  openApproval,
  saveBudget,
} from "@/db/queries/safety";
import { type BudgetVerdict, judgeLosses, type Loss } from "@/lib/access";
import type { AccessGroupId, PersonId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { notePersonProblem } from "../notices/problems";
import { verdictsOf } from "./verdicts";

/** The period people are counted over (design S2). */
const ROLLING_MS = 3_600_000;
/** Stands where an admin's name stands otherwise: nobody needed to be asked. */
const BY_ITSELF = "lintel";

/**
 * Decides which of these losses may be taken, and writes that down before anything is: who counts, who waits for an
 * admin, and who goes (design S2). `losses` are those that one read or one change brings at once.
 *
 * One short transaction behind a lock of the connection's own row, no vendor call. What was decided before stays
 * decided, so that a repeat, a second process and a crash in between count nobody twice.
 */
export async function judge(
  services: Services,
  connection: ConnectionRow,
  input: { readonly losses: readonly Loss[]; readonly isChange: boolean },
): Promise<void> {
  if (!input.losses.some((loss) => loss.isSoon)) return;
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const now = services.clock.now();
  const held = await services.db.transaction(async (tx) => {
    const budget = await lockBudget(tx, { ...key, now });
    const losses = await undecided(tx, key, input.losses);
    if (losses.length === 0) return [];
    const reserved = budget.reserved.filter((row) => Date.parse(row.at) > now.getTime() - ROLLING_MS);
    const counted = new Set(reserved.map((row) => row.personId));
    const holders = await holdersAt(tx, { ...key, now });
    const verdict = judgeLosses({
      losses,
      counted,
      isChange: input.isChange,
      isLatched: budget.latchedAt !== null,
      sharePercent: connection.revokeSharePercent,
      peopleMin: connection.revokePeopleMin,
      holders: new Set([...holders, ...counted]).size,
    });
    if (verdict.free.length > 0) await letGo(tx, connection, verdict, now);
    if (verdict.cause !== null) await ask(services, tx, { connection, budget, verdict, now });
    await saveBudget(tx, key, {
      reserved: [...reserved, ...verdict.reserve.map((personId) => ({ personId, at: now.toISOString() }))],
      latchedAt: verdict.cause === null ? budget.latchedAt : (budget.latchedAt ?? now),
      updatedAt: now,
    });
    return verdict.held;
  });
  for (const personId of new Set(held.map((loss) => loss.personId)))
    await notePersonProblem(services, { ...key, personId, what: "held" });
}

/** What nobody has decided yet, of people who lose something soon. */
async function undecided(
  tx: Db,
  key: Parameters<typeof verdictsOf>[1],
  losses: readonly Loss[],
): Promise<Loss[]> {
  const verdicts = await verdictsOf(tx, key, losses);
  const of = (loss: Loss) => verdicts.get(loss.ledgerId);
  const people = new Set(losses.filter((loss) => of(loss) === "unjudged").map((loss) => loss.personId));
  return losses.filter(
    (loss) => people.has(loss.personId) && (of(loss) === "unjudged" || of(loss) === "later"),
  );
}

async function letGo(tx: Db, connection: ConnectionRow, verdict: BudgetVerdict, now: Date): Promise<void> {
  const id = randomId();
  await insertApproval(tx, {
    id,
    installationId: connection.installationId,
    connectionId: connection.id,
    state: "approved",
    cause: verdict.reserve.length > 0 ? "unseen" : "one_read",
    createdAt: now,
    decidedAt: now,
    decidedBy: BY_ITSELF,
  });
  await addApprovalPeople(tx, peopleOf(connection, { approvalId: id, losses: verdict.free, now }));
}

/** Adds to the question that is open, or opens one. */
async function ask(
  services: Services,
  tx: Db,
  input: {
    readonly connection: ConnectionRow;
    readonly budget: BudgetRow;
    readonly verdict: BudgetVerdict;
    readonly now: Date;
  },
): Promise<void> {
  const { connection, verdict, now } = input;
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const open = await openApproval(tx, key);
  const approvalId = open?.id ?? randomId();
  if (!open)
    await insertApproval(tx, {
      ...key,
      id: approvalId,
      state: "open",
      cause: verdict.cause ?? "one_read",
      createdAt: now,
    });
  const people = peopleOf(connection, { approvalId, losses: verdict.held, now });
  await addApprovalPeople(tx, people);
  if (open) return;
  await writeAudit(tx, {
    id: randomId(),
    installationId: key.installationId,
    at: now,
    actor: services.actor,
    action: "revokes.held",
    subject: connection.id,
    details: { approval: approvalId, people: people.length, cause: verdict.cause ?? "one_read" },
  });
  services.log.warn("revokes held for an answer", { ...key, count: people.length });
}

/** One row per person, with all groups they lose. */
export function peopleOf(
  connection: Pick<ConnectionRow, "installationId" | "id">,
  input: {
    readonly approvalId: string;
    readonly losses: readonly { readonly personId: PersonId; readonly groupId: AccessGroupId }[];
    readonly now: Date;
  },
) {
  const groups = new Map<PersonId, Set<AccessGroupId>>();
  for (const { personId, groupId } of input.losses)
    groups.set(personId, (groups.get(personId) ?? new Set()).add(groupId));
  return [...groups].map(([personId, ids]) => ({
    approvalId: input.approvalId,
    installationId: connection.installationId,
    connectionId: connection.id,
    personId,
    groupIds: [...ids].sort(),
    addedAt: input.now,
  }));
}

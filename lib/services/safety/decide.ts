import { writeAudit } from "@/db/queries/operations";
import { listLinks } from "@/db/queries/persons";
import {
  type ApprovalRow,
  type ApprovalState,
  approvalPeople,
  decideApproval,
  getApproval,
  lockBudget,
  saveBudget,
} from "@/db/queries/safety";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { noteLook } from "../access/note-look";
import { projectMembers } from "../access/project-members";
import { ServiceError, type Services } from "../context";
import { closePersonProblems } from "../notices/problems";

interface Input {
  readonly installationId: InstallationId;
  readonly approvalId: string;
  /** How many people the admin was shown: who came to it since was not seen by anybody. */
  readonly people: number;
}

/**
 * The admin lets these people lose what is listed: they count no more, and the hour begins anew. Also for people kept
 * earlier ("take it away after all"). Errors: `conflict` when it was answered meanwhile, or more people came to it.
 */
export async function approveRevokes(services: Services, input: Input): Promise<{ readonly people: number }> {
  const { approval, people } = await decide(services, input, {
    state: "approved",
    from: ["open", "dismissed"],
    action: "revokes.approved",
  });
  const { installationId, connectionId } = approval;
  const personIds = people.map((row) => row.personId);
  const links = await listLinks(services.db, { installationId, connectionId, personIds });
  await projectMembers(services, {
    installationId,
    memberIds: links.map((link) => link.memberId),
    cause: "approval",
    force: true,
  });
  return { people: people.length };
}

/**
 * The admin keeps these people as they are: nothing of what is listed is taken until their facts change again, their
 * time is over, or the admin says otherwise. Errors: as `approveRevokes`.
 */
export async function dismissRevokes(services: Services, input: Input): Promise<{ readonly people: number }> {
  const { people } = await decide(services, input, {
    state: "dismissed",
    from: ["open"],
    action: "revokes.dismissed",
  });
  return { people: people.length };
}

async function decide(
  services: Services,
  input: Input,
  how: {
    readonly state: "approved" | "dismissed";
    readonly from: readonly ApprovalState[];
    readonly action: string;
  },
): Promise<{
  readonly approval: ApprovalRow;
  readonly people: Awaited<ReturnType<typeof approvalPeople>>;
}> {
  const approval = await getApproval(services.db, input);
  if (!approval) throw new ServiceError("not_found", "There is no such question.");
  const { installationId, connectionId } = approval;
  const now = services.clock.now();
  const decided = await services.db.transaction(async (tx) => {
    // Behind the lock, so that nobody joins the question between counting and answering.
    const budget = await lockBudget(tx, { installationId, connectionId, now });
    const people = await approvalPeople(tx, { installationId, approvalIds: [approval.id] });
    if (people.length !== input.people)
      throw new ServiceError(
        "conflict",
        "The list has changed since this page was loaded. Look at it again, then decide.",
      );
    const decision = { state: how.state, decidedAt: now, decidedBy: services.actor };
    if (!(await decideApproval(tx, { installationId, approvalId: approval.id, from: how.from }, decision)))
      throw new ServiceError("conflict", "This was answered already. Reload the page.");
    await saveBudget(
      tx,
      { installationId, connectionId },
      {
        reserved: how.state === "approved" ? [] : budget.reserved,
        latchedAt: approval.state === "open" ? null : budget.latchedAt,
        updatedAt: now,
      },
    );
    // What is approved goes even if the process stops here; what is kept needs nobody.
    if (how.state === "approved")
      await noteLook(tx, { installationId, connectionId, personIds: people.map((row) => row.personId), now });
    await writeAudit(tx, {
      id: randomId(),
      installationId,
      at: now,
      actor: services.actor,
      action: how.action,
      subject: connectionId,
      details: { approval: approval.id, people: people.length },
    });
    return { approval, people };
  });
  for (const { personId } of decided.people)
    await closePersonProblems(services, { installationId, personId, what: ["held"] });
  return decided;
}

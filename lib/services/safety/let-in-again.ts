import { forgetRepairs } from "@/db/queries/drift";
import { writeAudit } from "@/db/queries/operations";
import { getPerson, listLinks, type PersonRow } from "@/db/queries/persons";
import type { InstallationId, PersonId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { applyPerson } from "../access/apply-person";
import { noteLook } from "../access/note-look";
import { projectMembers } from "../access/project-members";
import { ServiceError, type Services } from "../context";

interface Input {
  readonly installationId: InstallationId;
  readonly personId: PersonId;
}

/**
 * The admin wants back what somebody at the vendor took out again and again: the count begins anew (design S3).
 * Repeat: one more look at the person.
 */
export async function putBack(services: Services, input: Input): Promise<void> {
  const person = await personOrThrow(services, input);
  await note(services, input, "person.put_back", person);
  const links = await listLinks(services.db, {
    installationId: input.installationId,
    connectionId: person.connectionId,
    personIds: [input.personId],
  });
  await projectMembers(services, {
    installationId: input.installationId,
    memberIds: links.map((link) => link.memberId),
    cause: "put back",
    force: true,
  });
}

/**
 * The admin lets somebody in again who was deleted at the vendor by a person there (design S3). Done at once, because
 * events carry no instruction: a process that stops in between has changed nothing, and the button is still there.
 *
 * Errors: `precondition_failed` where only the vendor's own console can lift it, or the vendor does not answer.
 */
export async function letInAgain(services: Services, input: Input): Promise<void> {
  const person = await personOrThrow(services, input);
  await note(services, input, "person.let_in_again");
  const result = await applyPerson(services, {
    installationId: input.installationId,
    connectionId: person.connectionId,
    personId: input.personId,
    cause: "let in again",
    restores: true,
  });
  if (result.status === "skipped" && result.why === "disabled_at_vendor")
    throw new ServiceError(
      "precondition_failed",
      "This person is suspended there, which only the vendor's own console can lift.",
    );
  if (result.status === "retry" || result.status === "parked")
    throw new ServiceError("precondition_failed", "The vendor does not answer right now. Try again.");
}

async function personOrThrow(services: Services, input: Input): Promise<PersonRow> {
  const person = await getPerson(services.db, input);
  if (!person) throw new ServiceError("not_found", "There is no such person.");
  return person;
}

/** `wanted` = this person is to be applied, also if the process stops right after. */
async function note(services: Services, input: Input, action: string, wanted?: PersonRow): Promise<void> {
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    await forgetRepairs(tx, input);
    if (wanted) await noteLook(tx, { ...wanted, personIds: [wanted.id], now });
    await writeAudit(tx, {
      id: randomId(),
      installationId: input.installationId,
      at: now,
      actor: services.actor,
      action,
      subject: input.personId,
      details: {},
    });
  });
}

import { lockConnection } from "@/db/queries/connections";
import { keepEdges } from "@/db/queries/edges";
import { writeAudit } from "@/db/queries/operations";
import { getPerson, listLinks, splitPerson } from "@/db/queries/persons";
import { noteTouched } from "@/db/queries/touched";
import type { InstallationId, MemberId, PersonId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { armEdges } from "../access/arm-edges";
import { noteLook } from "../access/note-look";
import { projectMembers } from "../access/project-members";
import { refuseIfLeaving } from "../connections/kept";
import { ServiceError, type Services } from "../context";

/** How long the shared person keeps what the member takes along: until their own record at the vendor holds it. */
const HANDOVER_MS = 10_000;

/**
 * Two members are not one human after all: the member gets a person of its own, made new at the vendor, and what
 * both held is split. The new person is served first; the other one loses what was only the member's after
 * `HANDOVER_MS`, by an edge of its own, and keeps what is still due to somebody, untouched.
 *
 * Errors: `conflict` when they do not share a person (any more). Repeat: the same.
 */
export async function separateMember(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly personId: PersonId;
    readonly memberId: MemberId;
  },
): Promise<{ readonly personId: PersonId }> {
  const { installationId, memberId } = input;
  const person = await getPerson(services.db, input);
  if (!person) throw new ServiceError("not_found", "There is no such person.");
  const scope = { installationId, connectionId: person.connectionId };
  const personId = randomId() as PersonId;
  const now = services.clock.now();
  const at = new Date(now.getTime() + HANDOVER_MS);
  await services.db.transaction(async (tx) => {
    const connection = await lockConnection(tx, scope);
    if (!connection) throw new ServiceError("not_found", "There is no such connection.");
    refuseIfLeaving(connection);
    const links = await listLinks(tx, { ...scope, personIds: [person.id] });
    const isShared = links.length > 1 && links.some((link) => link.memberId === memberId);
    if (!isShared || !(await splitPerson(tx, { ...scope, from: person.id, memberId, personId, now })))
      throw new ServiceError("conflict", "These members are not one person any more. Reload the page.");
    const { id: from, revision } = person;
    const edges = [{ at, ends: false }];
    await keepEdges(tx, { ...scope, personId: from, edges, revision, now, newId: randomId });
    await noteLook(tx, { ...scope, personIds: [personId], now });
    await noteTouched(tx, { installationId, memberIds: links.map((link) => link.memberId), now });
    await writeAudit(tx, {
      id: randomId(),
      installationId,
      at: now,
      actor: services.actor,
      action: "person.split",
      subject: person.id,
      details: { member: memberId, now: personId },
    });
  });
  await projectMembers(services, { installationId, memberIds: [memberId], cause: "separated" });
  await armEdges(services, { personIds: [person.id] });
  return { personId };
}

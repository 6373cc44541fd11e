import type { Db } from "@/db/client";
import { lockConnection } from "@/db/queries/connections";
import { listProposalsOf } from "@/db/queries/console";
import { writeAudit } from "@/db/queries/operations";
import {
  getPerson,
  listLinks,
  mergePerson,
  type PersonRow,
  personByVendorId,
  replaceProposals,
  updatePerson,
} from "@/db/queries/persons";
import { noteTouched } from "@/db/queries/touched";
import type { InstallationId, PersonId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { applyRequest } from "../access/ask-apply";
import { noteLook } from "../access/note-look";
import { projectMembers } from "../access/project-members";
import { ServiceError, type Services } from "../context";

export interface Confirmed {
  /** Who the members of the person are from now on: another one where they share it. */
  readonly personId: PersonId;
  readonly isShared: boolean;
}

/**
 * The admin's word on who a person is at the vendor (design P1): one of the proposed ones, or (`null`) nobody
 * there, so that a new one is made. With `share`, a person who stands for another member already may be chosen:
 * both members are one human from then on, and what they hold is the union. The person is then applied.
 *
 * Errors: `conflict` when it was decided meanwhile, or when that person stands for somebody else and `share` was
 * not said; `validation` for somebody who was not proposed. Nothing is written then.
 */
export async function confirmPerson(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly personId: PersonId;
    readonly vendorPersonId: string | null;
    readonly share?: boolean;
  },
): Promise<Confirmed> {
  const { installationId, personId } = input;
  const known = await getPerson(services.db, { installationId, personId });
  if (!known) throw new ServiceError("not_found", "There is no such person.");
  const { connectionId } = known;
  const confirmed = await services.db.transaction(async (tx) => {
    // One decision at a time: two of them may name the same person at the vendor.
    await lockConnection(tx, { installationId, connectionId });
    return decide(services, tx, input);
  });
  if (confirmed.isShared) {
    const scope = { installationId, connectionId, personIds: [confirmed.personId] };
    const memberIds = (await listLinks(services.db, scope)).map((link) => link.memberId);
    await projectMembers(services, { installationId, memberIds, cause: "confirmed", force: true });
    return { personId: confirmed.personId, isShared: true };
  }
  await services.emit([
    applyRequest({
      installationId,
      personId,
      connectionId,
      revision: confirmed.revision,
      cause: "confirmed",
    }),
  ]);
  return { personId, isShared: false };
}

async function decide(
  services: Services,
  tx: Db,
  input: Parameters<typeof confirmPerson>[1],
): Promise<Confirmed & { readonly revision: number }> {
  const { installationId, personId, vendorPersonId } = input;
  const key = { installationId, personId };
  const person = await getPerson(tx, key);
  if (person?.link !== "unconfirmed" && person?.link !== "ambiguous")
    throw new ServiceError("conflict", "Somebody has already said who this is. Reload the page.");
  const other = vendorPersonId === null ? null : await chosen(tx, person, vendorPersonId);
  if (other && input.share !== true)
    throw new ServiceError(
      "conflict",
      "That person at the vendor stands for another member by now. Reload the page and say whether they are one person.",
    );
  const now = services.clock.now();
  const revision = (other ?? person).revision + 1;
  if (other) await mergePerson(tx, { installationId, from: personId, into: other.id, now });
  else
    await updatePerson(tx, key, {
      link: "ready",
      vendorPersonId,
      origin: vendorPersonId === null ? "made" : "linked",
      revision,
      updatedAt: now,
    });
  if (!other) await replaceProposals(tx, key, []);
  const scope = { installationId, connectionId: person.connectionId };
  const personIds = [other?.id ?? personId];
  await noteLook(tx, { ...scope, personIds, now });
  if (other) {
    const memberIds = (await listLinks(tx, { ...scope, personIds })).map((link) => link.memberId);
    await noteTouched(tx, { installationId, memberIds, now });
  }
  await writeAudit(tx, {
    id: randomId(),
    installationId,
    at: now,
    actor: services.actor,
    action: other ? "person.shared" : vendorPersonId === null ? "person.separated" : "person.confirmed",
    subject: other?.id ?? personId,
    details: other ? { was: personId } : {},
  });
  return { personId: other?.id ?? personId, isShared: other !== null, revision };
}

/** The person of ours that the chosen one stands for already, if any. */
async function chosen(tx: Db, person: PersonRow, vendorPersonId: string): Promise<PersonRow | null> {
  const { installationId, connectionId } = person;
  const proposals = await listProposalsOf(tx, { installationId, personIds: [person.id] });
  if (!proposals.some((row) => row.vendorPersonId === vendorPersonId))
    throw new ServiceError("validation", "Choose one of the people shown.", "vendorPersonId");
  return personByVendorId(tx, { installationId, connectionId, vendorPersonId });
}

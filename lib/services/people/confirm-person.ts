import { listProposalsOf } from "@/db/queries/console";
import { writeAudit } from "@/db/queries/operations";
import { getPerson, personByVendorId, replaceProposals, updatePerson } from "@/db/queries/persons";
import type { InstallationId, PersonId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { ServiceError, type Services } from "../context";

/**
 * The admin's word on who a person is at the vendor (design P1): one of the proposed ones, or (`null`) nobody
 * there, so that a new one is made. The person is then applied. Errors: `conflict` when it was decided
 * meanwhile, or when that person at the vendor stands for somebody else already; nothing is written then.
 */
export async function confirmPerson(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly personId: PersonId;
    readonly vendorPersonId: string | null;
  },
): Promise<void> {
  const { installationId, personId, vendorPersonId } = input;
  const key = { installationId, personId };
  const person = await getPerson(services.db, key);
  if (!person) throw new ServiceError("not_found", "There is no such person.");
  if (person.link === "ready")
    throw new ServiceError("conflict", "Somebody has already said who this is. Reload the page.");
  if (vendorPersonId !== null) {
    const proposals = await listProposalsOf(services.db, { installationId, personIds: [personId] });
    if (!proposals.some((row) => row.vendorPersonId === vendorPersonId))
      throw new ServiceError("validation", "Choose one of the people shown.", "vendorPersonId");
    const other = await personByVendorId(services.db, {
      installationId,
      connectionId: person.connectionId,
      vendorPersonId,
    });
    if (other && other.id !== personId)
      throw new ServiceError("conflict", "That person at the vendor already stands for another member.");
  }
  const now = services.clock.now();
  const revision = person.revision + 1;
  await services.db.transaction(async (tx) => {
    await updatePerson(tx, key, {
      link: "ready",
      vendorPersonId,
      origin: vendorPersonId === null ? "made" : "linked",
      revision,
      updatedAt: now,
    });
    await replaceProposals(tx, key, []);
    await writeAudit(tx, {
      id: randomId(),
      installationId,
      at: now,
      actor: services.actor,
      action: vendorPersonId === null ? "person.separated" : "person.confirmed",
      subject: personId,
      details: {},
    });
  });
  await services.emit([
    {
      name: "access/person.apply.requested",
      data: { ...key, connectionId: person.connectionId, revision, cause: "confirmed", priority: 0 },
    },
  ]);
}

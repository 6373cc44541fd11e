import { listProposalsOf } from "@/db/queries/console";
import type { InstallationId, PersonId } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import { confirmPerson } from "./confirm-person";

/** One person of a bulk confirmation, as it was shown. */
export interface PersonChoice {
  readonly personId: PersonId;
  readonly vendorPersonId: string;
  /** It was shown that this person at the vendor stands for another member too. */
  readonly share: boolean;
}

export interface BulkConfirmed {
  readonly confirmed: number;
  /** Not a plain question, or decided meanwhile: to be looked at one by one. */
  readonly left: number;
}

type Proposal = Awaited<ReturnType<typeof listProposalsOf>>[number];

/** Whether one click may answer it together with others (design P1): one candidate, no operator, nothing foreign. */
export const isPlain = (proposals: readonly Proposal[]): boolean =>
  proposals.length === 1 && proposals.every((row) => !row.isOperator && !row.holdsForeignGroups);

/**
 * Confirms several people by name at once. Operators, people with groups outside the mapping and those with two
 * candidates are left for a look of their own, whatever was posted. Repeat: those decided count as left.
 */
export async function confirmPeople(
  services: Services,
  input: { readonly installationId: InstallationId; readonly choices: readonly PersonChoice[] },
): Promise<BulkConfirmed> {
  const { installationId, choices } = input;
  const personIds = choices.map((choice) => choice.personId);
  const proposals = await listProposalsOf(services.db, { installationId, personIds });
  if (choices.length > 0 && proposals.length === 0)
    throw new ServiceError("not_found", "There is no such person to confirm any more. Reload the page.");
  let confirmed = 0;
  for (const choice of choices) {
    if (!isPlain(proposals.filter((row) => row.personId === choice.personId))) continue;
    try {
      await confirmPerson(services, { installationId, ...choice });
      confirmed += 1;
    } catch (error) {
      const isMoot = error instanceof ServiceError && error.kind !== "unavailable";
      if (!isMoot) throw error;
    }
  }
  return { confirmed, left: choices.length - confirmed };
}

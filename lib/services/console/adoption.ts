import { lastLook, listAdoptions } from "@/db/queries/adoptions";
import { getConnection, listGroups } from "@/db/queries/connections";
import { memberNames } from "@/db/queries/console";
import { getPreview } from "@/db/queries/mappings";
import { listPersons } from "@/db/queries/persons";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import { compareHeld } from "../mappings/adopt-decide";
import { LOOKED } from "../mappings/adopt-look";
import { storedChange } from "../mappings/change";
import type { AdoptionView } from "../people-views";

const NAMES_MAX = 50;

/**
 * What members hold by hand in the groups that an open first preview maps, beside what is due to them (design M7).
 * Null for a preview that is decided, or of a connection that was active already.
 */
export async function readAdoption(
  services: Services,
  input: { readonly installationId: InstallationId; readonly previewId: string },
): Promise<AdoptionView | null> {
  const preview = await getPreview(services.db, input);
  if (preview?.state !== "open") return null;
  const key = { installationId: input.installationId, connectionId: preview.connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection || connection.activatedAt !== null || connection.disconnectingSince !== null) return null;
  const [looked, decided, groups, people, { held, links }, names] = await Promise.all([
    lastLook(services.db, { ...key, action: LOOKED }),
    listAdoptions(services.db, key),
    listGroups(services.db, key),
    listPersons(services.db, key),
    compareHeld(services, connection, storedChange.parse(preview.change).proposal),
    memberNames(services.db, { installationId: key.installationId, ids: null }),
  ]);
  const decisions = new Map(decided.map((row) => [row.groupId, row.decision]));
  const namesOf = (personId: string) =>
    links
      .filter((link) => link.personId === personId)
      .map((link) => names.get(link.memberId) ?? `Member ${link.memberId}`)
      .join(", ");
  return {
    connectionId: connection.id,
    vendorName: services.definition(connection.vendor)?.name ?? connection.vendor,
    lookedAt: looked?.at.toISOString() ?? null,
    isComplete: looked?.details.complete === true,
    toConfirm: people.filter((person) => person.link !== "ready").length,
    groups: groups.flatMap((group) => {
      const inGroup = held.filter(({ row }) => row.groupId === group.id);
      if (inGroup.length === 0) return [];
      const namesOfAll = (isDue: boolean) =>
        inGroup.filter((one) => one.isDue === isDue).map(({ row }) => namesOf(row.personId));
      const [due, notDue] = [namesOfAll(true), namesOfAll(false)];
      return [
        {
          groupId: group.id,
          name: group.name,
          decision: decisions.get(group.id) ?? null,
          heldAndDue: due.length,
          heldNotDue: notDue.length,
          due: due.toSorted().slice(0, NAMES_MAX),
          notDue: notDue.toSorted().slice(0, NAMES_MAX),
        },
      ];
    }),
  };
}

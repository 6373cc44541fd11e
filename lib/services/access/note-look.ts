import type { Db } from "@/db/client";
import { noteChange } from "@/db/queries/edges";
import { listPersons } from "@/db/queries/persons";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";

/**
 * Notes, in the transaction that decides something about these people, that they are to be applied: should the request
 * that follows the commit be lost, the sweep finds them. A person not there is left out. Repeat: no second note.
 */
export async function noteLook(
  tx: Db,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly personIds: readonly PersonId[];
    readonly now: Date;
  },
): Promise<void> {
  const { installationId, connectionId, personIds, now } = input;
  if (personIds.length === 0) return;
  for (const { id, revision } of await listPersons(tx, { installationId, connectionId, ids: personIds }))
    await noteChange(tx, { installationId, connectionId, personId: id, revision, now, id: randomId() });
}

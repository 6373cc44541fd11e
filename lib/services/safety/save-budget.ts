import { getConnection, updateConnection } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { refuseIfLeaving } from "../connections/kept";
import { ServiceError, type Services } from "../context";

const PEOPLE_MAX = 100_000;

/**
 * Saves from how many losses on an admin is asked: both numbers have to be exceeded. A question that is open stays.
 * Errors: `validation` on the field to correct; nothing is written then.
 */
export async function saveRevokeBudget(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly sharePercent: number;
    readonly peopleMin: number;
  },
): Promise<void> {
  const { sharePercent, peopleMin } = input;
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfLeaving(connection);
  if (!Number.isInteger(sharePercent) || sharePercent < 1 || sharePercent > 100)
    throw new ServiceError("validation", "Enter a whole number from 1 to 100.", "sharePercent");
  if (!Number.isInteger(peopleMin) || peopleMin < 0 || peopleMin > PEOPLE_MAX)
    throw new ServiceError("validation", `Enter a whole number from 0 to ${PEOPLE_MAX}.`, "peopleMin");
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    await updateConnection(tx, key, {
      revokeSharePercent: sharePercent,
      revokePeopleMin: peopleMin,
      updatedAt: now,
    });
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: now,
      actor: services.actor,
      action: "connection.budget_saved",
      subject: key.connectionId,
      details: { sharePercent, peopleMin },
    });
  });
}

import { getConnection, moveState } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { projectMembers } from "../access/project-members";
import { ServiceError, type Services } from "../context";
import { refuseIfLeaving } from "./kept";

interface Key {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
}

const wrongState = () =>
  new ServiceError("precondition_failed", "This connection is not in a state for that. Reload the page.");

async function change(
  services: Services,
  input: Key,
  how: { readonly from: "active" | "paused"; readonly to: "active" | "paused"; readonly action: string },
): Promise<void> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfLeaving(connection);
  if (connection.state === how.to) return;
  if (connection.state !== how.from) throw wrongState();
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    // Between reading and writing it may have been parked or disconnected: that stands.
    if (!(await moveState(tx, { ...key, from: how.from, to: how.to, now }))) throw wrongState();
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: now,
      actor: services.actor,
      action: how.action,
      subject: key.connectionId,
      details: {},
    });
  });
}

/** No new access is given or withdrawn until resumed; known endings still close. Repeat: no change. */
export function pauseConnection(services: Services, input: Key): Promise<void> {
  return change(services, input, { from: "active", to: "paused", action: "connection.paused" });
}

/** Goes on, and brings everybody in step. Repeat: no change but another look. */
export async function resumeConnection(services: Services, input: Key): Promise<void> {
  await change(services, input, { from: "paused", to: "active", action: "connection.resumed" });
  await projectMembers(services, {
    installationId: input.installationId,
    memberIds: null,
    cause: "resume",
    force: true,
  });
}

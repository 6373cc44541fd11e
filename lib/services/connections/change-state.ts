import type { Db } from "@/db/client";
import { getConnection, moveState } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import { askVisitsBack } from "@/db/queries/visit-keys";
import { askWithdrawals, closeWithdrawals } from "@/db/queries/withdrawals";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { applyRequest } from "../access/ask-apply";
import { projectMembers } from "../access/project-members";
import { PAUSE } from "../access/withdraw-asked";
import { ServiceError, type Services } from "../context";
import { refuseIfLeaving } from "./kept";

interface Key {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
}

const wrongState = () =>
  new ServiceError("precondition_failed", "This connection is not in a state for that. Reload the page.");

interface Change {
  readonly from: "active" | "paused";
  readonly to: "active" | "paused";
  readonly action: string;
  /** In the same transaction; what it returns is said in the audit log. */
  readonly also: (tx: Db, key: Key, now: Date) => Promise<Readonly<Record<string, number>>>;
}

async function change(services: Services, input: Key, how: Change): Promise<void> {
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
    // What was asked for at an earlier pause is over with it, however that ended.
    await closeWithdrawals(tx, { ...key, ids: null, now });
    const details = await how.also(tx, key, now);
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: now,
      actor: services.actor,
      action: how.action,
      subject: key.connectionId,
      details,
    });
  });
}

/**
 * No new access is given or withdrawn until resumed; known endings still close. Windows that the vendor was told ahead
 * stay, unless the admin says `withdrawFuture`: then those that have not begun are taken back, once, by each person's
 * apply, and what is open now stays. Counted by no budget: it was confirmed. Repeat: no change.
 */
export async function pauseConnection(
  services: Services,
  input: Key & { readonly withdrawFuture: boolean },
): Promise<void> {
  let people: readonly PersonId[] = [];
  let visits: readonly string[] = [];
  await change(services, input, {
    from: "active",
    to: "paused",
    action: "connection.paused",
    async also(tx, key, now) {
      if (!input.withdrawFuture) return {};
      const asked = await askWithdrawals(tx, { ...key, cause: PAUSE, now, newId: randomId });
      people = [...asked.keys()];
      visits = await askVisitsBack(tx, { ...key, now });
      return {
        withdrawn: [...asked.values()].reduce((sum, n) => sum + n, 0),
        people: people.length,
        ...(visits.length > 0 ? { visits: visits.length } : {}),
      };
    },
  });
  const { installationId, connectionId } = input;
  await services.emit(
    visits.map((keyId) => ({
      name: "visits/key.apply.requested",
      data: { installationId, connectionId, keyId, cause: PAUSE },
    })),
  );
  await services.emit(
    people.map((personId) =>
      applyRequest({ installationId, connectionId, personId, revision: 0, cause: PAUSE, isEnding: true }),
    ),
  );
}

/** Goes on, and brings everybody in step: what was withdrawn by the pause is given back. Repeat: only another look. */
export async function resumeConnection(services: Services, input: Key): Promise<void> {
  await change(services, input, {
    from: "paused",
    to: "active",
    action: "connection.resumed",
    also: async () => ({}),
  });
  await projectMembers(services, {
    installationId: input.installationId,
    memberIds: null,
    cause: "resume",
    force: true,
  });
}

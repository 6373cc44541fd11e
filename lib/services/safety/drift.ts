import { repairsSince } from "@/db/queries/drift";
import type { ConnectionId, InstallationId, Operation, PersonId } from "@/lib/access/types";
import type { PersonPlan, PersonRun } from "../access/person-run";
import type { Services } from "../context";

/** What stands in a person's `lastErrorKind` while somebody at the vendor keeps taking them out. */
export const TAKEN_OUT = "taken_out";
/** How often something is put back within a day before somebody has to say so (design S3). */
const REPAIRS_MAX = 2;
const REPAIRS_PERIOD_MS = 24 * 3_600_000;

/**
 * Which of the plan's grants put back what somebody took out at the vendor, and which of them may not do so again:
 * put back twice within a day already. After the vendor's own clean-up nothing counts (`wasRestored`).
 */
export async function sortRepairs(
  run: PersonRun,
  plan: PersonPlan,
  now: Date,
): Promise<{ readonly repairs: ReadonlySet<Operation>; readonly held: ReadonlySet<Operation> }> {
  const { installationId, id: connectionId } = run.connection;
  const repairs = plan.operations.filter((operation) => isRepairOf(operation, plan.known));
  if (repairs.length === 0 || run.wasRestored()) return { repairs: new Set(), held: new Set() };
  const personIds = [run.person.id];
  const isSpent = await spentRepairs(run.services, { installationId, connectionId, personIds, now });
  return { repairs: new Set(repairs), held: new Set(repairs.filter(isSpent)) };
}

/** Whether it gives again what the vendor held: `known` = ledger rows whose object was there. */
export const isRepairOf = (operation: Operation, known: ReadonlySet<string>): boolean =>
  operation.verb === "grant" && operation.ledgerId !== null && known.has(operation.ledgerId);

/** Tells which grants were put back as often as they may be. */
export async function spentRepairs(
  services: Services,
  key: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly personIds: readonly PersonId[] | null;
    readonly now: Date;
  },
): Promise<(operation: Operation) => boolean> {
  const since = new Date(key.now.getTime() - REPAIRS_PERIOD_MS);
  const done = await repairsSince(services.db, { ...key, since });
  return (operation) =>
    operation.verb === "grant" &&
    done.filter((row) => row.personId === operation.key.personId && row.groupId === operation.key.groupId)
      .length >= REPAIRS_MAX;
}

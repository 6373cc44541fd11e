import { keepEdges } from "@/db/queries/edges";
import type { Operation } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { armEdges } from "./arm-edges";
import type { PersonPlan, PersonRun } from "./person-run";

/**
 * What stays although the facts took it away (a pause, an answer that is awaited) still ends with the window it was given
 * for (design S8): that instant is no edge of what should hold any more, so it becomes one here. Repeat: no second one.
 */
export async function keepEnds(
  run: PersonRun,
  plan: PersonPlan,
  done: ReadonlySet<Operation>,
): Promise<void> {
  const { services, connection, person } = run;
  const left = [
    ...plan.operations.filter((operation) => !done.has(operation)),
    ...plan.held.map(({ operation }) => operation),
  ];
  const edges = left.flatMap((operation) => {
    if (operation.verb !== "revoke" && operation.verb !== "retime") return [];
    const end = operation.ledgerId === null ? undefined : plan.ends.get(operation.ledgerId);
    return end === undefined ? [] : [{ at: end, ends: true }];
  });
  if (edges.length === 0) return;
  await keepEdges(services.db, {
    installationId: connection.installationId,
    connectionId: connection.id,
    personId: person.id,
    edges,
    revision: person.revision,
    now: services.clock.now(),
    newId: randomId,
  });
  await armEdges(services, { personIds: [person.id] });
}

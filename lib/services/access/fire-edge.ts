import { getEdge } from "@/db/queries/edges";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Services } from "../context";
import { type ApplyResult, applyPerson } from "./apply-person";

/**
 * What a timer does when it rings: plan from stored facts as of now and apply. It carries no instruction, so
 * a late, repeated or stale ring does no harm. No Nexudus call.
 */
export async function fireEdge(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly personId: PersonId;
    readonly edgeId: string;
  },
): Promise<ApplyResult | { readonly status: "stale" }> {
  const edge = await getEdge(services.db, input);
  if (!edge || edge.state === "done" || edge.state === "dropped") return { status: "stale" };
  return applyPerson(services, { ...input, cause: "edge", urgency: edge.ends ? "ending" : "ordinary" });
}

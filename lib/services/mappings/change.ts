import { z } from "zod";
import type { ConnectionRow } from "@/db/queries/connections";
import { listMappings } from "@/db/queries/mappings";
import type { AccessGroupId, MappingRule } from "@/lib/access/types";
import type { Services } from "../context";

const minutes = z.number().int().min(0).max(120);

/** What an admin proposes for a connection: its whole mapping and the settings that change rights. */
export const proposedChange = z.object({
  mappings: z.array(
    z.object({ kind: z.enum(["plan", "pass", "resource", "desk"]), id: z.string(), groupId: z.string() }),
  ),
  leadMinutes: minutes,
  lagMinutes: minutes,
  /** What was edited, for the page's heading. */
  edited: z.object({ items: z.number().int(), settings: z.boolean() }),
});
export type ProposedChange = z.infer<typeof proposedChange>;

/** A stored preview: the proposal and the operations it was shown to cause, one canonical line each. */
export const storedChange = z.object({ proposal: proposedChange, operations: z.array(z.string()) });

/** The connection as it stands, as the base of a proposal. */
export async function currentState(services: Services, connection: ConnectionRow): Promise<ProposedChange> {
  const rows = await listMappings(services.db, {
    installationId: connection.installationId,
    connectionId: connection.id,
  });
  return {
    mappings: rows.map((row) => ({ kind: row.itemKind, id: row.itemId, groupId: row.groupId })),
    leadMinutes: connection.leadMinutes,
    lagMinutes: connection.lagMinutes,
    edited: { items: 0, settings: false },
  };
}

export function toRules(connection: Pick<ConnectionRow, "id">, proposal: ProposedChange): MappingRule[] {
  return proposal.mappings.map((row) => ({
    connectionId: connection.id,
    item: { kind: row.kind, id: row.id },
    groupId: row.groupId as AccessGroupId,
    leadMinutes: proposal.leadMinutes,
    lagMinutes: proposal.lagMinutes,
    includesTeams: false,
    locations: null,
    hours: null,
  }));
}

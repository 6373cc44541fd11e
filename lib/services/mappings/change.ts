import { z } from "zod";
import type { ConnectionRow } from "@/db/queries/connections";
import { listMappings } from "@/db/queries/mappings";
import type { AccessGroupId, MappingRule } from "@/lib/access/types";
import { toRules } from "../access/rules";
import type { Services } from "../context";

const minutes = z.number().int().min(0).max(120);

/** What an admin proposes for a connection: its whole mapping and the settings that change rights. */
export const proposedChange = z.object({
  mappings: z.array(
    z.object({
      kind: z.enum(["plan", "pass", "resource", "desk"]),
      id: z.string(),
      groupId: z.string(),
      /** Null = the connection's. */
      leadMinutes: minutes.nullable().default(null),
      lagMinutes: minutes.nullable().default(null),
      keepsHours: z.boolean().default(false),
    }),
  ),
  leadMinutes: minutes,
  lagMinutes: minutes,
  teamDesks: z.boolean().default(false),
  teamPlans: z.boolean().default(false),
  teamPasses: z.boolean().default(false),
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
    mappings: rows.map(({ itemKind, itemId, groupId, leadMinutes, lagMinutes, keepsHours }) => ({
      kind: itemKind,
      id: itemId,
      groupId,
      leadMinutes,
      lagMinutes,
      keepsHours,
    })),
    leadMinutes: connection.leadMinutes,
    lagMinutes: connection.lagMinutes,
    teamDesks: connection.teamDesks,
    teamPlans: connection.teamPlans,
    teamPasses: connection.teamPasses,
    edited: { items: 0, settings: false },
  };
}

/** The mapping as it would be, as the core wants it. */
export function rulesOfProposal(
  services: Services,
  connection: ConnectionRow,
  proposal: ProposedChange,
): Promise<MappingRule[]> {
  const rows = proposal.mappings.map(({ kind, id, groupId, ...rest }) => ({
    itemKind: kind,
    itemId: id,
    groupId: groupId as AccessGroupId,
    ...rest,
  }));
  return toRules(services, connection, proposal, rows);
}

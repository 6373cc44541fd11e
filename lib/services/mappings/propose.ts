import { createHash } from "node:crypto";
import { getConnection, listGroups } from "@/db/queries/connections";
import { insertPreview, listItems, openPreview } from "@/db/queries/mappings";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { refuseIfLeaving } from "../connections/kept";
import { ServiceError, type Services } from "../context";
import { assignmentsOf, countEdited } from "./assignments";
import { currentState, type ProposedChange, storedChange } from "./change";
import { computePreview } from "./compute-preview";

export const digestOfLines = (lines: readonly string[]) =>
  createHash("sha256").update(lines.join("\n")).digest("hex");

export interface Proposal {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
  /** The whole new assignment of each changed item. */
  readonly items?: readonly ProposedItem[];
  readonly leadMinutes?: number;
  readonly lagMinutes?: number;
  readonly teamDesks?: boolean;
  readonly teamPlans?: boolean;
  readonly teamPasses?: boolean;
}

/** What is left out stays as it is. Minutes null = the connection's. */
export interface ProposedItem {
  readonly key: string;
  readonly groupIds: readonly string[];
  readonly leadMinutes?: number | null;
  readonly lagMinutes?: number | null;
  readonly keepsHours?: boolean;
}

/**
 * Stores what an admin wants as an open preview and works out what it would change. Nothing is applied.
 * Builds on an open preview of the connection, if there is one, which it replaces.
 * Errors: `validation` names the item or group that does not exist.
 */
export async function proposeChange(
  services: Services,
  input: Proposal,
): Promise<{ readonly previewId: string }> {
  const connection = await getConnection(services.db, input);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfLeaving(connection);
  if (connection.state === "draft" || connection.accountConfirmedAt === null)
    throw new ServiceError("precondition_failed", "Connect the vendor and confirm its account first.");
  const [open, applied] = await Promise.all([
    openPreview(services.db, input),
    currentState(services, connection),
  ]);
  const base = open ? storedChange.parse(open.change).proposal : applied;
  const proposal = withEdited(await merge(services, input, base), applied);
  const preview = await computePreview(services, connection, proposal);
  const previewId = randomId();
  const now = services.clock.now();
  await insertPreview(services.db, {
    id: previewId,
    installationId: input.installationId,
    connectionId: input.connectionId,
    state: "open",
    change: { proposal, operations: preview.lines },
    digest: digestOfLines(preview.lines),
    createdAt: now,
  });
  await writeAudit(services.db, {
    id: randomId(),
    installationId: input.installationId,
    at: now,
    actor: services.actor,
    action: "mapping.proposed",
    subject: input.connectionId,
    details: { items: proposal.edited.items, operations: preview.lines.length },
  });
  return { previewId };
}

/** Says what differs from what holds now: an edit that was taken back again is none. */
function withEdited(
  proposal: Omit<ProposedChange, "edited">,
  applied: Omit<ProposedChange, "edited">,
): ProposedChange {
  const isEdited = SETTINGS.some((name) => proposal[name] !== applied[name]);
  return {
    ...proposal,
    edited: { items: countEdited(applied.mappings, proposal.mappings), settings: isEdited },
  };
}

async function merge(
  services: Services,
  input: Proposal,
  base: ProposedChange,
): Promise<Omit<ProposedChange, "edited">> {
  const [items, groups] = await Promise.all([listItems(services.db, input), listGroups(services.db, input)]);
  const itemKeys = new Map(items.map((item) => [`${item.kind}:${item.id}`, item]));
  const groupsById = new Map<string, (typeof groups)[number]>(groups.map((group) => [group.id, group]));
  // The last word on an item counts.
  const changes = [...new Map((input.items ?? []).map((change) => [change.key, change])).values()];
  const changed = new Set(changes.map((change) => change.key));
  const was = assignmentsOf(base.mappings);
  const mappings = base.mappings.filter((row) => !changed.has(`${row.kind}:${row.id}`));
  for (const change of changes) {
    const item = itemKeys.get(change.key);
    if (!item)
      throw new ServiceError(
        "validation",
        "One of the items is not known to Lintel any more. Reload the page.",
        change.key,
      );
    const before = was(change.key);
    const options = {
      leadMinutes: pick(change.leadMinutes, before.options.leadMinutes),
      lagMinutes: pick(change.lagMinutes, before.options.lagMinutes),
      keepsHours: item.kind === "pass" && (change.keepsHours ?? before.options.keepsHours),
    };
    for (const value of [options.leadMinutes, options.lagMinutes])
      if (value !== null && !inRange(value))
        throw new ServiceError("validation", `${item.name}: enter whole minutes from 0 to 120.`, change.key);
    for (const groupId of new Set(change.groupIds)) {
      const group = groupsById.get(groupId);
      if (!group)
        throw new ServiceError(
          "validation",
          `${item.name}: that access group is not known to Lintel. Reload the page.`,
          change.key,
        );
      // One that is assigned already stays until the admin takes it away; a new assignment could open nothing.
      if (group.vanishedAt !== null && !before.groupIds.includes(groupId))
        throw new ServiceError(
          "validation",
          `${item.name}: ${group.name} is gone at the vendor. Choose another access group.`,
          change.key,
        );
      mappings.push({ kind: item.kind, id: item.id, groupId, ...options });
    }
  }
  const leadMinutes = input.leadMinutes ?? base.leadMinutes;
  const lagMinutes = input.lagMinutes ?? base.lagMinutes;
  if (!inRange(leadMinutes))
    throw new ServiceError("validation", "Enter whole minutes from 0 to 120.", "leadMinutes");
  if (!inRange(lagMinutes))
    throw new ServiceError("validation", "Enter whole minutes from 0 to 120.", "lagMinutes");
  return {
    mappings,
    leadMinutes,
    lagMinutes,
    teamDesks: input.teamDesks ?? base.teamDesks,
    teamPlans: input.teamPlans ?? base.teamPlans,
    teamPasses: input.teamPasses ?? base.teamPasses,
  };
}

const SETTINGS = ["leadMinutes", "lagMinutes", "teamDesks", "teamPlans", "teamPasses"] as const;
const inRange = (value: number) => Number.isInteger(value) && value >= 0 && value <= 120;
/** Undefined leaves what was; null is a value of its own. */
const pick = (given: number | null | undefined, before: number | null) =>
  given === undefined ? before : given;

import {
  type ConnectionRow,
  coveredLocations,
  getConnection,
  updateConnection,
} from "@/db/queries/connections";
import { listLocations } from "@/db/queries/installations";
import { closePreview, getPreview, renewPreview, replaceMappings } from "@/db/queries/mappings";
import { writeAudit } from "@/db/queries/operations";
import { noteTouched } from "@/db/queries/touched";
import type { AccessGroupId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { projectMembers } from "../access/project-members";
import { type CredentialSwitches, carriesAny } from "../connections/credential-switches";
import { refuseIfLeaving } from "../connections/kept";
import { missingSettings } from "../connections/save-vendor-settings";
import { ServiceError, type Services } from "../context";
import { confirmCaused } from "../safety/confirm-caused";
import { adoptAll } from "./adopt-apply";
import { storedChange } from "./change";
import { type ComputedPreview, computePreview } from "./compute-preview";
import { digestOfLines } from "./propose";

export type Confirmation =
  | { readonly status: "applied"; readonly people: number }
  /** Something the change causes is not what was shown: the difference is to be shown, nothing was applied. */
  | { readonly status: "changed" };

/**
 * Applies a preview that an admin has read. The operations it causes are worked out again: if one appeared or
 * vanished since (other than by its window having ended), nothing is applied and the new state is shown.
 * Confirming the first preview of a connection activates it (design C7).
 */
export async function confirmPreview(
  services: Services,
  input: { readonly installationId: InstallationId; readonly previewId: string; readonly digest: string },
): Promise<Confirmation> {
  const preview = await getPreview(services.db, input);
  if (!preview) throw new ServiceError("not_found", "There is no such preview.");
  if (preview.state !== "open")
    throw new ServiceError("conflict", "This change was already applied or replaced by a newer one.");
  const key = { installationId: input.installationId, connectionId: preview.connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfLeaving(connection);
  const stored = storedChange.parse(preview.change);
  const blockers = await activationBlockers(services, key, connection);
  if (connection.activatedAt === null && blockers.length > 0)
    throw new ServiceError(
      "precondition_failed",
      `Before the first change is applied: ${blockers.join("; ")}.`,
    );

  const computed = await computePreview(services, connection, stored.proposal);
  // Either what was stored still holds, or the admin was shown the difference and confirms it as it is now.
  const isAsStored =
    preview.digest === input.digest && lineDifference(stored.operations, computed).length === 0;
  if (!isAsStored && input.digest !== digestOfLines(computed.lines)) {
    await renewPreview(services.db, { ...input, digest: digestOfLines(computed.lines) });
    return { status: "changed" };
  }

  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    if (!(await closePreview(tx, { ...input, state: "confirmed", now })))
      throw new ServiceError("conflict", "This change was already applied or replaced by a newer one.");
    // While the connection was never active: the admin's choice of groups holds for its first activation alone.
    await adoptAll(services, tx, { rows: computed.adopted, word: { of: "group" }, fence: 0, now });
    await replaceMappings(
      tx,
      key,
      stored.proposal.mappings.map((row) => ({
        itemKind: row.kind,
        itemId: row.id,
        groupId: row.groupId as AccessGroupId,
        leadMinutes: row.leadMinutes,
        lagMinutes: row.lagMinutes,
        keepsHours: row.keepsHours,
        confirmedAt: now,
      })),
    );
    await updateConnection(tx, key, {
      leadMinutes: stored.proposal.leadMinutes,
      lagMinutes: stored.proposal.lagMinutes,
      teamDesks: stored.proposal.teamDesks,
      teamPlans: stored.proposal.teamPlans,
      teamPasses: stored.proposal.teamPasses,
      ...(connection.state === "connected"
        ? { state: "active" as const, activatedAt: connection.activatedAt ?? now }
        : {}),
      updatedAt: now,
    });
    // The next poll works everybody out anew should this process end before it does.
    await noteTouched(tx, { installationId: input.installationId, memberIds: null, now });
    await confirmCaused(tx, connection, { caused: computed.change.caused, by: services.actor, now });
    await writeAudit(tx, {
      id: randomId(),
      installationId: input.installationId,
      at: now,
      actor: services.actor,
      action: "mapping.applied",
      subject: connection.id,
      details: {
        preview: preview.id,
        operations: computed.lines.length,
        activated: connection.activatedAt === null,
      },
    });
  });
  const { people } = await projectMembers(services, {
    installationId: input.installationId,
    memberIds: null,
    cause: "preview",
    askedAt: now,
  });
  await services.emit([
    { name: "access/connection.reconcile.requested", data: { ...key, reason: "mapping" } },
  ]);
  return { status: "applied", people };
}

/**
 * What a preview causes now and was not shown, as it is; what was shown and is no longer caused, with its sign
 * turned round. Rights whose window has merely ended meanwhile are no difference.
 */
export function lineDifference(
  shown: readonly string[],
  computed: Pick<ComputedPreview, "lines" | "now">,
): string[] {
  const before = new Set(shown);
  const after = new Set(computed.lines);
  const vanished = shown.filter((line) => !after.has(line) && !hasEnded(line, computed.now));
  return [
    ...computed.lines.filter((line) => !before.has(line)),
    ...vanished.map((line) => `${line.startsWith("+") ? "-" : "+"}${line.slice(1)}`),
  ];
}

/** Canonical lines of grants hold their window's end as ISO text at index 5. */
function hasEnded(line: string, now: Date): boolean {
  const parts: unknown = JSON.parse(line.slice(1));
  if (!Array.isArray(parts)) return false;
  const until: unknown = parts[5];
  if (parts[0] === "ensurePerson") return true;
  return (
    (parts[0] === "grant" || parts[0] === "retime") && typeof until === "string" && new Date(until) <= now
  );
}

/** What still keeps a connection from being activated, in words; empty = nothing. */
export async function activationBlockers(
  services: Services,
  key: Parameters<typeof coveredLocations>[1],
  carries: CredentialSwitches & Pick<ConnectionRow, "vendor" | "settings">,
): Promise<string[]> {
  const [covered, locations] = await Promise.all([
    coveredLocations(services.db, key),
    listLocations(services.db, key),
  ]);
  const open = locations.filter((row) => covered.includes(row.id) && row.confirmedAt === null);
  return [
    ...(open.length > 0 ? [`confirm the time zone of ${open.map((row) => row.name).join(", ")}`] : []),
    ...missingSettings(services.definition(carries.vendor)?.settings ?? [], carries.settings).map(
      (label) => `choose "${label}" on the connection's page`,
    ),
    ...(carriesAny(carries) ? [] : ["switch on e-mail, PIN or cards, so that people can open doors"]),
  ];
}

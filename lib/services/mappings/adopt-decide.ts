import { saveAdoptions } from "@/db/queries/adoptions";
import { type ConnectionRow, getConnection, lockConnection } from "@/db/queries/connections";
import { openPreview } from "@/db/queries/mappings";
import { writeAudit } from "@/db/queries/operations";
import { listLinks } from "@/db/queries/persons";
import { project } from "@/lib/access";
import type { AccessGroupId, ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { loadEntitlements } from "../access/desired";
import { refuseIfLeaving } from "../connections/kept";
import { ServiceError, type Services } from "../context";
import { isDue, loadAdoptable } from "./adopt-held";
import { currentState, type ProposedChange, rulesOfProposal, storedChange } from "./change";
import { proposeChange } from "./propose";

interface Key {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
}

export type AdoptionChoices = ReadonlyMap<string, "adopt" | "leave">;

/** Errors: `precondition_failed` once it has been active: what is there by then is foreign, but for a member's page. */
export function refuseIfActivated(connection: ConnectionRow): void {
  refuseIfLeaving(connection);
  if (connection.activatedAt !== null)
    throw new ServiceError(
      "precondition_failed",
      "This connection is active already. What a member holds by hand can be adopted on the member's page.",
    );
  if (connection.state === "draft" || connection.accountConfirmedAt === null)
    throw new ServiceError("precondition_failed", "Connect the vendor and confirm its account first.");
}

/** The mapping as the open preview proposes it, else as it stands. */
export async function proposalOf(services: Services, connection: ConnectionRow): Promise<ProposedChange> {
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const open = await openPreview(services.db, key);
  return open ? storedChange.parse(open.change).proposal : currentState(services, connection);
}

/** What people hold by hand in groups that a proposal maps, and which of it is due to them. */
export async function compareHeld(services: Services, connection: ConnectionRow, proposal: ProposedChange) {
  const now = services.clock.now();
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const rules = await rulesOfProposal(services, connection, proposal);
  const rows = await loadAdoptable(services, connection, { rules, now });
  const [links, entitlements] = await Promise.all([
    listLinks(services.db, key),
    rows.length === 0 ? [] : loadEntitlements(services, connection, null, now),
  ]);
  const desired = project({ now, entitlements, rules, links });
  return { links, held: rows.map((row) => ({ row, isDue: isDue(row, desired, now) })) };
}

/**
 * Stores for groups whether what members hold there by hand is adopted when the preview is confirmed, or left alone
 * (what is not chosen is left). The preview is worked out anew with it, since people may lose access by it.
 * Nothing is applied. Errors: `validation` for a group in which nobody holds anything; as `refuseIfActivated`.
 */
export async function decideAdoption(
  services: Services,
  input: Key & { readonly choices: AdoptionChoices },
): Promise<{ readonly previewId: string }> {
  const { installationId, connectionId, choices } = input;
  const key = { installationId, connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfActivated(connection);
  const { held } = await compareHeld(services, connection, await proposalOf(services, connection));
  const rows = [...choices].map(([id, decision]) => {
    const groupId = id as AccessGroupId;
    const inGroup = held.filter(({ row }) => row.groupId === groupId);
    if (inGroup.length === 0)
      throw new ServiceError("validation", "Nobody holds anything there by now. Reload the page.", id);
    const heldAndDue = inGroup.filter((one) => one.isDue).length;
    return { groupId, decision, heldAndDue, heldNotDue: inGroup.length - heldAndDue };
  });
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    const current = await lockConnection(tx, key);
    if (!current) throw new ServiceError("not_found", "There is no such connection.");
    refuseIfActivated(current);
    await saveAdoptions(tx, { ...key, now }, rows);
    await writeAudit(tx, {
      id: randomId(),
      installationId,
      at: now,
      actor: services.actor,
      action: "connection.adoption_decided",
      subject: connectionId,
      details: {
        adopt: rows.filter((row) => row.decision === "adopt").length,
        leave: rows.filter((row) => row.decision === "leave").length,
      },
    });
  });
  return proposeChange(services, key);
}

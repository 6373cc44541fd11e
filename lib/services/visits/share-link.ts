import { getConnection } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import { askMail, getVisitKey } from "@/db/queries/visit-keys";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { ServiceError, type Services } from "../context";
import { openUrl } from "./key-run";

interface VisitId {
  readonly installationId: InstallationId;
  readonly keyId: string;
}

async function find(services: Services, input: VisitId) {
  const { installationId, keyId } = input;
  const row = await getVisitKey(services.db, { installationId, id: keyId });
  if (!row) throw new ServiceError("not_found", "There is no such visit.");
  return row;
}

const noLink = () => new ServiceError("precondition_failed", "This visit has no link now. Reload the page.");

/**
 * The link of a visit, for the admin to hand over. Whoever asks is in the audit log.
 * Errors: `not_found`; `precondition_failed` when there is no link, or the vendor keeps it to itself.
 */
export async function showLink(services: Services, input: VisitId): Promise<string> {
  const row = await find(services, input);
  const url = row.state === "present" ? openUrl(services, row) : null;
  if (url === null) throw noLink();
  await writeAudit(services.db, {
    id: randomId(),
    installationId: input.installationId,
    at: services.clock.now(),
    actor: services.actor,
    action: "visit.link_shown",
    subject: row.visit,
    details: { connectionId: row.connectionId },
  });
  return url;
}

/**
 * Has the link of a visit mailed once more, because an admin asked for it. Errors: `not_found`; `precondition_failed`
 * without a mail server, without a link, or on a connection that is not active: nothing would go out.
 */
export async function mailAgain(services: Services, input: VisitId): Promise<void> {
  const row = await find(services, input);
  const { installationId } = input;
  if (services.mailer === null)
    throw new ServiceError(
      "precondition_failed",
      "The operator has set up no mail server. Copy the link and send it yourself.",
    );
  const connection = await getConnection(services.db, { installationId, connectionId: row.connectionId });
  if (connection?.state !== "active")
    throw new ServiceError(
      "precondition_failed",
      "The connection is paused or needs you: nothing is mailed now.",
    );
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    if (!(await askMail(tx, { installationId, id: row.id, now }))) throw noLink();
    await writeAudit(tx, {
      id: randomId(),
      installationId,
      at: now,
      actor: services.actor,
      action: "visit.mail_asked",
      subject: row.visit,
      details: { connectionId: row.connectionId },
    });
  });
  await services.emit([
    {
      name: "visits/key.apply.requested",
      data: { installationId, connectionId: row.connectionId, keyId: row.id, cause: "asked" },
    },
  ]);
}

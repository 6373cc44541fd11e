import { closePreview, getPreview } from "@/db/queries/mappings";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { ServiceError, type Services } from "../context";

/** Drops a preview that waits; what it proposed is forgotten. Repeat: no change. */
export async function dismissPreview(
  services: Services,
  input: { readonly installationId: InstallationId; readonly previewId: string },
): Promise<void> {
  const preview = await getPreview(services.db, input);
  if (!preview) throw new ServiceError("not_found", "There is no such preview.");
  if (preview.state === "confirmed")
    throw new ServiceError("conflict", "This change was applied meanwhile and cannot be dismissed any more.");
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    if (!(await closePreview(tx, { ...input, state: "superseded", now }))) return;
    await writeAudit(tx, {
      id: randomId(),
      installationId: input.installationId,
      at: now,
      actor: services.actor,
      action: "mapping.dismissed",
      subject: preview.connectionId,
      details: { preview: preview.id },
    });
  });
}

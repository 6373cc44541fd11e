import { membersById } from "@/db/queries/facts";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { projectMembers } from "../access/project-members";
import { ServiceError, type Services } from "../context";

/**
 * Looks at one member again: their people are brought in step from what is stored at once, and Nexudus is read
 * in the background. Repeat: changes nothing by itself.
 */
export async function refreshMember(
  services: Services,
  input: { readonly installationId: InstallationId; readonly memberId: MemberId },
): Promise<void> {
  const { installationId, memberId } = input;
  const [member] = await membersById(services.db, { installationId, ids: [memberId] });
  if (!member) throw new ServiceError("not_found", "There is no such member.");
  await writeAudit(services.db, {
    id: randomId(),
    installationId,
    at: services.clock.now(),
    actor: services.actor,
    action: "member.refresh_requested",
    subject: memberId,
    details: {},
  });
  await projectMembers(services, { installationId, memberIds: [memberId], cause: "asked", force: true });
  await services.emit([
    { name: "access/member.touched", data: { installationId, memberId, reason: "asked" } },
  ]);
}

import { listMissingRoles } from "@/db/queries/lifecycle";
import { roleAt } from "@/lib/nexudus/roles";
import type { AccountView } from "../account-views";
import type { Services } from "../context";
import type { ProblemView } from "../views";
import type { Frame } from "./frame";

/** Roles Nexudus withholds; none while nothing is let in at all, which says more. */
export async function missingRoles(services: Services, frame: Frame) {
  if (frame.installation.state !== "active") return [];
  const rows = await listMissingRoles(services.db, { installationId: frame.installationId });
  return rows.map((row) => {
    const known = roleAt(row.entity);
    return {
      role: known?.role ?? row.entity,
      effect: known?.effect ?? "what rests on it is not read",
      since: row.since.toISOString(),
    };
  });
}

export async function missingRoleViews(
  services: Services,
  frame: Frame,
): Promise<AccountView["missingRoles"]> {
  return (await missingRoles(services, frame)).map(({ role, effect }) => ({ role, effect }));
}

/** One problem per role, for the overview. */
export async function roleProblems(services: Services, frame: Frame): Promise<ProblemView[]> {
  return (await missingRoles(services, frame)).map(({ role, effect, since }) => ({
    id: `role-${role}`,
    severity: "attention",
    what: `Nexudus withholds the role ${role}`,
    meaning: `${effect.charAt(0).toUpperCase()}${effect.slice(1)}.`,
    remedy: "Open Lintel from Nexudus again and approve it with this role.",
    link: { label: "Show the account", href: `${frame.base}/settings/account` },
    since,
  }));
}

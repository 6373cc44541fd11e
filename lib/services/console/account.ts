import { listRegistrations } from "@/db/queries/webhooks";
import type { InstallationId } from "@/lib/access/types";
import { toIanaZone } from "@/lib/nexudus/zones";
import type { AccountView, WebhookState } from "../account-views";
import type { Services } from "../context";
import { loadFrame } from "./frame";
import { readRemoval } from "./leaving";
import { missingRoleViews } from "./roles";

type Registration = Awaited<ReturnType<typeof listRegistrations>>[number];

/** All hooks of a location stand, none was asked for yet, or the first problem. */
export function webhookState(rows: readonly Registration[]): WebhookState {
  if (rows.length === 0) return { kind: "pending" };
  const broken = rows.find((row) => !row.active || row.problem !== null);
  return broken ? { kind: "off", why: broken.problem ?? "Nexudus switched it off" } : { kind: "on" };
}

export async function readAccountView(
  services: Services,
  input: { readonly installationId: InstallationId; readonly locationId: string | null },
): Promise<AccountView> {
  const [frame, registrations] = await Promise.all([
    loadFrame(services, input),
    listRegistrations(services.db, input),
  ]);
  const { installation } = frame;
  const zones = new Set([...Intl.supportedValuesOf("timeZone"), "Etc/UTC"]);
  for (const row of frame.locations) zones.add(row.zone);
  return {
    now: frame.now,
    zone: frame.zone,
    subdomain: installation.subdomain ?? "Nexudus does not say",
    installerEmail: installation.accountEmail,
    linkEmail: installation.linkEmail !== installation.accountEmail ? installation.linkEmail : null,
    installedAt: installation.createdAt.toISOString(),
    businesses: frame.locations.map((row) => ({
      id: row.id,
      name: row.name,
      zoneSuggested:
        row.confirmedAt === null ? row.zone : row.zoneTold === null ? null : toIanaZone(row.zoneTold),
      zoneConfirmed: row.confirmedAt === null ? null : row.zone,
      dayChangeHour: Math.floor(row.dayChangeMinutes / 60),
      webhooks: webhookState(registrations.filter((one) => one.locationId === row.id)),
      warning: row.suspended ? "Nexudus lists this location as suspended." : null,
    })),
    zones: [...zones].sort(),
    missingRoles: await missingRoleViews(services, frame),
    ...(await readRemoval(services, frame)),
  };
}

import { listLocations } from "@/db/queries/installations";
import { saveRegistrations } from "@/db/queries/webhooks";
import type { InstallationId, LocationId } from "@/lib/access/types";
import { NexudusError } from "@/lib/nexudus/errors";
import { webhookActions } from "@/lib/nexudus/webhook-actions";
import { desiredWebhooks, planWebhooks } from "@/lib/nexudus/webhook-plan";
import type { Services } from "../context";
import { clientFor } from "../platform/client-for";
import { readsVisitors } from "../visits/guest-links";

/**
 * What tells of rights that change: bookings, members, contracts and teams. The more urgent first. Renewals and
 * first activations say nothing the others do not; with them, three locations would need more than a minute's writes.
 */
const ACTIONS: readonly number[] = [
  webhookActions.BookingCreate,
  webhookActions.BookingUpdate,
  webhookActions.BookingDelete,
  webhookActions.AccessControlUpdate,
  webhookActions.CoworkerUpdate,
  webhookActions.CoworkerCreate,
  webhookActions.CoworkerDelete,
  webhookActions.CoworkerContractCancel,
  webhookActions.CoworkerContractUpdate,
  webhookActions.CoworkerContractCreate,
  webhookActions.CoworkerContractDelete,
  webhookActions.CoworkerContractActivate,
  webhookActions.CoworkerContractUpgradeDowngrade,
  webhookActions.TeamUpdated,
  webhookActions.TeamDeleted,
  webhookActions.TeamCreated,
];

/** Only where visitors are read at all. Approvals, departures and guests of bookings have none. */
const VISITOR_ACTIONS: readonly number[] = [webhookActions.VisitorRegistered, webhookActions.VisitorDeleted];

export interface EnsuredWebhooks {
  readonly status: "checked" | "incomplete" | "skipped";
  readonly created: number;
  readonly enabled: number;
  readonly removed: number;
  readonly failed: number;
}

/**
 * Makes the hooks at Nexudus those Lintel needs: re-creates missing ones, re-enables dead ones, removes its
 * own surplus. A partial list changes nothing. Repeat: no write. The secret in the address stays out of logs.
 */
export async function ensureWebhooks(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<EnsuredWebhooks> {
  const found = await clientFor(services, input.installationId);
  if (!found) return { status: "skipped", created: 0, enabled: 0, removed: 0, failed: 0 };
  const { client, installation } = found;
  const now = services.clock.now();
  const secret = services.encryption.decrypt(installation.webhookSecretSealed, {
    table: "installations",
    column: "webhook_secret_sealed",
    row: installation.id,
  });
  const prefix = `${services.config.origin}/api/nexudus/webhooks/${secret}`;
  const locations = (await listLocations(services.db, input)).filter((row) => row.vanishedAt === null);
  const actions = (await readsVisitors(services, input)) ? [...ACTIONS, ...VISITOR_ACTIONS] : ACTIONS;
  const desired = desiredWebhooks(locations.map((row) => row.id))
    .filter((hook) => actions.includes(hook.action))
    .toSorted((a, b) => actions.indexOf(a.action) - actions.indexOf(b.action));
  const existing = await client.listWebhooks();
  const rowOf = (
    hook: { readonly businessId: string; readonly action: number },
    hookId: string | null,
    problem: string | null,
  ) => ({
    ...input,
    locationId: hook.businessId as LocationId,
    action: hook.action,
    hookId,
    active: problem === null,
    problem,
    checkedAt: now,
  });
  const note = (...hook: Parameters<typeof rowOf>) => saveRegistrations(services.db, [rowOf(...hook)]);
  if (!existing.complete) {
    const problem =
      existing.error?.kind === "unauthorized"
        ? "Nexudus does not allow Lintel to list webhooks (role WebHook-List)"
        : "Nexudus did not list its webhooks";
    await saveRegistrations(
      services.db,
      desired.map((hook) => rowOf(hook, null, problem)),
    );
    return { status: "incomplete", created: 0, enabled: 0, removed: 0, failed: 0 };
  }

  const plan = planWebhooks(existing.items, desired, prefix);
  let failed = 0;
  const attempt = async (
    hook: { readonly businessId: string; readonly action: number } | null,
    write: () => Promise<string | null>,
  ) => {
    try {
      const id = await write();
      if (hook) await note(hook, id, null);
    } catch (error) {
      if (!(error instanceof NexudusError)) throw error;
      failed += 1;
      if (hook)
        await note(
          hook,
          null,
          error.kind === "unauthorized"
            ? "Nexudus does not allow Lintel to make webhooks (role WebHook-Create)"
            : "Nexudus refused the webhook",
        );
    }
  };
  for (const hook of plan.create) await attempt(hook, () => client.createWebhook(hook));
  for (const hook of plan.enable) {
    await attempt(hook, async () => {
      await client.updateWebhook(hook.id, { active: true });
      return hook.id;
    });
  }
  for (const hook of plan.delete) {
    await attempt(null, async () => {
      await client.deleteWebhook(hook.id);
      return null;
    });
  }
  const handled = new Set(
    [...plan.create, ...plan.enable].map((hook) => `${hook.businessId}/${hook.action}`),
  );
  const untouched = desired.filter((hook) => !handled.has(`${hook.businessId}/${hook.action}`));
  await saveRegistrations(
    services.db,
    untouched.map((hook) => {
      const kept = existing.items.find(
        (row) =>
          row.businessId === hook.businessId && row.action === hook.action && row.url.startsWith(prefix),
      );
      return rowOf(hook, kept?.id ?? null, null);
    }),
  );
  return {
    status: "checked",
    created: plan.create.length,
    enabled: plan.enable.length,
    removed: plan.delete.length,
    failed,
  };
}

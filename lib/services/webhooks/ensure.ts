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

/** As many writes as may go to Nexudus at once after a rest, and the rest after which as many may go again. */
export const HOOK_WRITES_AT_ONCE = 8;
export const HOOK_WRITES_REST_MS = 10_000;

export interface EnsuredWebhooks {
  readonly status: "checked" | "incomplete" | "skipped";
  readonly created: number;
  readonly enabled: number;
  readonly removed: number;
  /** Writes of this turn and of those before that were refused. Handed to the next turn, which leaves them alone. */
  readonly refused: readonly string[];
  /** Writes that are for the next turn. */
  readonly left: number;
}
const NOTHING_DONE = { created: 0, enabled: 0, removed: 0, refused: [], left: 0 };

interface HookOf {
  readonly businessId: string;
  readonly action: number;
}
const keyOf = (hook: HookOf) => `${hook.businessId}/${hook.action}`;

interface HookWrite {
  readonly does: "created" | "enabled" | "removed";
  readonly key: string;
  /** null = a surplus one, of which nothing is noted. */
  readonly hook: HookOf | null;
  /** The hook's id afterwards. */
  readonly write: () => Promise<string | null>;
}

/**
 * Makes the hooks at Nexudus those Lintel needs: re-creates missing ones, re-enables dead ones, removes its
 * own surplus. A partial list changes nothing. Repeat: no write. The secret in the address stays out of logs.
 * A network of many locations needs more writes than a minute allows: `writesMax` ends a turn, and what it did not
 * get to is `left`.
 */
export async function ensureWebhooks(
  services: Services,
  {
    refusedBefore = [],
    writesMax = Number.POSITIVE_INFINITY,
    ...input
  }: {
    readonly installationId: InstallationId;
    readonly writesMax?: number;
    /** `refused` of the turn before. */
    readonly refusedBefore?: readonly string[];
  },
): Promise<EnsuredWebhooks> {
  const found = await clientFor(services, input.installationId);
  if (!found) return { ...NOTHING_DONE, status: "skipped" };
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
  const rowOf = (hook: HookOf, hookId: string | null, problem: string | null) => ({
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
    return { ...NOTHING_DONE, status: "incomplete" };
  }

  const plan = planWebhooks(existing.items, desired, prefix);
  const writes: readonly HookWrite[] = [
    ...plan.create.map((hook) => ({
      does: "created" as const,
      key: keyOf(hook),
      hook,
      write: () => client.createWebhook(hook),
    })),
    ...plan.enable.map((hook) => ({
      does: "enabled" as const,
      key: keyOf(hook),
      hook,
      write: async () => {
        await client.updateWebhook(hook.id, { active: true });
        return hook.id;
      },
    })),
    ...plan.delete.map((hook) => ({
      does: "removed" as const,
      key: `surplus ${hook.id}`,
      hook: null,
      write: async () => {
        await client.deleteWebhook(hook.id);
        return null;
      },
    })),
  ];
  const waiting = writes.filter(({ key }) => !refusedBefore.includes(key));
  const done = { created: 0, enabled: 0, removed: 0 };
  const refused = [...refusedBefore];
  for (const { does, key, hook, write } of waiting.slice(0, writesMax)) {
    try {
      const id = await write();
      done[does] += 1;
      if (hook) await note(hook, id, null);
    } catch (error) {
      if (!(error instanceof NexudusError)) throw error;
      refused.push(key);
      if (hook)
        await note(
          hook,
          null,
          error.kind === "unauthorized"
            ? "Nexudus does not allow Lintel to make webhooks (role WebHook-Create)"
            : "Nexudus refused the webhook",
        );
    }
  }
  const written = new Set(writes.map(({ key }) => key));
  const untouched = desired.filter((hook) => !written.has(keyOf(hook)));
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
  return { status: "checked", ...done, refused, left: Math.max(0, waiting.length - writesMax) };
}

import { webhookActions } from "./webhook-actions";
import type { WebhookRecord } from "./webhook-records";

/** Marks hooks as made by Lintel, for people and for `planWebhooks`. */
export const HOOK_NAME_PREFIX = "[Lintel]";

export interface DesiredWebhook {
  readonly businessId: string;
  readonly action: number;
  readonly name: string;
}

/**
 * One hook per location and action: a hook on the root of a network does not fire for its other locations.
 */
export function desiredWebhooks(businessIds: readonly string[]): readonly DesiredWebhook[] {
  return businessIds.flatMap((businessId) =>
    Object.entries(webhookActions).map(([name, action]) => ({
      businessId,
      action,
      name: `${HOOK_NAME_PREFIX} ${name}`,
    })),
  );
}

export interface WebhookPlan {
  readonly create: readonly (DesiredWebhook & { readonly url: string })[];
  /** Switched off by Nexudus after failures, or by hand. */
  readonly enable: readonly WebhookRecord[];
  /** Ours, but not wanted: locations no longer covered, doubles, outdated addresses. */
  readonly delete: readonly WebhookRecord[];
}

/**
 * Compares the hooks that exist with those wanted. Pure. A hook is ours only if both its name and its address
 * begin with our prefixes; all others are never touched. `baseUrlPrefix` holds the installation's secret; a
 * hook's address is `{baseUrlPrefix}/{businessId}/{action}`.
 *
 * `existing` must be a complete list: from a partial one, hooks would be made twice.
 */
export function planWebhooks(
  existing: readonly WebhookRecord[],
  desired: readonly DesiredWebhook[],
  baseUrlPrefix: string,
): WebhookPlan {
  const prefix = `${baseUrlPrefix.replace(/\/+$/, "")}/`;
  const urlOf = (hook: { businessId: string; action: number }) =>
    `${prefix}${hook.businessId}/${hook.action}`;
  const slot = (hook: { businessId: string; action: number }) => `${hook.businessId}/${hook.action}`;
  const wanted = new Set(desired.map(slot));

  const kept = new Map<string, WebhookRecord>();
  const surplus: WebhookRecord[] = [];
  const ours = existing.filter(
    (hook) => hook.name.startsWith(HOOK_NAME_PREFIX) && hook.url.startsWith(prefix),
  );
  // Working hooks first, then the oldest: of doubles, the one that delivers stays.
  for (const hook of ours.toSorted(
    (a, b) => Number(b.active) - Number(a.active) || Number(a.id) - Number(b.id),
  )) {
    const isRight = wanted.has(slot(hook)) && hook.url === urlOf(hook) && !kept.has(slot(hook));
    if (isRight) kept.set(slot(hook), hook);
    else surplus.push(hook);
  }
  return {
    create: desired.filter((hook) => !kept.has(slot(hook))).map((hook) => ({ ...hook, url: urlOf(hook) })),
    enable: [...kept.values()].filter((hook) => !hook.active),
    delete: surplus,
  };
}

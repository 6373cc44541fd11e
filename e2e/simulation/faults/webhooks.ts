import type { WebhookSwitches } from "@/e2e/simulators/nexudus/model";
import type { Injection, TakeBack } from "./injection";

const LATE_MS = { least: 30_000, most: 280_000 } as const;

/** A switch over deliveries; each made while it holds is a hit. */
function switched(
  { space }: Injection,
  values: Partial<WebhookSwitches>,
  off: Partial<WebhookSwitches>,
): TakeBack {
  const { api } = space.tenant.nexudus;
  const sinceId = api.deliveries().at(-1)?.id ?? 0;
  api.setSwitches({ webhooks: values });
  return () => {
    api.setSwitches({ webhooks: off });
    return { hits: api.deliveries({ sinceId }).length };
  };
}

export const loseWebhooks = (into: Injection): TakeBack => {
  const { api } = into.space.tenant.nexudus;
  const sinceId = api.deliveries().at(-1)?.id ?? 0;
  api.setSwitches({ webhooks: { lose: into.fault.times } });
  return () => {
    api.setSwitches({ webhooks: { lose: 0 } });
    return { hits: api.deliveries({ sinceId }).filter((delivery) => delivery.status === "lost").length };
  };
};

export const delayWebhooks = (into: Injection): TakeBack =>
  switched(into, { delayMs: into.random.whole(LATE_MS.least, LATE_MS.most) }, { delayMs: 0 });

export const doubleWebhooks = (into: Injection): TakeBack =>
  switched(into, { copies: into.random.whole(2, 3) }, { copies: 1 });

export const reorderWebhooks = (into: Injection): TakeBack =>
  switched(into, { reorder: into.random.whole(2, 4) }, { reorder: 0 });

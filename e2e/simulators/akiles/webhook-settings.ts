import { type Body, metadataField, textField } from "./fields";
import type { WebhookRow } from "./model";
import { invalid } from "./problem";
import type { Actor, World } from "./world";

const event = (row: WebhookRow) => ({ type: "webhook", ids: { webhook_id: row.id } });

function urlField(body: Body): string | undefined {
  const url = textField(body, "url");
  if (url === undefined) return undefined;
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  // A simulator never talks to another machine.
  if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) {
    throw invalid("url must be on this machine", { field: "url" });
  }
  return url;
}

/** UNVERIFIED: the name of the object type in a filter; the switch chooses the one that is taken. */
function filterField(world: World, body: Body): Record<string, string>[] {
  const { filter } = body;
  if (!Array.isArray(filter) || filter.length === 0) throw invalid("filter is required", { field: "filter" });
  const key = world.switches.webhookFilterKey;
  return filter.map((entry: unknown) => {
    const found: Record<string, string> = {};
    for (const [name, value] of Object.entries(entry ?? {})) {
      if (name !== key && name !== "verb") throw invalid("unknown filter key", { field: `filter.${name}` });
      if (typeof value !== "string")
        throw invalid("filter values must be strings", { field: `filter.${name}` });
      found[name === key ? "object_type" : name] = value;
    }
    if (found.object_type === undefined) throw invalid(`${key} is required`, { field: "filter" });
    return found;
  });
}

export function createWebhook(world: World, actor: Actor, body: Body, secret: string): WebhookRow {
  const url = urlField(body);
  if (url === undefined) throw invalid("url is required", { field: "url" });
  const fields = { url, secret, filter: filterField(world, body), is_enabled: body.is_enabled !== false };
  const row = world.put("webhooks", {
    ...world.base(actor.organizationId, "wh", metadataField(body)),
    ...fields,
  });
  world.logEvent(actor, "create", event(row));
  return row;
}

export function patchWebhook(world: World, actor: Actor, row: WebhookRow, body: Body): WebhookRow {
  const next = {
    url: urlField(body) ?? row.url,
    filter: body.filter === undefined ? row.filter : filterField(world, body),
    is_enabled: typeof body.is_enabled === "boolean" ? body.is_enabled : row.is_enabled,
    metadata: metadataField(body, row.metadata),
  };
  Object.assign(row, next);
  world.dirty = true;
  world.logEvent(actor, "edit", event(row));
  return row;
}

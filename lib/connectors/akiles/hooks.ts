import { VendorError } from "../errors";
import type { OpeningHooks } from "../facets";
import { createWebhook, deleteWebhook, listWebhooks } from "./api";
import type { AkilesHttp } from "./requests";

/** UNVERIFIED: the name of the object type in a filter; the second is tried where the first is refused. */
const FILTER_KEYS = ["object_type", "object.type"] as const;

/** Webhooks about door openings. Deliveries repeat and may come in any order, which a hint does not mind. */
export const openingHooks = (http: AkilesHttp): OpeningHooks => ({
  async ensure({ url }) {
    const found = (await listWebhooks(http)).find((hook) => hook.url === url && hook.is_enabled !== false);
    return { hookId: found?.id ?? (await create(http, url)) };
  },
  async remove({ hookId }) {
    try {
      await deleteWebhook(http, hookId);
      return { status: "applied" };
    } catch (error) {
      if (error instanceof VendorError && error.kind === "not_found") return { status: "already_satisfied" };
      throw error;
    }
  },
});

async function create(http: AkilesHttp, url: string): Promise<string> {
  const [first, second] = FILTER_KEYS;
  const by = (key: string) =>
    createWebhook(http, { url, is_enabled: true, filter: [{ [key]: "gadget_action", verb: "use" }] });
  try {
    return (await by(first)).id;
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind !== "invalid_request") throw error;
    return (await by(second)).id;
  }
}

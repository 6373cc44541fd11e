import { createHash } from "node:crypto";
import { bookingsById } from "@/db/queries/facts";
import { installationByWebhookSecret } from "@/db/queries/installations";
import { listRegistrations, markSigned, recordDelivery, sawDelivery } from "@/db/queries/webhooks";
import type { MemberId } from "@/lib/access/types";
import { parseDelivery, verifyDelivery } from "@/lib/nexudus/webhooks";
import { randomId } from "@/lib/security/tokens";
import type { OutgoingEvent, Services } from "../context";
import { readsVisitors } from "../visits/guest-links";
import { toRefresh, visitorEvents } from "./to-refresh";

/** Two different changes can send equal bodies, so equality counts only within seconds. */
const SAME_WITHIN_MS = 2_000;

export type Received =
  /** Also for unknown installations and locations: nobody should learn which exist, and 401s kill hooks. */
  | { readonly status: "accepted" | "ignored" }
  | { readonly status: "refused"; readonly why: "signature" | "malformed" };

/**
 * A Nexudus webhook: verify, record without its body, ask to look again at the members it speaks of. It
 * carries no instruction: a lost, doubled or reordered one costs time, never correctness.
 */
export async function receiveWebhook(
  services: Services,
  input: {
    readonly secret: string;
    readonly locationId: string;
    readonly action: number;
    readonly body: Uint8Array;
    readonly signature: string | null;
  },
): Promise<Received> {
  const installation = await installationByWebhookSecret(services.db, {
    webhookSecretHashes: services.hash.every({ purpose: "webhook-secret", value: input.secret }),
  });
  if (!installation) return { status: "ignored" };
  const { secretKey, webhookSecret } = services.config.nexudus;
  const { verdict } = verifyDelivery(
    input.body,
    input.signature,
    webhookSecret === null ? [secretKey] : [webhookSecret, secretKey],
  );
  const scope = { installationId: installation.id };
  const registration = (await listRegistrations(services.db, scope)).find(
    (row) => row.locationId === input.locationId && row.action === input.action,
  );
  if (verdict === "wrong" || (verdict === "unsigned" && registration?.signedSince))
    return { status: "refused", why: "signature" };
  const records = parseDelivery(input.body, input.action);
  if (records === null) return { status: "refused", why: "malformed" };
  if (!registration) return { status: "ignored" };

  const now = services.clock.now();
  const hook = { ...scope, locationId: input.locationId, action: input.action };
  if (verdict === "signed" && registration.signedSince === null)
    await markSigned(services.db, { ...hook, now });
  const digest = createHash("sha256").update(input.body).digest("hex");
  const isRepeat = await sawDelivery(services.db, {
    ...hook,
    digest,
    since: new Date(now.getTime() - SAME_WITHIN_MS),
  });
  const before = await bookingsById(services.db, {
    ...scope,
    ids: records.filter((record) => record.kind === "booking").map((record) => record.id),
  });
  const memberIds = [
    ...new Set([
      ...records.flatMap((record) => record.coworkerIds),
      ...before.flatMap((row) => row.memberId ?? []),
    ]),
  ] as MemberId[];
  const asked = isRepeat ? [] : await toRefresh(services, { ...scope, action: input.action, memberIds, now });
  await recordDelivery(services.db, {
    id: randomId(),
    ...hook,
    recordIds: records.map((record) => record.id),
    memberIds: asked,
    digest,
    signed: verdict === "signed",
    receivedAt: now,
  });
  if (isRepeat) return { status: "accepted" };
  const events: OutgoingEvent[] = asked.map((memberId) => ({
    name: "access/member.touched",
    data: { ...scope, memberId, reason: `webhook ${input.action}` },
  }));
  if (records.some((record) => record.kind === "visitor") && (await readsVisitors(services, scope)))
    events.push(...(await visitorEvents(services, { ...scope, action: input.action, records, now })));
  try {
    await services.emit(events);
  } catch {
    // It is recorded, and the next poll reads the change. An error would only make Nexudus turn the hook off.
    services.log.warn("webhook not passed on", { ...scope, reason: "events unavailable" });
  }
  return { status: "accepted" };
}

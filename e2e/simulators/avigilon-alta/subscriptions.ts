import { z } from "zod";
import { parseBody } from "./fields";
import type { EventRow, SubscriptionRow } from "./model";
import { invalid } from "./problem";
import type { World } from "./world";

const HOOK_EVENTS = [
  "entry.authenticated",
  "entry.authorized",
  "entry.authorized.failed",
  "entry.unlocked",
  "entry.unlocked.failed",
  "entry.forcedOpen",
  "contactSensor.stateChanged",
] as const;
const FAILURES_MAX = 5;
const ANSWER_MS = 5_000;

const createSchema = z.strictObject({
  hookEventName: z.enum(HOOK_EVENTS),
  targetUrl: z.url().min(8).max(1000),
  name: z.string().max(100).optional(),
  description: z.string().optional(),
  isVisible: z.boolean().optional(),
});
const patchSchema = z.strictObject({ isActive: z.boolean().optional(), name: z.string().optional() });

export const hookEvents = () =>
  HOOK_EVENTS.map((name, at) => ({ id: at + 1, name, isTargetUrlAllowed: true }));

export interface Delivery {
  readonly subscriptionId: number;
  readonly eventId: number;
  readonly status: number | null;
}

const wire = (row: SubscriptionRow) => ({
  id: row.id,
  hookEvent: { name: row.hookEventName },
  targetUrl: row.targetUrl,
  name: row.name,
  isActive: row.isActive,
  isBlocking: false,
  rateLimitCount: 100,
  rateLimitWindowSecs: 60,
});

/** Subscriptions and what was sent to them. Nothing is ever sent to another machine. */
export class Subscriptions {
  readonly deliveries: Delivery[] = [];
  private under = new Set<Promise<void>>();

  constructor(private readonly world: World) {
    world.onEvent = (event) => this.send(event);
  }

  list = (orgId: number) => this.world.rows("subscriptions", orgId).map(wire);
  one = (orgId: number, id: number) => wire(this.world.find("subscriptions", orgId, id));

  /** Keeps it only if the receiver answers 200 with the same `X-Hook-Secret`. Throws 400 otherwise. */
  async create(orgId: number, body: unknown): Promise<object> {
    const input = parseBody(createSchema, body);
    const secret = this.world.secret();
    const answer = await this.post(input.targetUrl, "", { "x-hook-secret": secret });
    if (answer?.status !== 200 || answer.headers.get("x-hook-secret") !== secret)
      throw invalid("The target did not complete the handshake.");
    return wire(
      this.world.put("subscriptions", {
        id: this.world.nextId(),
        orgId,
        hookEventName: input.hookEventName,
        targetUrl: input.targetUrl,
        name: input.name ?? null,
        isActive: true,
        failures: 0,
      }),
    );
  }

  patch(orgId: number, id: number, body: unknown): void {
    const row = this.world.find("subscriptions", orgId, id);
    const to = parseBody(patchSchema, body);
    if (to.isActive !== undefined) row.isActive = to.isActive;
    if (to.name !== undefined) row.name = to.name;
    this.world.dirty = true;
  }

  remove(orgId: number, id: number): void {
    this.world.drop("subscriptions", this.world.find("subscriptions", orgId, id).id);
  }

  /** Resolves when everything under way was answered. */
  async settled(): Promise<void> {
    while (this.under.size > 0) await Promise.all(this.under);
  }

  private send(event: EventRow): void {
    for (const row of this.world.rows("subscriptions", event.orgId)) {
      if (!row.isActive || row.hookEventName !== event.name) continue;
      const sending = this.deliver(row, event).finally(() => this.under.delete(sending));
      this.under.add(sending);
    }
  }

  /** One attempt, without any signature; after five failures in a row the subscription is switched off. */
  private async deliver(row: SubscriptionRow, event: EventRow): Promise<void> {
    const body = JSON.stringify({
      timestamp: event.occurredAt / 1000,
      event: event.name,
      data: { userId: event.userId, entryId: event.entryId, requestId: event.requestId },
    });
    const answer = await this.post(row.targetUrl, body, { "content-type": "application/json" });
    this.deliveries.push({ subscriptionId: row.id, eventId: event.id, status: answer?.status ?? null });
    row.failures = answer?.ok ? 0 : row.failures + 1;
    if (row.failures >= FAILURES_MAX) row.isActive = false;
    this.world.dirty = true;
  }

  private async post(url: string, body: string, headers: Record<string, string>): Promise<Response | null> {
    if (!["127.0.0.1", "localhost"].includes(new URL(url).hostname)) return null;
    const signal = this.world.clock.timeoutSignal(ANSWER_MS);
    return fetch(url, { method: "POST", body, headers, redirect: "manual", signal }).catch(() => null);
  }
}

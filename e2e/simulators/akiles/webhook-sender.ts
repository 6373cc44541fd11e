import { createHmac, randomBytes } from "node:crypto";
import type { EventRow, WebhookRow } from "./model";
import { Wire } from "./wire";
import type { World } from "./world";

const FIRST_RETRY_MS = 5_000;
const RETRY_MAX_MS = 3_600_000;
const TRIES_MAX = 20;
const ANSWER_MS = 10_000;

export interface Delivery {
  readonly id: string;
  readonly webhookId: string;
  readonly eventId: string;
  /** HTTP status of each try; 0 = no answer. */
  readonly statuses: number[];
  state: "waiting" | "delivered" | "given_up";
}

/** Hex of HMAC-SHA256 with the secret as UTF-8 text over the raw body. */
export const signBody = (secret: string, body: string): string =>
  createHmac("sha256", secret).update(body, "utf8").digest("hex");

/**
 * Tells webhooks about events: signed, repeated on anything but 2xx after 5 s, 10 s, ... up to an hour of
 * the simulated clock. What is still to be repeated is lost when the simulator stops.
 */
export class WebhookSender {
  readonly deliveries: Delivery[] = [];
  private readonly stopped = new AbortController();
  private held: (() => void) | null = null;

  constructor(private readonly world: World) {
    world.onEvent = (event) => this.announce(event);
  }

  stop(): void {
    this.stopped.abort();
  }

  private announce(event: EventRow): void {
    for (const hook of this.world.rows("webhooks", event.organization_id)) {
      const wanted = hook.filter.some(
        (f) => f.object_type === event.object.type && (f.verb === undefined || f.verb === event.verb),
      );
      if (!wanted || hook.is_deleted || !hook.is_enabled) continue;
      const send = (afterFirstTry?: () => void) => {
        void this.deliver(hook, event, afterFirstTry);
        if (this.world.switches.webhookDuplicates) void this.deliver(hook, event);
      };
      if (this.world.switches.webhookReorder) this.swap(send);
      else send();
    }
  }

  /** Keeps one announcement back until the next has been sent. */
  private swap(send: (afterFirstTry?: () => void) => void): void {
    const { held } = this;
    this.held = held === null ? () => send() : null;
    if (held) send(held);
  }

  /** Sends what reordering still holds back. */
  release(): void {
    const held = this.held;
    this.held = null;
    held?.();
  }

  private bodyOf(event: EventRow): string {
    const json = new Wire(this.world, event.organization_id).event(event);
    return JSON.stringify(this.world.switches.webhookEnvelope === "wrapped" ? { event: json } : json);
  }

  private async deliver(hook: WebhookRow, event: EventRow, afterFirstTry?: () => void): Promise<void> {
    const delivery: Delivery = {
      id: `dlv_${randomBytes(6).toString("hex")}`,
      webhookId: hook.id,
      eventId: event.id,
      statuses: [],
      state: "waiting",
    };
    this.deliveries.push(delivery);
    const body = this.bodyOf(event);
    let wait = FIRST_RETRY_MS;
    while (!this.stopped.signal.aborted && !hook.is_deleted && delivery.statuses.length < TRIES_MAX) {
      const status = await this.post(hook, body);
      delivery.statuses.push(status);
      if (delivery.statuses.length === 1) afterFirstTry?.();
      if (status >= 200 && status < 300) {
        delivery.state = "delivered";
        return;
      }
      await this.world.clock.sleep(wait, this.stopped.signal).catch(() => {
        // Stopped: the loop's condition ends it.
      });
      wait = Math.min(wait * 2, RETRY_MAX_MS);
    }
    delivery.state = "given_up";
  }

  private async post(hook: WebhookRow, body: string): Promise<number> {
    const { signal } = this.stopped;
    try {
      const answer = await fetch(hook.url, {
        method: "POST",
        headers: { "content-type": "application/json", "x-akiles-sig-sha256": signBody(hook.secret, body) },
        body,
        redirect: "manual",
        signal: AbortSignal.any([signal, this.world.clock.timeoutSignal(ANSWER_MS)]),
      });
      await answer.body?.cancel();
      return answer.status;
    } catch {
      return 0;
    }
  }
}

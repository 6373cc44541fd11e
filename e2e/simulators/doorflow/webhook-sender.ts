import { createHmac, randomBytes } from "node:crypto";
import type { CredentialRow, EventRow } from "./model";
import { allows } from "./scopes";
import type { World } from "./world";

const ANSWER_MS = 10_000;
const TRIES_MAX = 5;
const RETRY_MS = 5_000;
const API = "https://api.doorflow.com/api/3";

export interface WebhookItem {
  readonly action: "CREATE" | "UPDATE" | "DESTROY";
  readonly resource: string;
  readonly resource_type: "Event" | "PersonCredential";
  readonly resource_id: string;
  readonly account_id: string;
  readonly ack_token: string;
}

export interface Delivery {
  readonly items: readonly WebhookItem[];
  /** HTTP status of each try; 0 = no answer. */
  readonly statuses: number[];
}

/** Which notifications the application has said it dealt with, by asking with their token. */
export class Acknowledgements {
  readonly tokens = new Set<string>();

  note(token: string | null): void {
    if (token !== null) this.tokens.add(token);
  }
}

/** Hex of HMAC-SHA256 over timestamp, a dot and the raw body. */
export const signBody = (secret: string, timestamp: string, body: string): string =>
  createHmac("sha256", secret).update(`${timestamp}.${body}`, "utf8").digest("hex");

/**
 * The one webhook of the application, for all accounts: arrays of notifications, signed; repeated on anything but 2xx
 * (UNVERIFIED: how often). An account without a living token, or without the right to see it, says nothing.
 */
export class WebhookSender {
  url: string | null = null;
  readonly deliveries: Delivery[] = [];
  private waiting: WebhookItem[] = [];
  private isHeld = false;
  private readonly stopped = new AbortController();

  constructor(
    private readonly world: World,
    private readonly secret: string,
  ) {
    world.onEvent = (event) => this.announceEvent(event);
    world.onCredential = (action, row) => this.announceCredential(action, row);
  }

  stop(): void {
    this.stopped.abort();
  }

  /** Collects what happens from now on, until `release` sends it in one call. */
  hold(): void {
    this.isHeld = true;
  }

  /** Sends what waits. Resolves when every call has had its last answer. */
  async release(): Promise<void> {
    this.isHeld = false;
    const items = this.waiting.splice(0);
    if (items.length === 0) return;
    const { webhookDuplicates, webhookReorder } = this.world.switches;
    const batch = webhookReorder ? items.reverse() : items;
    await Promise.all([this.deliver(batch), ...(webhookDuplicates ? [this.deliver(batch)] : [])]);
  }

  private announceEvent(event: EventRow): void {
    const path = `events/${event.id}`;
    this.announce("account.event.access.readonly", "CREATE", "Event", event.id, event.account_id, path);
  }

  private announceCredential(action: WebhookItem["action"], row: CredentialRow): void {
    const path = `people/${row.person_id}/credentials/${row.id}`;
    this.announce("account.person.readonly", action, "PersonCredential", row.id, row.account_id, path);
  }

  private announce(
    scope: string,
    action: WebhookItem["action"],
    resource_type: WebhookItem["resource_type"],
    resource_id: string,
    account_id: string,
    path: string,
  ): void {
    const { refresh } = this.world.state.oauth;
    const mayKnow = Object.values(refresh).some((t) => t.accountId === account_id && allows(t.scope, scope));
    if (this.url === null || !mayKnow) return;
    const ack_token = randomBytes(9).toString("hex");
    const resource = `${API}/${path}?ack_token=${ack_token}`;
    this.waiting.push({ action, resource, resource_type, resource_id, account_id, ack_token });
    if (!this.isHeld) void this.release();
  }

  private async deliver(items: readonly WebhookItem[]): Promise<void> {
    const delivery: Delivery = { items, statuses: [] };
    this.deliveries.push(delivery);
    while (!this.stopped.signal.aborted && delivery.statuses.length < TRIES_MAX) {
      const status = await this.post(JSON.stringify(items));
      delivery.statuses.push(status);
      if (status >= 200 && status < 300) return;
      await this.world.clock.sleep(RETRY_MS, this.stopped.signal).catch(() => {
        // Stopped: the loop's condition ends it.
      });
    }
  }

  private async post(body: string): Promise<number> {
    if (this.url === null) return 0;
    const timestamp = String(Math.floor(this.world.nowMs() / 1000));
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          timestamp,
          signature: signBody(this.secret, timestamp, body),
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([this.stopped.signal, this.world.clock.timeoutSignal(ANSWER_MS)]),
      });
      await answer.body?.cancel();
      return answer.status;
    } catch {
      return 0;
    }
  }
}

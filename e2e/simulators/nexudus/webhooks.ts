import { createHmac } from "node:crypto";
import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import { idsIn } from "./derive";
import type { Delivery, EntityName, Row } from "./model";
import { fullRecord } from "./render";
import {
  accessControlUpdate,
  checkedIn,
  checkedOut,
  checkinFailed,
  contractCancelled,
  domainActions,
} from "./webhook-actions";
import type { Change, World } from "./world";

const answerWithinMs = 10_000;
const failuresUntilDisabled = 10;
const keptDeliveries = 2_000;

/** Upper-case hex HMAC over the text with every non-ASCII UTF-16 unit turned into `?`, as an ASCII encoder does. */
export function foldedSignature(secret: string, body: string): string {
  const folded = Array.from({ length: body.length }, (_, i) =>
    body.charCodeAt(i) > 0x7f ? "?" : body.charAt(i),
  );
  return rawSignature(secret, folded.join(""));
}

/** Upper-case hex HMAC over the UTF-8 bytes. */
export const rawSignature = (secret: string, body: string): string =>
  createHmac("sha256", secret).update(body, "utf8").digest("hex").toUpperCase();

/** Turns changes into deliveries and carries them out: retries, health, disabling, and the switches' mischief. */
export class Webhooks {
  private readonly running = new Map<number, Promise<void>>();
  private readonly limit = pLimit(8);
  private readonly stopping = new AbortController();
  private held: Delivery[] = [];

  constructor(
    private readonly world: World,
    private readonly sharedSecret: string,
    private readonly carry: typeof fetch,
  ) {
    // Every delivery under way listens to it.
    setMaxListeners(0, this.stopping.signal);
    world.onChange((change) => this.changed(change));
    for (const delivery of this.deliveries) if (delivery.status === "pending") this.start(delivery);
  }

  get deliveries(): Delivery[] {
    return this.world.state.deliveries;
  }

  /** Fires an action for everybody who subscribed to it at one of the businesses. */
  fire(action: number, businesses: readonly number[], entity: EntityName, row: Row): void {
    const { webhookSwitches: switches } = this.world.state;
    const covered = new Set(businesses);
    if (switches.rootCoversChildren) {
      for (const id of businesses) {
        const root = this.world.find("Business", id)?.RootLocationId;
        if (typeof root === "number") covered.add(root);
      }
    }
    for (const hook of this.world.rows("WebHook")) {
      if (hook.Active !== true || hook.Action !== action || !covered.has(Number(hook.BusinessId))) continue;
      for (let copy = 0; copy < switches.copies; copy += 1) this.enqueue(hook, entity, row);
    }
  }

  /** AccessControlUpdate: something about this customer may have changed. */
  accessControl(coworkerId: unknown, businesses: readonly number[] | null): void {
    const coworker = this.world.find("Coworker", coworkerId);
    if (!coworker || !this.world.state.webhookSwitches.accessControl) return;
    // UNVERIFIED: which location's hook hears of it. Taken: where the cause lies, else the home location.
    this.fire(accessControlUpdate, businesses ?? home(coworker), "Coworker", coworker);
  }

  /** Resolves once every delivery made after `sinceId` was answered or gave up, or after `capMs` of real time. */
  async answered(sinceId: number, capMs: number): Promise<void> {
    const cap = this.world.clock.timeoutSignal(capMs);
    const ended = new Promise<void>((resolve) => {
      cap.addEventListener("abort", () => resolve());
    });
    const open = this.deliveries
      .filter((d) => d.id > sinceId && d.status === "pending")
      .flatMap((d) => this.running.get(d.id) ?? []);
    await Promise.race([Promise.all(open), ended]);
  }

  get lastId(): number {
    return this.deliveries.at(-1)?.id ?? 0;
  }

  close(): void {
    this.stopping.abort();
  }

  /** Sends what the reorder switch still holds, last first. */
  flushHeld(): void {
    const waiting = this.held.reverse();
    this.held = [];
    for (const delivery of waiting) this.start(delivery);
  }

  private changed({ entity, verb, before, after }: Change): void {
    const row = after ?? before;
    if (!row || entity === "WebHook" || this.world.silent) return;
    const businesses = this.world.businessesOf(entity, row) ?? [];
    const where = entity === "Coworker" ? home(row) : businesses;
    const action = domainActions[entity]?.[verb];
    if (action !== undefined) this.fire(action, where, entity, row);
    if (
      entity === "CoworkerContract" &&
      verb === "update" &&
      row.CancellationDate !== before?.CancellationDate
    ) {
      this.fire(contractCancelled, where, entity, row);
    }
    if (entity === "Checkin" && verb === "create") this.fire(checkedIn, where, entity, row);
    if (entity === "FailedCheckin" && verb === "create") this.fire(checkinFailed, where, entity, row);
    if (entity === "Checkin" && verb === "update" && !before?.ToTime && row.ToTime) {
      this.fire(checkedOut, where, entity, row);
    }
    for (const coworkerId of touchedByAccess(entity, verb, before, after)) {
      this.accessControl(coworkerId, entity === "Coworker" ? null : businesses);
    }
  }

  private enqueue(hook: Row, entity: EntityName, row: Row): void {
    const { webhookSwitches: switches } = this.world.state;
    const body = JSON.stringify([fullRecord(entity, row, this.world)]);
    const lost = switches.lose === null || switches.lose > 0;
    if (switches.lose) switches.lose -= 1;
    const delivery: Delivery = {
      id: this.lastId + 1,
      hookId: hook.Id,
      action: Number(hook.Action),
      businessId: Number(hook.BusinessId),
      entity,
      entityId: row.Id,
      url: String(hook.URL),
      body,
      signature: this.sign(body),
      createdAt: this.world.clock.now().toISOString(),
      status: lost ? "lost" : "pending",
      attempts: [],
    };
    this.deliveries.push(delivery);
    if (this.deliveries.length > keptDeliveries)
      this.deliveries.splice(0, this.deliveries.length - keptDeliveries);
    if (lost) return;
    this.held.push(delivery);
    if (this.held.length >= switches.reorder) this.flushHeld();
  }

  private sign(body: string): string | null {
    const mode = this.world.state.webhookSwitches.signature;
    if (mode === "unsigned" || this.sharedSecret === "") return null;
    return mode === "raw" ? rawSignature(this.sharedSecret, body) : foldedSignature(this.sharedSecret, body);
  }

  private start(delivery: Delivery): void {
    const run = this.deliver(delivery).catch(() => undefined);
    this.running.set(delivery.id, run);
    void run.then(() => this.running.delete(delivery.id));
  }

  private async deliver(delivery: Delivery): Promise<void> {
    const { retryDelaysMs, delayMs } = this.world.state.webhookSwitches;
    if (delayMs > 0) await this.wait(delayMs);
    for (let attempt = delivery.attempts.length; ; attempt += 1) {
      if (this.world.find("WebHook", delivery.hookId)?.Active !== true) break;
      const outcome = await this.limit(() => this.post(delivery));
      delivery.attempts.push(outcome);
      const ok = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
      this.noteHealth(delivery.hookId, ok ? null : (outcome.error ?? `HTTP ${outcome.status}`));
      if (ok) {
        delivery.status = "delivered";
        return this.world.save();
      }
      const delay = retryDelaysMs[attempt];
      if (delay === undefined) break;
      await this.wait(delay);
    }
    delivery.status = "abandoned";
    this.world.save();
  }

  private async post(delivery: Delivery): Promise<Delivery["attempts"][number]> {
    const at = this.world.clock.now().toISOString();
    try {
      const target = new URL(delivery.url);
      if (!["127.0.0.1", "localhost", "[::1]"].includes(target.hostname)) {
        return { at, status: null, error: "The simulator only delivers to this machine" };
      }
      const response = await this.carry(target, {
        method: "POST",
        redirect: "manual",
        headers: {
          "content-type": "application/json; charset=utf-8",
          ...(delivery.signature ? { "x-nexudus-hook-signature": delivery.signature } : {}),
        },
        body: delivery.body,
        signal: AbortSignal.any([this.stopping.signal, this.world.clock.timeoutSignal(answerWithinMs)]),
      });
      await response.arrayBuffer();
      return { at, status: response.status, error: null };
    } catch (error) {
      this.stopping.signal.throwIfAborted();
      return { at, status: null, error: error instanceof Error ? error.message : "delivery failed" };
    }
  }

  private noteHealth(hookId: number, error: string | null): void {
    const hook = this.world.find("WebHook", hookId);
    if (!hook) return;
    const failures = error === null ? 0 : Number(hook.ErrorCount) + 1;
    this.world.patchQuietly("WebHook", hookId, {
      LastError: error,
      ErrorCount: failures,
      LastTrigger: this.world.clock.now().toISOString(),
      Active: hook.Active === true && failures < failuresUntilDisabled,
    });
  }

  private async wait(ms: number): Promise<void> {
    await this.world.clock.sleep(ms, this.stopping.signal);
    this.stopping.signal.throwIfAborted();
  }
}

const home = (coworker: Row): number[] =>
  typeof coworker.InvoicingBusinessId === "number" ? [coworker.InvoicingBusinessId] : [];

const credentialFields = ["AccessCardId", "AccessPincode", "KeyFobNumber", "Active", "Archived"];

/** Customers whose access a change may touch, by the platform's own list of causes. */
function touchedByAccess(
  entity: EntityName,
  verb: Change["verb"],
  before: Row | null,
  after: Row | null,
): unknown[] {
  const row = after ?? before;
  if (!row) return [];
  switch (entity) {
    case "Booking":
      return verb === "delete" ? [row.CoworkerId] : [];
    case "CoworkerContract":
    case "CoworkerTimePass":
    case "Checkin":
      return [row.CoworkerId];
    case "Coworker":
      return verb === "create" || credentialFields.some((f) => before?.[f] !== after?.[f]) ? [row.Id] : [];
    case "Team": {
      const old = new Set(idsIn(before?.TeamMembers));
      const fresh = new Set(idsIn(after?.TeamMembers));
      return [...[...old].filter((m) => !fresh.has(m)), ...[...fresh].filter((m) => !old.has(m))];
    }
    default:
      return [];
  }
}

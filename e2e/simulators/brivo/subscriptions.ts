import { type Body, requiredText } from "./fields";
import type { EventRow, SubscriptionRow } from "./model";
import { invalid } from "./problem";
import { Wire } from "./wire";
import type { World } from "./world";

const TYPES = ["SITE", "USER", "ACCESS-POINT", "AUDIT"];
const WAIT_MS = 5_000;

function urlOf(body: Body): string {
  const url = requiredText(body, "url");
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  // A simulator never talks to another machine.
  if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) throw invalid("url must be on this machine");
  return url;
}

function criteriaOf(body: Body): SubscriptionRow["criteria"] {
  const given = Array.isArray(body.criteria) ? body.criteria : [];
  return given.map((entry: unknown) => {
    const row: Body = typeof entry === "object" && entry !== null ? { ...entry } : {};
    const [type, operation] = [requiredText(row, "criteriaType"), requiredText(row, "criteriaOperationType")];
    if (!TYPES.includes(type) || !["EQ", "NE"].includes(operation)) throw invalid("unknown criteria");
    return { type, operation, value: String(row.criteriaValue) };
  });
}

export function saveSubscription(
  world: World,
  account: number,
  body: Body,
  row?: SubscriptionRow,
): SubscriptionRow {
  const fields = {
    name: requiredText(body, "name"),
    url: urlOf(body),
    errorEmail: requiredText(body, "errorEmail"),
    criteria: criteriaOf(body),
  };
  return world.put("subscriptions", { ...(row ?? world.base(account)), ...fields });
}

interface Notification {
  readonly subscriptionId: number;
  readonly eventId: number;
  readonly url: string;
  readonly at: string;
  /** Null = no answer. */
  status: number | null;
}

/** Tells subscribers of events: one try each, no signature, and nothing but 200 counts as taken. */
export class Notifier {
  readonly notifications: Notification[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly world: World) {
    world.onEvent = (event) => this.tell(event);
  }

  private meets(event: EventRow, { type, operation, value }: SubscriptionRow["criteria"][number]): boolean {
    const site = this.world.state.tables.doors[String(event.doorId)]?.siteId;
    const values: Record<string, unknown> = {
      SITE: site,
      USER: event.actor?.id,
      "ACCESS-POINT": event.doorId,
      // 0 = events of doors, which all of these are.
      AUDIT: 0,
    };
    return (String(values[type]) === value) === (operation === "EQ");
  }

  private tell(event: EventRow): void {
    for (const row of this.world.rows("subscriptions", event.account)) {
      if (!row.criteria.every((criteria) => this.meets(event, criteria))) continue;
      const sending = this.send(row, event).finally(() => this.running.delete(sending));
      this.running.add(sending);
    }
  }

  private async send(row: SubscriptionRow, event: EventRow): Promise<void> {
    const at = new Date(this.world.nowMs()).toISOString();
    const note: Notification = {
      subscriptionId: row.id,
      eventId: event.id,
      url: row.url,
      at,
      status: null,
    };
    this.notifications.push(note);
    const answer = await fetch(row.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(new Wire(this.world, event.account).event(event)),
      redirect: "manual",
      signal: this.world.clock.timeoutSignal(WAIT_MS),
    }).catch(() => null);
    note.status = answer?.status ?? null;
    if (note.status === 200) return;
    this.world.state.mails.push({
      id: this.world.newId(),
      at,
      to: row.errorEmail,
      kind: "notification_failed",
      userId: null,
      invitationId: null,
      accessCode: null,
      language: "en",
    });
    this.world.dirty = true;
    this.world.flush();
  }

  /** Resolves once everything sent so far was answered or given up. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }
}

import { createHmac } from "node:crypto";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listen } from "../kit/server";
import { CLIENT, type Harness, startForTest, TYPE } from "./testing";
import type { WebhookItem } from "./webhook-sender";

interface Call {
  readonly headers: Headers;
  readonly body: string;
  readonly items: WebhookItem[];
}
let h: Harness;
let calls: Call[];
let close: () => Promise<void>;
beforeEach(async () => {
  h = await startForTest();
  calls = [];
  const app = new Hono();
  app.post("/hook", async (c) => {
    const body = await c.req.text();
    calls.push({ headers: c.req.raw.headers, body, items: JSON.parse(body) as WebhookItem[] });
    return c.body(null, 200);
  });
  const server = await listen(app, 0);
  close = server.close;
  h.api.tokens();
  h.api.webhooks.hold();
  h.api.webhooks.url = `${server.url}/hook`;
});
afterEach(async () => {
  await h.sim.close();
  await close();
});

const opened = (account?: string) =>
  h.api.addEvent({
    ...(account ? { account } : {}),
    code: 10,
    label: "admitted",
    channel_id: null,
    person_id: null,
    credentials_number: "4444",
  }).id;

describe("webhooks", () => {
  it("are arrays, signed over the timestamp and the raw body, and carry no data of their own", async () => {
    const id = opened();
    await h.api.webhooks.release();
    const [call] = calls;
    const timestamp = call?.headers.get("timestamp") ?? "";
    const signed = createHmac("sha256", CLIENT.clientSecret)
      .update(`${timestamp}.${call?.body}`)
      .digest("hex");
    expect(call?.headers.get("signature")).toBe(signed);
    expect(call?.items).toMatchObject([
      { action: "CREATE", resource_type: "Event", resource_id: id, account_id: "acchw7k2q9" },
    ]);
    expect(call?.body).not.toContain("4444");
  });

  it("tell of credentials too, and note when a notification was dealt with", async () => {
    const ana = await h.person();
    h.api.staffCredential(ana, TYPE.card, "100200");
    h.api.staffCredential(ana, TYPE.card, null);
    await h.api.webhooks.release();
    const items = calls.flatMap((call) => call.items);
    expect(items.map((item) => [item.resource_type, item.action])).toEqual([
      ["PersonCredential", "CREATE"],
      ["PersonCredential", "DESTROY"],
    ]);
    const id = opened();
    await h.api.webhooks.release();
    const token = calls.at(-1)?.items[0]?.ack_token ?? "";
    expect(h.api.acknowledged.has(token)).toBe(false);
    await h.get(`/events/${id}?ack_token=${token}`);
    expect(h.api.acknowledged.has(token)).toBe(true);
  });

  it("come twice and out of order where the switches say so, several accounts in one call", async () => {
    const other = h.api.addAccount("Another space").id;
    h.api.tokens(other);
    h.api.setSwitches({ webhookDuplicates: true, webhookReorder: true });
    const made = [opened(), opened(other)];
    await h.api.webhooks.release();
    expect(calls.map((call) => call.items.map((item) => item.resource_id))).toEqual([
      [...made].reverse(),
      [...made].reverse(),
    ]);
    expect(calls[0]?.items.map((item) => item.account_id)).toEqual([other, "acchw7k2q9"]);
  });

  it("stop once the application was revoked, or lacks the right", async () => {
    const other = h.api.addAccount("Another space").id;
    h.api.tokens(other, "account.sync");
    opened(other);
    h.api.revokeTokens("acchw7k2q9");
    opened();
    await h.api.webhooks.release();
    expect(calls).toEqual([]);
  });
});

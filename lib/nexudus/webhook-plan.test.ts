import { describe, expect, it } from "vitest";
import { webhookActions } from "./webhook-actions";
import { desiredWebhooks, planWebhooks } from "./webhook-plan";
import type { WebhookRecord } from "./webhook-records";

const PREFIX = "https://lintel.test/api/nexudus/webhooks/secret";
const hook = (id: string, change: Partial<WebhookRecord> = {}): WebhookRecord => ({
  id,
  businessId: "1",
  name: "[Lintel] BookingCreate",
  action: 6,
  url: `${PREFIX}/1/6`,
  active: true,
  errorCount: 0,
  lastTrigger: null,
  ...change,
});
const desired = [{ businessId: "1", action: 6, name: "[Lintel] BookingCreate" }];

it("desiredWebhooks wants one hook per location and action", () => {
  const wanted = desiredWebhooks(["1", "2"]);
  expect(wanted).toHaveLength(2 * Object.keys(webhookActions).length);
  expect(new Set(wanted.map((w) => `${w.businessId}/${w.action}`)).size).toBe(wanted.length);
});

describe("planWebhooks", () => {
  it("does nothing when all is as wanted, whatever strangers have", () => {
    const foreign = [
      hook("8", { name: "Zapier", url: `${PREFIX}/1/6` }),
      hook("9", { url: "https://lintel.test.evil/api/nexudus/webhooks/secret/1/6" }),
      hook("10", { url: `${PREFIX}2/1/6`, active: false }),
    ];
    expect(planWebhooks([hook("1"), ...foreign], desired, PREFIX)).toEqual({
      create: [],
      enable: [],
      delete: [],
    });
  });

  it("creates what is missing, with its address", () => {
    expect(planWebhooks([], desired, `${PREFIX}/`).create).toEqual([{ ...desired[0], url: `${PREFIX}/1/6` }]);
  });

  it("enables what Nexudus switched off", () => {
    const off = hook("1", { active: false, errorCount: 10 });
    expect(planWebhooks([off], desired, PREFIX)).toEqual({ create: [], enable: [off], delete: [] });
  });

  it("deletes doubles, dropped locations and outdated addresses of its own", () => {
    const dead = hook("1", { active: false });
    const alive = hook("2");
    const dropped = hook("3", { businessId: "2", url: `${PREFIX}/2/6` });
    const outdated = hook("4", { url: `${PREFIX}/6` });
    const plan = planWebhooks([dead, alive, dropped, outdated], desired, PREFIX);
    expect(plan.create).toEqual([]);
    expect(plan.enable).toEqual([]);
    expect(plan.delete.map((h) => h.id).toSorted()).toEqual(["1", "3", "4"]);
  });

  it("is settled once it was carried out", () => {
    const wanted = desiredWebhooks(["1", "2"]);
    const made = planWebhooks([], wanted, PREFIX).create.map((h, i) => hook(String(i + 1), h));
    expect(planWebhooks(made, wanted, PREFIX)).toEqual({ create: [], enable: [], delete: [] });
  });
});

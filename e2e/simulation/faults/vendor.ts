import type { FaultRule } from "@/e2e/simulators/kit/faults";
import type { VendorAccount } from "../direct/tenant";
import type { Injection, TakeBack } from "./injection";

const API = "^/v2/";
const EVERYTHING = "^/(v2|oauth2/token)";
const WRITES = ["POST", "PATCH", "DELETE"] as const;

function accountOf({ space, fault }: Injection): VendorAccount {
  const account = space.tenant.accounts.get(fault.connection ?? "");
  if (!account) throw new Error(`a fault of no connection: ${fault.kind}`);
  return account;
}

/** Rules over requests; what they hit is what the simulator says it injected. */
function ruled(into: Injection, rules: readonly Omit<FaultRule, "id" | "times">[]): TakeBack {
  const { api } = accountOf(into).simulator;
  const made = rules.map(
    (rule, index): FaultRule => ({
      ...rule,
      id: `${into.fault.kind} ${into.fault.at} ${index}`,
      times: into.fault.times,
    }),
  );
  const ids = new Set(made.map((rule) => rule.id));
  api.setFaults([...api.faults.rules, ...made]);
  return () => {
    api.setFaults(api.faults.rules.filter((rule) => !ids.has(rule.id)));
    return api.faults.injected.filter((hit) => ids.has(hit.ruleId)).length;
  };
}

const json = { "content-type": "application/json" };

export const downVendor = (into: Injection): TakeBack =>
  ruled(into, [
    into.random.chance(0.5)
      ? { kind: "drop", method: "*", path: EVERYTHING }
      : { kind: "answer", method: "*", path: EVERYTHING, status: 503, headers: {}, body: "" },
  ]);

export const throttleVendor = (into: Injection): TakeBack =>
  ruled(into, [
    {
      kind: "answer",
      method: "*",
      path: API,
      status: 429,
      headers: { ...json, "retry-after": String(into.random.whole(1, 10)) },
      body: '{"type":"too_many_requests","message":"slow down","args":{}}',
    },
  ]);

export const failVendor = (into: Injection): TakeBack =>
  ruled(into, [
    {
      kind: "answer",
      method: "*",
      path: API,
      status: 500,
      headers: json,
      body: '{"type":"internal","message":"","args":{}}',
    },
  ]);

export const loseAnswers = (into: Injection): TakeBack =>
  ruled(
    into,
    WRITES.map((method) => ({ kind: "drop_after_commit" as const, method, path: API })),
  );

export const conflict = (into: Injection): TakeBack =>
  ruled(
    into,
    WRITES.map((method) => ({
      kind: "answer" as const,
      method,
      path: API,
      status: 409,
      headers: json,
      body: '{"type":"conflict","message":"changed meanwhile","args":{}}',
    })),
  );

/** A page of the list of people that breaks off in the middle. */
export const cutVendorPages = (into: Injection): TakeBack =>
  ruled(into, [
    {
      kind: "answer",
      method: "GET",
      path: String.raw`^/v2/members\?`,
      status: 200,
      headers: json,
      body: '{"data":[{"id":"mem_',
    },
  ]);

/** Calls that were refused for their token since then. */
function refusedSince(account: VendorAccount, from: string): number {
  return account.simulator.api.requests
    .read()
    .entries.filter((entry) => entry.at >= from && (entry.status === 401 || entry.status === 400)).length;
}

export function expireTokens(into: Injection): TakeBack {
  const account = accountOf(into);
  const { world } = account.simulator.api;
  const from = into.time.now().toISOString();
  for (const token of Object.values(world.state.oauth.accessTokens)) token.expiresAt = into.time.nowMs;
  return () => refusedSince(account, from);
}

/** Every token stops working; when it ends the admin signs in again. */
export function revokeTokens(into: Injection): TakeBack {
  const account = accountOf(into);
  const from = into.time.now().toISOString();
  account.simulator.api.revokeTokens(account.organization);
  return async () => {
    await into.space.admin.signIn(account.plan.name);
    return refusedSince(account, from);
  };
}

/** A door's device is off the network; what changes meanwhile it does not hear of. */
export function takeDoorOffline(into: Injection): TakeBack {
  const account = accountOf(into);
  const { api } = account.simulator;
  const door = into.random.pick([...account.doors.values()]);
  const before = api.world.state.history.length;
  api.setDoorOnline(door, false);
  return () => {
    const changes = api.world.state.history.length - before - 1;
    api.setDoorOnline(door, true);
    return Math.max(0, changes);
  };
}

import { canOpen, type Verdict } from "./access";
import { MOBILE_FORMAT } from "./credentials";
import type { AdminRow, Attempt, EventRow, Method } from "./model";
import { ApiProblem, invalid } from "./problem";
import type { World } from "./world";

/** Action ids that are published: D-ACT and D-EVT of docs/vendors/brivo.md. */
export const ACTIONS = {
  entry: { actionId: 2004, action: "User Entry", exception: false },
  refused: { actionId: 5018, action: "Unauthorized Access Attempt", exception: true },
  pulse: { actionId: 5064, action: "Administrator Pulse Output", exception: false },
} as const;

const newUuid = (world: World): string => {
  const number = String(world.newId()).padStart(12, "0");
  return `7f3b1c52-0000-4000-8000-${number}`;
};

/** An administrator opens a door from afar. Errors: 404; 400 where it is not allowed; 412 while the panel is offline. */
export function activate(world: World, account: number, doorId: string, admin: AdminRow): void {
  const door = world.find("doors", account, doorId);
  if (!door.activationEnabled) throw invalid("Activation is not enabled for the access point");
  if (!world.find("panels", account, door.panelId).online)
    throw new ApiProblem(412, "Control panel is offline");
  world.logEvent({
    account,
    uuid: newUuid(world),
    ...ACTIONS.pulse,
    actor: { id: admin.id, name: `${admin.firstName} ${admin.lastName}` },
    doorId: door.id,
    occurred: world.nowMs(),
    credentialId: null,
  });
}

/** Switches a panel off or on. On: it learns what changed and tells what happened meanwhile. */
export function setPanelOnline(world: World, account: number, panelId: number, online: boolean): void {
  const panel = world.find("panels", account, panelId);
  if (panel.online === online) return;
  panel.online = online;
  const cause = `panel ${online ? "back" : "offline"}`;
  world.remember(`panel:${panel.id}`, null, { kind: "panel", online }, cause, 0);
  if (!online) return;
  const told = world.state.unreported.filter((u) => u.panelId === panelId);
  world.state.unreported = world.state.unreported.filter((u) => u.panelId !== panelId);
  for (const { event } of told) world.logEvent(event);
}

/** Which of the user's credentials an opening is put down to. */
function credentialOf(world: World, account: number, userId: number, method: Method): number | null {
  if (method === "pin") return world.state.tables.users[String(userId)]?.pinCredentialId ?? null;
  const mobile = method === "mobile";
  const held = world
    .rows("credentials", account)
    .find((row) => row.userId === userId && (row.formatId === MOBILE_FORMAT) === mobile);
  return held?.id ?? null;
}

/** Somebody tries a door now. Openings and refusals are both logged, as the vendor does. */
export function attemptToOpen(
  world: World,
  who: { account: number; userId: number; doorId: number; method: Method; withCredential?: boolean },
): { attempt: Attempt; verdict: Verdict } {
  const { account, userId, method } = who;
  const door = world.find("doors", account, who.doorId);
  const now = world.nowMs();
  const question = {
    userId,
    doorId: door.id,
    methods: [method],
    withCredential: who.withCredential ?? true,
  };
  const verdict = canOpen(world.historyOf(userId), question, now);
  const attempt: Attempt = {
    id: `att_${world.state.attempts.length + 1}`,
    at: new Date(now).toISOString(),
    account,
    userId,
    doorId: door.id,
    method,
    opened: verdict.open,
    reason: verdict.reason,
    text: verdict.text,
    instant: verdict.instant,
  };
  world.state.attempts.push(attempt);
  world.dirty = true;
  const user = world.state.tables.users[String(userId)];
  // Without its credential the panel cannot tell who stood there.
  const isKnown = user !== undefined && verdict.reason !== "no_credential";
  const event: Omit<EventRow, "id" | "created" | "updated" | "processed"> = {
    account,
    uuid: newUuid(world),
    ...(verdict.open ? ACTIONS.entry : ACTIONS.refused),
    actor: isKnown ? { id: userId, name: `${user.firstName} ${user.lastName}` } : null,
    doorId: door.id,
    occurred: now,
    credentialId: credentialOf(world, account, userId, method),
  };
  if (world.find("panels", account, door.panelId).online) world.logEvent(event);
  else world.state.unreported.push({ panelId: door.panelId, event });
  return { attempt, verdict };
}

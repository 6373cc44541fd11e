import { canOpen, type Verdict } from "./access";
import type { Attempt, GadgetRow, Method } from "./model";
import { ApiProblem, notFound } from "./problem";
import type { Actor, World } from "./world";

const opening = (gadget: GadgetRow) => ({
  type: "gadget_action",
  ids: {
    gadget_id: gadget.id,
    gadget_action_id: "open",
    site_id: gadget.site_id,
    ...(gadget.device_id === null ? {} : { device_id: gadget.device_id }),
  },
});

const isOnline = (world: World, gadget: GadgetRow): boolean =>
  gadget.device_id === null || world.state.tables.devices[gadget.device_id]?.online !== false;

/** The application opens a door. Errors: 404, or `hardware_offline` while the device cannot be reached. */
export function openRemotely(world: World, actor: Actor, gadgetId: string, actionId: string): void {
  const gadget = world.live("gadgets", actor.organizationId, gadgetId);
  if (!gadget.actions.some((action) => action.id === actionId)) throw notFound("action");
  // UNVERIFIED: the HTTP status that goes with this type.
  if (!isOnline(world, gadget)) throw new ApiProblem(409, "hardware_offline", "the device is offline");
  world.logEvent(actor, "use", opening(gadget));
}

/** Switches a device off or on. On: it learns what changed and tells what happened meanwhile. */
export function setDeviceOnline(
  world: World,
  organizationId: string,
  deviceId: string,
  online: boolean,
): void {
  const device = world.live("devices", organizationId, deviceId);
  if (device.online === online) return;
  device.online = online;
  world.remember(device, null, { kind: "device", online }, `device ${online ? "back" : "offline"}`);
  if (!online) return;
  const told = world.state.unreported.filter((u) => u.deviceId === deviceId);
  world.state.unreported = world.state.unreported.filter((u) => u.deviceId !== deviceId);
  for (const { event } of told) {
    const { type = "gadget_action", ...ids } = event.object;
    world.logEvent(
      { organizationId, via: "system" },
      event.verb,
      { type, ids },
      {
        subject: event.subject,
        occurredAt: event.occurred_at,
      },
    );
  }
}

/** Which of the member's ways in an opening is put down to in the event. */
function subjectOf(world: World, memberId: string, method: Method): Record<string, string> {
  const { pins, memberCards, emails } = world.state.tables;
  const own = (rows: Record<string, { id: string; member_id: string; is_deleted: boolean }>) => {
    const all = Object.values(rows).filter((row) => row.member_id === memberId);
    // Behind an offline device it may be one that was deleted meanwhile.
    return (all.findLast((row) => !row.is_deleted) ?? all.at(-1))?.id;
  };
  const [field, id] =
    method === "pin"
      ? ["member_pin_id", own(pins)]
      : method === "card"
        ? ["member_card_id", own(memberCards)]
        : ["member_email_id", own(emails)];
  return { member_id: memberId, ...(id === undefined ? {} : { [field]: id }) };
}

/**
 * Somebody tries a door now, with their own PIN, card or app. Written to the attempts; an event is logged
 * only when it opens (UNVERIFIED: whether the vendor logs refused attempts).
 */
export function attemptToOpen(
  world: World,
  who: {
    organizationId: string;
    memberId: string;
    gadgetId: string;
    method: Method;
    withCredential?: boolean;
  },
): { attempt: Attempt; verdict: Verdict } {
  const gadget = world.live("gadgets", who.organizationId, who.gadgetId);
  const { memberId, gadgetId, method } = who;
  const now = world.nowMs();
  const question = { memberId, gadgetId, methods: [method], withCredential: who.withCredential ?? true };
  const verdict = canOpen(world.historyOf(memberId), question, now);
  const attempt: Attempt = {
    id: `att_${world.state.attempts.length + 1}`,
    at: new Date(now).toISOString(),
    organizationId: who.organizationId,
    memberId,
    gadgetId,
    method,
    opened: verdict.open,
    reason: verdict.reason,
    text: verdict.text,
    instant: verdict.instant,
  };
  world.state.attempts.push(attempt);
  world.dirty = true;
  if (verdict.open) {
    const subject = subjectOf(world, memberId, method);
    const object = opening(gadget);
    const occurredAt = world.stamp(now);
    if (isOnline(world, gadget)) {
      world.logEvent({ organizationId: who.organizationId, via: "system" }, "use", object, {
        subject,
        occurredAt,
      });
    } else if (gadget.device_id !== null) {
      world.state.unreported.push({
        deviceId: gadget.device_id,
        event: {
          organization_id: who.organizationId,
          subject,
          verb: "use",
          object: { type: object.type, ...object.ids },
          occurred_at: occurredAt,
        },
      });
    }
  }
  return { attempt, verdict };
}

import type { ChannelRow, SyncRow } from "./model";
import { ApiProblem } from "./problem";
import type { World } from "./world";

/**
 * `POST /sync`: pushes what has changed to the doors. Also fine when nothing has. Errors: 429 with the seconds
 * to wait when the last one is too young.
 */
export function requestSync(world: World, accountId: string): SyncRow {
  const now = world.nowMs();
  const last = lastSync(world, accountId);
  const waitMs = last ? last.at + world.switches.syncEveryMs - now : 0;
  if (waitMs > 0) {
    throw new ApiProblem(429, {
      error: "rate_limited",
      description: "Sync rate limit exceeded. Please wait before trying again.",
      retry_in: Math.ceil(waitMs / 1000),
    });
  }
  return startSync(world, accountId, now);
}

export function startSync(world: World, accountId: string, at: number): SyncRow {
  const sync: SyncRow = {
    accountId,
    at,
    doneAt: at + world.switches.syncMs,
    seq: world.lastSeq,
    done: false,
  };
  world.state.syncs.push(sync);
  world.dirty = true;
  return sync;
}

/** Syncs whose time is over, each to be told to the doors at that instant. */
export function dueSyncs(world: World, now: number): { at: number; act: () => void }[] {
  // Those before have long been told.
  return world.state.syncs
    .slice(-50)
    .filter((sync) => !sync.done && sync.doneAt <= now)
    .map((sync) => ({ at: sync.doneAt, act: () => finish(world, sync) }));
}

function finish(world: World, sync: SyncRow): void {
  sync.done = true;
  for (const channel of world.rows("channels", sync.accountId)) {
    if (channel.online) learn(world, channel, sync.doneAt, sync.seq);
    else channel.missed = Math.max(channel.missed ?? 0, sync.seq);
  }
  world.dirty = true;
}

/** From `at` on the door knows every change up to `seq`. */
export function learn(world: World, channel: ChannelRow, at: number, seq: number): void {
  const points = world.state.known[channel.id] ?? [];
  const known = points.at(-1)?.seq ?? 0;
  if (seq > known) world.state.known[channel.id] = [...points, { at, seq }];
  channel.synced_at = at;
  channel.missed = null;
}

export const lastSync = (world: World, accountId: string): SyncRow | undefined =>
  world.state.syncs.findLast((sync) => sync.accountId === accountId);

export type SyncStatus = "complete" | "failing" | "syncing" | "pending";

/** How the account stands: under way, held up by offline doors, waiting for a sync, or all told. */
export function syncStatus(
  world: World,
  accountId: string,
): { status: SyncStatus; description: string | null } {
  const channels = world.rows("channels", accountId);
  const last = lastSync(world, accountId);
  if (last && !last.done) return { status: "syncing", description: null };
  const behind = channels.filter((channel) => channel.missed !== null).length;
  if (behind > 0) return { status: "failing", description: `${behind} of ${channels.length} failed` };
  const newest = world.state.history.findLast((entry) => entry.accountId === accountId)?.seq ?? 0;
  const isKnown = channels.every((channel) => (world.state.known[channel.id]?.at(-1)?.seq ?? 0) >= newest);
  return { status: isKnown ? "complete" : "pending", description: null };
}

export function channelStatus(world: World, channel: ChannelRow): "ok" | "fail" | "syncing" | "pending" {
  if (channel.missed !== null) return "fail";
  const { status } = syncStatus(world, channel.account_id);
  return status === "syncing" || status === "pending" ? status : "ok";
}

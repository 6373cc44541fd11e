import type { InvitationRow, InvitationStatus } from "./model";
import type { World } from "./world";

/** EXPIRED is told by the time. */
export const statusOf = (world: World, row: InvitationRow): InvitationStatus =>
  row.status === "PENDING" && world.nowMs() >= row.expiration ? "EXPIRED" : row.status;

export const pendingOf = (world: World, account: number, userId: number): InvitationRow | undefined =>
  world
    .rows("invitations", account)
    .find((row) => row.userId === userId && statusOf(world, row) === "PENDING");

export function cancelPending(world: World, account: number, userId: number): InvitationRow | null {
  const row = pendingOf(world, account, userId);
  if (!row) return null;
  row.status = "CANCELLED";
  row.cancelDate = world.nowMs();
  world.dirty = true;
  return row;
}

import { dueReservations } from "./group-reservations";
import { dueSyncs } from "./sync";
import type { World } from "./world";

/** Lets everything happen that was due until now, in the order of its instants. Called before every look and change. */
export function tick(world: World): void {
  const now = world.nowMs();
  for (;;) {
    const [next] = [...dueSyncs(world, now), ...dueReservations(world, now)].sort((a, b) => a.at - b.at);
    if (!next) return;
    next.act();
  }
}

import type { Row } from "./model";
import { readInstant } from "./stamps";
import type { Webhooks } from "./webhooks";
import type { World } from "./world";

const buffer = 15 * 60_000;

/** Fires AccessControlUpdate 15 minutes before a booking starts and 15 minutes after it ends, by the clock. */
export class AccessTimers {
  private seen: number;
  private due = false;
  private waiting: AbortController | null = null;

  constructor(
    private readonly world: World,
    private readonly webhooks: Webhooks,
  ) {
    this.seen = world.clock.now().getTime();
    world.onChange((change) => {
      if (change.entity !== "Booking" || this.due) return;
      this.due = true;
      queueMicrotask(() => this.tick());
    });
    this.tick();
  }

  /** Fires every edge passed since the last tick, then waits for the next one. */
  tick(): void {
    this.due = false;
    this.waiting?.abort();
    const now = this.world.clock.now().getTime();
    const edges = this.world.rows("Booking").flatMap((b) => edgesOf(b).map((at) => ({ at, booking: b })));
    for (const { booking } of edges
      .filter((e) => e.at > this.seen && e.at <= now)
      .toSorted((a, b) => a.at - b.at)) {
      this.webhooks.accessControl(booking.CoworkerId, this.world.businessesOf("Booking", booking));
    }
    this.seen = now;
    const next = edges.reduce(
      (least, e) => (e.at > now ? Math.min(least, e.at) : least),
      Number.POSITIVE_INFINITY,
    );
    if (!Number.isFinite(next)) return;
    const waiting = new AbortController();
    this.waiting = waiting;
    void this.world.clock.sleep(next - now, waiting.signal).then(
      () => {
        if (!waiting.signal.aborted) this.tick();
      },
      () => undefined,
    );
  }

  close(): void {
    this.waiting?.abort();
  }
}

function edgesOf(booking: Row): number[] {
  const from = readInstant(booking.FromTime);
  const to = readInstant(booking.ToTime);
  return from && to ? [from.getTime() - buffer, to.getTime() + buffer] : [];
}

import type { MiddlewareHandler } from "hono";
import type { Clock } from "../../../lib/clock";

export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  /** Lower case, ids as `{id}`: `spaces/bookings/{id}`. */
  readonly route: string;
  readonly query: string;
  /** Null while unanswered, 0 when the connection was dropped. */
  status: number | null;
}

const kept = 5_000;

/** Every REST call that arrived, counted by route, so that a test can prove there were none. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private counts = new Map<string, number>();
  private all = 0;

  constructor(private readonly clock: Clock) {}

  /** Stands in front of everything else: a call that a fault swallows was still made. */
  readonly middleware: MiddlewareHandler = async (c, next) => {
    const url = new URL(c.req.url);
    const [, ...segments] = url.pathname.split("/").filter(Boolean);
    const route = segments.map((s) => (/^\d+$/.test(s) ? "{id}" : s.toLowerCase())).join("/");
    const entry: LoggedRequest = {
      at: this.clock.now().toISOString(),
      method: c.req.method,
      route,
      query: url.search,
      status: null,
    };
    this.entries.push(entry);
    if (this.entries.length > kept) this.entries.shift();
    const key = `${entry.method} ${route}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    this.all += 1;
    await next();
    entry.status = c.res.headers.has("x-hono-already-sent") ? 0 : c.res.status;
  };

  reset(): void {
    this.entries = [];
    this.counts.clear();
    this.all = 0;
  }

  /** Counts since the last reset, and the latest requests. */
  read(): { total: number; byRoute: Record<string, number>; requests: LoggedRequest[] } {
    return { total: this.all, byRoute: Object.fromEntries(this.counts), requests: [...this.entries] };
  }
}

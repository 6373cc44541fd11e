import type { MiddlewareHandler } from "hono";
import type { Clock } from "../../../lib/clock";

export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  /** Method and path with ids replaced, e.g. `PUT /api/3/people/:id`. */
  readonly route: string;
  readonly status: number;
}

const KEPT = 20_000;

const routeOf = (method: string, path: string) =>
  `${method} ${path.replace(/\/\d+(?=\/|$)/g, "/:id").replace(/\/credentials\/\w+$/, "/credentials/:id")}`.replace(
    "/api/:id/",
    "/api/3/",
  );

/** What the application asked for, counted by route. In memory only; the oldest fall out. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private counts = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  middleware(): MiddlewareHandler {
    return async (c, next) => {
      await next();
      const url = new URL(c.req.url);
      const route = routeOf(c.req.method, url.pathname);
      this.counts.set(route, (this.counts.get(route) ?? 0) + 1);
      this.entries.push({
        at: this.clock.now().toISOString(),
        method: c.req.method,
        path: url.pathname + url.search,
        route,
        status: c.res.status,
      });
      if (this.entries.length > KEPT) this.entries.splice(0, KEPT / 2);
    };
  }

  reset(): void {
    this.entries = [];
    this.counts = new Map();
  }

  /** Syncs and calls of the token endpoint are counted apart from what else writes. */
  read() {
    const count = { reads: 0, writes: 0, syncs: 0, token: 0 };
    for (const [route, times] of this.counts) {
      if (route.includes("/oauth/")) count.token += times;
      else if (route.startsWith("GET ")) count.reads += times;
      else if (route === "POST /api/3/sync") count.syncs += times;
      else count.writes += times;
    }
    return {
      total: count.reads + count.writes + count.syncs + count.token,
      ...count,
      byRoute: Object.fromEntries([...this.counts].sort(([a], [b]) => a.localeCompare(b))),
      entries: this.entries,
    };
  }
}

import type { MiddlewareHandler } from "hono";
import type { Clock } from "../../../lib/clock";

export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  /** Method and path with ids replaced, e.g. `PUT /v1/api/groups/:id/users/:id`. */
  readonly route: string;
  readonly status: number;
}

const KEPT = 20_000;

/** Numbers are ids, as is what an external lookup asks for. */
const routeOf = (method: string, path: string) =>
  `${method} ${path.replace(/\/[^/]+\/external$/, "/:externalId/external").replace(/\/\d+(?=\/|$)/g, "/:id")}`;

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

  /** Writes are the calls of the API that change something; the token endpoint is counted apart. */
  read(): {
    total: number;
    reads: number;
    writes: number;
    token: number;
    byRoute: Record<string, number>;
    entries: readonly LoggedRequest[];
  } {
    let [reads, writes, token] = [0, 0, 0];
    for (const [route, count] of this.counts) {
      if (route.includes("/oauth/")) token += count;
      else if (route.startsWith("GET ")) reads += count;
      else writes += count;
    }
    return {
      total: reads + writes + token,
      reads,
      writes,
      token,
      byRoute: Object.fromEntries([...this.counts].sort(([a], [b]) => a.localeCompare(b))),
      entries: this.entries,
    };
  }
}

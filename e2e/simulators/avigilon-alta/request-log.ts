import type { MiddlewareHandler } from "hono";
import type { Clock } from "../../../lib/clock";

export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  /** Method and path with ids replaced, e.g. `PATCH /orgs/:id/users/:id/groupIds`. */
  readonly route: string;
  readonly status: number;
}

const KEPT = 20_000;
const SECRET = /(cloudKeyUnlockTokens|accessTokens)\/[^/]+/;

const routeOf = (method: string, path: string) =>
  `${method} ${path.replace(SECRET, "$1/:token").replace(/\/\d+/g, "/:id")}`;

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

  /** Writes are calls that change something; sign-ins are counted apart. */
  read(): {
    total: number;
    reads: number;
    writes: number;
    logins: number;
    byRoute: Record<string, number>;
    entries: readonly LoggedRequest[];
  } {
    let [reads, writes, logins] = [0, 0, 0];
    for (const [route, count] of this.counts) {
      if (route.includes("/auth/")) logins += count;
      else if (route.startsWith("GET ") || /\/(users|groups)\/list$/.test(route)) reads += count;
      else writes += count;
    }
    return {
      total: reads + writes + logins,
      reads,
      writes,
      logins,
      byRoute: Object.fromEntries([...this.counts].sort(([a], [b]) => a.localeCompare(b))),
      entries: this.entries,
    };
  }
}

import type { MiddlewareHandler } from "hono";
import type { Clock } from "../../../lib/clock";

export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  /** Method and path with ids replaced, e.g. `GET /identities/:id.json`. */
  readonly route: string;
  readonly status: number;
}

const KEPT = 20_000;
const routeOf = (method: string, path: string) =>
  `${method} ${path.replace(/\/(identities|tokens|roles)\/[0-9a-f]{1,16}(?=$|\/|\.)/g, "/$1/:id")}`;

/** What the application asked for, counted by route. In memory only; the oldest fall out. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private counts = new Map<string, number>();
  private running = 0;
  /** Most requests at once that change something. */
  private writesAtOnce = 0;

  constructor(private readonly clock: Clock) {}

  middleware(): MiddlewareHandler {
    return async (c, next) => {
      const url = new URL(c.req.url);
      const isWrite = c.req.method !== "GET" && !url.pathname.startsWith("/sessions");
      if (isWrite) {
        this.running += 1;
        this.writesAtOnce = Math.max(this.writesAtOnce, this.running);
      }
      try {
        await next();
      } finally {
        if (isWrite) this.running -= 1;
      }
      const route = routeOf(c.req.method, url.pathname);
      this.counts.set(route, (this.counts.get(route) ?? 0) + 1);
      const { method } = c.req;
      const at = this.clock.now().toISOString();
      this.entries.push({ at, method, path: url.pathname + url.search, route, status: c.res.status });
      if (this.entries.length > KEPT) this.entries.splice(0, KEPT / 2);
    };
  }

  reset(): void {
    this.entries = [];
    this.counts = new Map();
    this.writesAtOnce = 0;
  }

  read() {
    let [reads, writes, logins] = [0, 0, 0];
    for (const [route, count] of this.counts) {
      if (route === "POST /sessions") logins += count;
      else if (route.startsWith("GET ")) reads += count;
      else writes += count;
    }
    return {
      total: reads + writes + logins,
      reads,
      writes,
      logins,
      writesAtOnce: this.writesAtOnce,
      byRoute: Object.fromEntries([...this.counts].sort(([a], [b]) => a.localeCompare(b))),
      entries: this.entries as readonly LoggedRequest[],
    };
  }
}

import type { MiddlewareHandler } from "hono";
import type { Clock } from "../../../lib/clock";

/** One call the application made. */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  /** Method and path with ids replaced, e.g. `GET /v2/members/:id/pins`. */
  readonly route: string;
  readonly status: number;
}

/** How a vendor's calls are told apart. */
export interface Routes<Kind extends string> {
  /** Every kind there is: one that was never seen is told as 0. */
  readonly kinds: readonly Kind[];
  /** A path with its ids replaced. */
  readonly generalize: (path: string) => string;
  /** What a call of this route is: method and path with ids replaced. */
  readonly kindOf: (route: string) => Kind;
}

const KEPT = 20_000;

/** What the application asked for, counted by route. In memory only; the oldest entries fall out, counts stay. */
export class RequestLog<Kind extends string = string> {
  private entries: LoggedRequest[] = [];
  private counts = new Map<string, number>();
  private running = 0;
  /** Most calls at once that change something. */
  private writesAtOnce = 0;

  constructor(
    private readonly clock: Clock,
    private readonly routes: Routes<Kind>,
  ) {}

  middleware(): MiddlewareHandler {
    return async (c, next) => {
      const url = new URL(c.req.url);
      const { method } = c.req;
      const route = `${method} ${this.routes.generalize(url.pathname)}`;
      await this.whileCounted(route, next);
      this.counts.set(route, (this.counts.get(route) ?? 0) + 1);
      const at = this.clock.now().toISOString();
      this.entries.push({ at, method, path: url.pathname + url.search, route, status: c.res.status });
      if (this.entries.length > KEPT) this.entries.splice(0, KEPT / 2);
    };
  }

  private async whileCounted(route: string, next: () => Promise<void>): Promise<void> {
    if (this.routes.kindOf(route) !== "writes") return next();
    this.running += 1;
    this.writesAtOnce = Math.max(this.writesAtOnce, this.running);
    try {
      await next();
    } finally {
      this.running -= 1;
    }
  }

  reset(): void {
    this.entries = [];
    this.counts = new Map();
    this.writesAtOnce = this.running;
  }

  /** Counts since the last reset, by kind and by route, and the latest calls. */
  read(): Record<Kind, number> & {
    readonly total: number;
    readonly writesAtOnce: number;
    readonly byRoute: Readonly<Record<string, number>>;
    readonly entries: readonly LoggedRequest[];
  } {
    const { kinds, kindOf } = this.routes;
    const byKind = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
    let total = 0;
    for (const [route, count] of this.counts) {
      byKind[kindOf(route)] += count;
      total += count;
    }
    const byRoute = Object.fromEntries([...this.counts].sort(([a], [b]) => a.localeCompare(b)));
    const { writesAtOnce, entries } = this;
    return { ...byKind, total, writesAtOnce, byRoute, entries };
  }
}

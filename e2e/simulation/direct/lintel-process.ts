import type { Clock } from "@/lib/clock";
import type { Env } from "@/lib/config/env";
import type { FetchLike } from "@/lib/connectors/contract";
import { silentLogger } from "@/lib/logger";
import { UrlGuardError } from "@/lib/security/url-guard";
import type { Guarded } from "@/lib/services/connections/typed-fetch";
import type { OutgoingEvent, Services } from "@/lib/services/context";
import { createServices } from "@/lib/services/create-services";
import { type DatabaseBoundary, type ProcessDatabase, processDatabase } from "./process-database";
import type { ReadCache } from "./read-cache";
import type { VirtualTime } from "./virtual-time";

/** Where a process can be stopped: what it does next others can see. */
export type Boundary = DatabaseBoundary | "call" | "emit";

/** What is to happen at a boundary: null = go on. A promise that never ends is the end of whoever waits for it. */
export type BoundaryWatch = (kind: Boundary) => Promise<void> | null;

interface ProcessDeps {
  readonly time: VirtualTime;
  readonly env: Env;
  readonly databaseUrl: string;
  readonly cache: ReadCache;
  readonly fetch: FetchLike;
  /** What the server at an address shows, for those that an admin names; null = nobody answers there. */
  readonly certificateOf: (server: string) => string | null;
  readonly emit: (events: readonly OutgoingEvent[]) => Promise<void>;
}

const never = <T>() => new Promise<T>(() => undefined);

/**
 * One process that runs Lintel's services: a connection to the database and budgets of its own. When it is killed
 * whatever ran in it stops where it stands and never goes on.
 */
export class LintelProcess {
  isAlive = true;
  watch: BoundaryWatch | null = null;
  readonly database: ProcessDatabase;
  readonly as: (actor: string) => Services;
  private readonly deaths: (() => void)[] = [];

  constructor(private readonly deps: ProcessDeps) {
    const { time } = deps;
    this.database = processDatabase(deps.databaseUrl, {
      time,
      boundary: (kind) => this.boundary(kind),
      cache: deps.cache,
    });
    const shared = time.clock();
    const clock: Clock = {
      ...shared,
      sleep: async (ms, signal) => {
        await shared.sleep(ms, signal);
        if (!this.isAlive) await never();
      },
    };
    this.as = createServices({
      env: deps.env,
      db: this.database.db,
      clock,
      realClock: clock,
      log: silentLogger,
      fetch: this.call,
      guarded: this.guarded,
      readCertificate: async (server) => this.certificateOf(server),
      emit: (events) => this.emit(events),
    });
  }

  private readonly call: FetchLike = async (input, init) => {
    await this.boundary("call");
    const answered = await this.deps.fetch(input, init).then(
      (response) => ({ response }),
      (error: unknown) => ({ error }),
    );
    if (!this.isAlive) return never<Response>();
    if ("error" in answered) throw answered.error;
    return answered.response;
  };

  /** Stands where the guard of typed addresses stands; the certificate is compared as there. */
  private readonly guarded: Guarded = async (
    typed,
    { method = "GET", headers, body, pinnedFingerprint256 },
  ) => {
    const fingerprint256 = this.certificateOf(typed);
    if (pinnedFingerprint256 !== fingerprint256) throw new UrlGuardError("certificate_changed");
    const init = { method, ...(headers && { headers }), ...(body === undefined ? {} : { body }) };
    const response = await this.call(typed, init).catch(() => {
      throw new UrlGuardError("unreachable");
    });
    return { response, fingerprint256 };
  };

  private certificateOf(server: string): string {
    const shown = this.deps.certificateOf(server);
    if (shown === null) throw new UrlGuardError("unreachable");
    return shown;
  }

  async emit(events: readonly OutgoingEvent[]): Promise<void> {
    await this.boundary("emit");
    await this.deps.emit(events);
  }

  /** Asked before whatever others can see. */
  private boundary(kind: Boundary): Promise<void> | null {
    if (!this.isAlive) return never();
    return this.watch?.(kind) ?? null;
  }

  kill(): void {
    this.isAlive = false;
    this.database.kill();
    for (const tell of this.deaths.splice(0)) tell();
  }

  /** The work's result, or null when the process ended first. */
  whileAlive<T>(work: Promise<T>): Promise<T | null> {
    if (!this.isAlive) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      this.deaths.push(() => resolve(null));
      work.then(resolve, reject);
    });
  }
}

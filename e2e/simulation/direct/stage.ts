import { parseEnv } from "@/lib/config/env";
import type { OutgoingEvent } from "@/lib/services/context";
import { receiveWebhook } from "@/lib/services/webhooks/receive";
import { ServedEngine } from "../served/engine";
import type { Action, Script } from "../types";
import { vendorEnv } from "../vendors";
import { Elision } from "./elision";
import { DirectEngine } from "./engine";
import { isHorizonCrossed } from "./horizon";
import { type BoundaryWatch, LintelProcess } from "./lintel-process";
import { Network } from "./network";
import { type ProcessDatabase, processDatabase } from "./process-database";
import type { Random } from "./random";
import { ReadCache } from "./read-cache";
import { Space } from "./space";
import { createTenant, NEXUDUS_URL, SECRETS, systemsOf } from "./tenant";
import type { VirtualTime } from "./virtual-time";

const ORIGIN = "http://127.0.0.1:4";
const HOOK_LATENCY_MS = { least: 20, most: 200 } as const;

/** `direct` calls function bodies in this process; `engine` goes through the embedded engine and the SDK's `serve`. */
export type Tier = "direct" | "engine";

/** What a stage needs of either. */
interface PlayEngine {
  readonly openRuns: readonly unknown[];
  losesRuns: boolean;
  receive(events: readonly OutgoingEvent[]): void | Promise<void>;
  stop(): void;
}

/**
 * One deployment of Lintel in a play: an engine, a process that answers its calls and takes webhooks, and one for
 * the console, which nothing ever happens to. Engine and process can be lost and are then replaced.
 */
export class Stage {
  readonly network: Network;
  readonly console: LintelProcess;
  readonly spaces: Space[] = [];
  readonly elision: Elision;
  /** What went wrong in the play itself. */
  readonly failures: unknown[] = [];
  /** When a look at some member was last asked for: by a webhook, or because of something Lintel wrote. */
  lookAskedAt = Number.NEGATIVE_INFINITY;
  private readonly cache = new ReadCache();
  private readonly own: ProcessDatabase;
  private process: LintelProcess | null = null;
  private current: PlayEngine;
  private lost = { statements: 0, writes: 0 };
  private watching: BoundaryWatch | null = null;
  /** Writes there were when the admins last looked and found nothing to do: they look at the database alone. */
  private lookedAt = -1;
  private readonly hooks: Random;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly databaseUrl: string,
    private readonly tier: Tier = "direct",
  ) {
    this.network = new Network(time, random.fork("network"));
    this.hooks = random.fork("webhooks");
    this.own = processDatabase(databaseUrl, { time, boundary: () => null, cache: this.cache });
    this.elision = new Elision({
      time,
      db: this.own.db,
      writes: () => this.writes,
      platformChanges: () => sum(this.spaces.map(({ tenant }) => tenant.nexudus.api.changes)),
      vendorChanges: () =>
        sum(this.spaces.flatMap(({ tenant }) => [...tenant.accounts.values()].map(({ changes }) => changes))),
      isHorizonCrossed: (from, to) =>
        this.spaces.some(({ tenant }) => isHorizonCrossed(tenant.script, from, to)),
      fail: (why) => void this.failures.push(new Error(why)),
    });
    this.console = this.startProcess();
    this.process = this.startProcess();
    this.current = this.startEngine();
  }

  get engine(): PlayEngine {
    return this.current;
  }

  /** Statements that may have written, of every process there was. */
  get writes(): number {
    return this.lost.writes + this.console.database.writes + (this.process?.database.writes ?? 0);
  }

  get statements(): number {
    return this.lost.statements + this.console.database.statements + (this.process?.database.statements ?? 0);
  }

  private startProcess(): LintelProcess {
    return new LintelProcess({
      time: this.time,
      env: envOf(this.databaseUrl),
      databaseUrl: this.databaseUrl,
      cache: this.cache,
      fetch: this.network.fetch,
      certificateOf: (server) => this.certificateOf(server),
      emit: async (events) => {
        if (events.some((event) => event.name === "access/member.touched"))
          this.lookAskedAt = this.time.nowMs;
        await this.current.receive(events);
      },
    });
  }

  private startEngine(): PlayEngine {
    const { time, elision } = this;
    const deps = { time, elision, random: this.random.fork("engine"), process: () => this.process };
    return this.tier === "engine" ? new ServedEngine(deps) : new DirectEngine(deps);
  }

  /** What a server that an admin named shows; null = there is none. */
  private certificateOf(server: string): string | null {
    const accounts = this.spaces.flatMap(({ tenant }) => [...tenant.accounts.values()]);
    const found = accounts.find(({ form }) => form.server === new URL(server).origin);
    return found?.certificate ?? null;
  }

  /** Another space in this deployment, with outside systems of its own. */
  async addSpace(script: Script, name: string): Promise<Space> {
    const tenant = await createTenant(script, {
      name,
      index: this.spaces.length,
      clock: this.time.clock(),
      installUrl: `${ORIGIN}/install`,
      deliver: this.deliver,
    });
    this.network.systems.push(...systemsOf(tenant));
    const space = new Space(tenant, this.time, this.console);
    this.spaces.push(space);
    return space;
  }

  /** Somebody does something. */
  async act(space: Space, action: Action): Promise<void> {
    await this.elision.flush();
    this.elision.noteDeed();
    await space.act(action);
  }

  /** The admins look at what waits for a person. */
  async lookAround(): Promise<void> {
    const { writes } = this;
    if (writes === this.lookedAt) return;
    await this.elision.flush();
    let hasDone = false;
    for (const space of this.spaces) hasDone = (await space.admin.lookAround()) || hasDone;
    if (hasDone) this.elision.noteDeed();
    else this.lookedAt = writes;
  }

  /** Everything the engine held is gone; gives how many runs that were. */
  loseEngine(): number {
    const runs = this.current.openRuns.length;
    this.current.stop();
    this.current = this.startEngine();
    return runs;
  }

  /** The process ends where it stands; another one answers `downMs` later. */
  crash(how: { readonly losesRuns: boolean; readonly downMs: number }): void {
    const { process } = this;
    if (!process) return;
    this.process = null;
    this.lost.statements += process.database.statements;
    this.lost.writes += process.database.writes;
    this.current.losesRuns = how.losesRuns;
    process.kill();
    this.time.schedule(this.time.nowMs + how.downMs, () => {
      this.current.losesRuns = false;
      this.process = this.startProcess();
      this.process.watch = this.watching;
    });
  }

  /** Asked before whatever the process does that others can see. */
  watch(watch: BoundaryWatch | null): void {
    this.watching = watch;
    if (this.process) this.process.watch = watch;
  }

  /** How the platform's webhooks reach Lintel. */
  private readonly deliver: typeof fetch = async (input, init) => {
    const [, , , , secret = "", locationId = "", action = ""] = new URL(String(input)).pathname.split("/");
    await this.time.sleep(this.hooks.whole(HOOK_LATENCY_MS.least, HOOK_LATENCY_MS.most));
    await this.elision.flush();
    this.elision.noteDeed();
    const { process } = this;
    if (!process) throw new TypeError("fetch failed");
    const received = await process.whileAlive(
      receiveWebhook(process.as("webhook"), {
        secret,
        locationId,
        action: Number(action),
        body: new TextEncoder().encode(String(init?.body ?? "")),
        signature: new Headers(init?.headers).get("x-nexudus-hook-signature"),
      }),
    );
    if (received === null) throw new TypeError("fetch failed");
    if (received.status !== "refused") return new Response("ok");
    return new Response(received.why, { status: received.why === "signature" ? 401 : 400 });
  };

  async close(): Promise<void> {
    this.current.stop();
    await this.process?.database.close();
    await this.console.database.close();
    await this.own.close();
    for (const space of this.spaces) await space.tenant.close();
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

const envOf = (databaseUrl: string) =>
  parseEnv({
    NEXTAUTH_URL: ORIGIN,
    NEXTAUTH_SECRET: "s".repeat(40),
    DATABASE_URL: databaseUrl,
    LINTEL_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    LINTEL_HASH_KEY: Buffer.alloc(32, 9).toString("base64"),
    NEXUDUS_APPLICATION_KEY: SECRETS.nexudus.applicationKey,
    NEXUDUS_SECRET_KEY: SECRETS.nexudus.secretKey,
    NEXUDUS_WEBHOOK_SECRET: SECRETS.nexudus.webhookSharedSecret,
    NEXUDUS_API_URL: NEXUDUS_URL,
    ...vendorEnv,
    INNGEST_DEV: "http://127.0.0.1:1",
  });

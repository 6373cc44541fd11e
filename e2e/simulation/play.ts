import { type CloneSource, cloneDatabase } from "@/db/test-server";
import { realClock } from "@/lib/clock";
import { parseEnv } from "@/lib/config/env";
import { receiveWebhook } from "@/lib/services/webhooks/receive";
import { DirectEngine } from "./direct/engine";
import { LintelProcess } from "./direct/lintel-process";
import { Network } from "./direct/network";
import { type Random, randomFrom } from "./direct/random";
import { seedCrypto } from "./direct/seeded-crypto";
import { Space } from "./direct/space";
import { AKILES_URL, createTenant, NEXUDUS_URL, SECRETS, systemsOf, type Tenant } from "./direct/tenant";
import { VirtualTime } from "./direct/virtual-time";
import type { Action, Script, Told } from "./types";

const MINUTE = 60_000;
const ORIGIN = "http://127.0.0.1:4";
const INSTALL_BEFORE_MS = 60 * MINUTE;
/** After the end: long enough for a full check, and for what a fault put off. */
const QUIET_MS = 150 * MINUTE;

/** What a play cost. */
export interface Counts {
  readonly operations: number;
  readonly apiCallsBySystem: Readonly<Record<string, number>>;
  readonly statements: number;
  readonly wakes: number;
}

export interface Played {
  readonly told: readonly Told[];
  readonly counts: Counts;
  /** What does not hold after everything has come to rest; empty = all does. */
  readonly broken: readonly string[];
}

export interface PlayOptions {
  readonly source: CloneSource;
  readonly say?: (line: string) => void;
}

/**
 * Plays scripts on the real services, the real bodies of the durable functions, the simulators and a database of
 * its own, on one virtual clock. Several scripts are several spaces in one Lintel. The same scripts give the same
 * answer. One play at a time in a process.
 */
export async function play(scripts: readonly Script[], options: PlayOptions): Promise<Played> {
  const random = randomFrom(scripts.map((script) => `${script.name} ${script.seed}`).join());
  const database = await cloneDatabase(options.source);
  const restore = seedCrypto(random.fork("crypto"));
  try {
    const stage = await createStage(scripts, { random, databaseUrl: database.url });
    try {
      return await stage.run();
    } finally {
      await stage.close();
    }
  } finally {
    restore();
    await database.close();
  }
}

const at = (text: string) => new Date(text).getTime();

async function createStage(
  scripts: readonly Script[],
  { random, databaseUrl }: { readonly random: Random; readonly databaseUrl: string },
) {
  const startsAt = Math.min(...scripts.map((script) => at(script.startsAt)));
  const endsAt = startsAt + Math.max(...scripts.map((script) => script.days)) * 24 * 60 * MINUTE;
  const first = Math.min(
    startsAt - INSTALL_BEFORE_MS,
    ...scripts.flatMap(({ actions }) => actions.map((action) => at(action.at))),
  );
  const time = new VirtualTime(first - MINUTE);
  const clock = time.clock();
  const network = new Network(time, random.fork("network"));
  const env = parseEnv({
    NEXTAUTH_URL: ORIGIN,
    NEXTAUTH_SECRET: "s".repeat(40),
    DATABASE_URL: databaseUrl,
    LINTEL_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    LINTEL_HASH_KEY: Buffer.alloc(32, 9).toString("base64"),
    NEXUDUS_APPLICATION_KEY: SECRETS.nexudus.applicationKey,
    NEXUDUS_SECRET_KEY: SECRETS.nexudus.secretKey,
    NEXUDUS_WEBHOOK_SECRET: SECRETS.nexudus.webhookSharedSecret,
    NEXUDUS_API_URL: NEXUDUS_URL,
    AKILES_CLIENT_ID: SECRETS.akiles.clientId,
    AKILES_CLIENT_SECRET: SECRETS.akiles.clientSecret,
    AKILES_API_URL: AKILES_URL,
    AKILES_AUTH_URL: AKILES_URL,
    INNGEST_DEV: "http://127.0.0.1:1",
  });
  const parts: { process: LintelProcess | null; engine: DirectEngine | null } = {
    process: null,
    engine: null,
  };
  const startProcess = () =>
    new LintelProcess({
      time,
      env,
      databaseUrl,
      fetch: network.fetch,
      emit: async (events) => parts.engine?.receive(events),
    });
  const startEngine = () =>
    new DirectEngine({ time, random: random.fork("engine"), process: () => parts.process });
  parts.process = startProcess();
  parts.engine = startEngine();
  const console = startProcess();

  const hookLatency = random.fork("webhooks");
  const deliver: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const [, , , , secret = "", business = "", action = ""] = url.pathname.split("/");
    await time.sleep(hookLatency.whole(20, 200));
    const process = parts.process;
    if (!process) throw new TypeError("fetch failed");
    const received = await process.whileAlive(
      receiveWebhook(process.as("webhook"), {
        secret,
        locationId: business,
        action: Number(action),
        body: new TextEncoder().encode(String(init?.body ?? "")),
        signature: new Headers(init?.headers).get("x-nexudus-hook-signature"),
      }),
    );
    if (received === null) throw new TypeError("fetch failed");
    return new Response("", { status: received.status === "refused" ? 401 : 200 });
  };

  const spaces: Space[] = [];
  const tenants: Tenant[] = [];
  for (const [index, script] of scripts.entries()) {
    const tenant = await createTenant(script, {
      name: `Network ${index + 1}`,
      clock,
      installUrl: `${ORIGIN}/install`,
      linkClock: realClock,
      deliver,
    });
    tenants.push(tenant);
    network.systems.push(...systemsOf(tenant));
    spaces.push(new Space(tenant, time, console));
  }

  const failures: unknown[] = [];
  const begin = (work: Promise<unknown>) => void work.catch((error: unknown) => failures.push(error));
  const planned = spaces
    .flatMap((space) => space.tenant.script.actions.map((action) => ({ space, action, at: at(action.at) })))
    .toSorted((a, b) => a.at - b.at);

  async function playUntil(until: number): Promise<void> {
    for (let next = planned[0]; next && next.at <= until; next = planned[0]) {
      planned.shift();
      await time.runUntil(next.at);
      begin(next.space.act(next.action));
    }
    await time.runUntil(until);
    if (failures.length > 0) throw failures[0];
  }

  return {
    async run(): Promise<Played> {
      await playUntil(startsAt - INSTALL_BEFORE_MS);
      for (const space of spaces) await time.complete(space.setUp());
      await playUntil(endsAt);
      const told = spaces.map((space) => space.tell(startsAt, endsAt));
      await time.runUntil(endsAt + QUIET_MS);
      return {
        told,
        counts: {
          operations: 0,
          apiCallsBySystem: Object.fromEntries(network.calls),
          statements: (parts.process?.database.statements ?? 0) + console.database.statements,
          wakes: time.wakes,
        },
        broken: [],
      };
    },
    async close() {
      parts.engine?.stop();
      await parts.process?.database.close();
      await console.database.close();
      for (const tenant of tenants) await tenant.close();
    },
  };
}

export type { Action };

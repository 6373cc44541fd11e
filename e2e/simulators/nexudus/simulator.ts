import { Hono } from "hono";
import { type Clock, realClock } from "../../../lib/clock";
import { faulted } from "../kit/faulted";
import { Faults } from "../kit/faults";
import { listen, nowhere } from "../kit/server";
import { Store } from "../kit/store";
import { AccessTimers } from "./access-timers";
import type { NexudusSecrets } from "./credentials";
import { keepAuditTrail, keepFacts } from "./history";
import { defaultSwitches, defaultWebhookSwitches, emptyState, type SimState } from "./model";
import { pageRoutes } from "./pages/routes";
import { RequestLog } from "./request-log";
import { restApi } from "./rest";
import { seedWorld } from "./seed";
import { NexudusTestApi } from "./test-api";
import { testRoutes } from "./test-routes";
import { Throttle } from "./throttle";
import { Webhooks } from "./webhooks";
import { World } from "./world";

export interface NexudusSimulatorOptions {
  /** 0 picks a free one; null = listens nowhere and is asked through `app`. */
  readonly port: number | null;
  /** Where the state is kept over a restart; null = in memory only. */
  readonly storeFile: string | null;
  readonly clock: Clock;
  readonly secrets: NexudusSecrets;
  /** The add-on's registered Installation URL. */
  readonly installUrl: string;
  /** Where the clock can be stepped; without it the pages offer no fast-forward. */
  readonly fastForward?: { readonly engineUrl: string };
  /** What install links are signed by; real time unless a test says otherwise. */
  readonly linkClock?: Clock;
  /** What carries webhooks to the add-on; over the loopback network unless a test says otherwise. */
  readonly deliver?: typeof fetch;
}

export interface NexudusSimulator {
  readonly url: string;
  readonly app: Hono;
  readonly api: NexudusTestApi;
  close(): Promise<void>;
}

/** A Nexudus on loopback: admin REST API, webhooks, marketplace, desk. Rejects when the port is taken. */
export async function createNexudusSimulator(options: NexudusSimulatorOptions): Promise<NexudusSimulator> {
  const { clock, secrets } = options;
  const store = new Store<SimState>(options.storeFile, emptyState);
  // A store written by an older version may lack a switch.
  store.state.switches = { ...defaultSwitches(), ...store.state.switches };
  store.state.webhookSwitches = { ...defaultWebhookSwitches(), ...store.state.webhookSwitches };
  const world = new World(store, clock);
  keepFacts(world);
  keepAuditTrail(world);
  world.onChange(({ entity, verb, before }) => {
    if (entity !== "InstalledApplication" || verb !== "delete") return;
    const install = world.state.installs.find((i) => i.id === before?.Id);
    if (install) install.revoked = true;
  });
  if (world.rows("Business").length === 0) seedWorld(world);
  const webhooks = new Webhooks(world, secrets.webhookSharedSecret, options.deliver ?? fetch);
  const timers = new AccessTimers(world, webhooks);
  const faults = new Faults(clock);
  const throttle = new Throttle(clock);
  const log = new RequestLog(clock);
  const linkClock = options.linkClock ?? realClock;
  const api = new NexudusTestApi({ ...options, world, webhooks, faults, throttle, log, linkClock });

  const app = new Hono();
  app.use("/api/*", log.middleware);
  app.use("/api/*", faulted(faults, clock));
  app.route("/api", restApi({ world, secrets, throttle }));
  app.route("/_test", testRoutes(api));
  app.route("/", pageRoutes(world, api, options.fastForward?.engineUrl ?? null));

  const server = options.port === null ? nowhere : await listen(app, options.port);
  return {
    url: server.url,
    app,
    api,
    async close() {
      timers.close();
      webhooks.close();
      await server.close();
      world.save();
    },
  };
}

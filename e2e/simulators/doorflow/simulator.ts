import { Hono } from "hono";
import { type Clock, realClock } from "../../../lib/clock";
import { faulted } from "../kit/faulted";
import { Faults } from "../kit/faults";
import { listen, nowhere } from "../kit/server";
import { Store } from "../kit/store";
import { apiRoutes } from "./api";
import { buildingRoutes } from "./building-page";
import { type DoorFlowState, emptyTables } from "./model";
import { oauthRoutes } from "./oauth";
import { createRequestLog } from "./request-log";
import { seedWorld } from "./seed";
import { defaultSwitches } from "./switches";
import { DoorFlowTestApi } from "./test-api";
import { testRoutes } from "./test-routes";
import { tick } from "./tick";
import { Acknowledgements, WebhookSender } from "./webhook-sender";
import { World } from "./world";

export interface DoorFlowSimulatorOptions {
  /** 0 picks a free one; null = listens nowhere and is asked through `app`. */
  readonly port: number | null;
  /** Null keeps everything in memory. */
  readonly storeFile: string | null;
  readonly clock: Clock;
  readonly secrets: {
    readonly clientId: string;
    readonly clientSecret: string;
    /** Absent = webhooks are signed with the client secret. */
    readonly webhookSecret?: string;
  };
  /** Where the page's fast-forward buttons move the clock; without it the page has none. */
  readonly fastForward?: { readonly engineUrl: string };
  /** Absent = any redirect URI is taken. */
  readonly redirectUris?: readonly string[];
}

export interface DoorFlowSimulator {
  /** Origin without a trailing slash; the API is under /api/3, OAuth under /oauth, the building at /. */
  readonly url: string;
  readonly app: Hono;
  readonly api: DoorFlowTestApi;
  close(): Promise<void>;
}

const emptyState = (): DoorFlowState => ({
  seq: 0,
  tables: emptyTables(),
  history: [],
  syncs: [],
  known: {},
  attempts: [],
  unreported: [],
  oauth: { codes: {}, access: {}, refresh: {} },
  switches: defaultSwitches(),
});

/**
 * Starts the simulated vendor on loopback. A first start seeds a building; later ones find what the last one left
 * in `storeFile`. Rejects when the port is taken.
 */
export async function createDoorFlowSimulator(options: DoorFlowSimulatorOptions): Promise<DoorFlowSimulator> {
  const store = new Store<DoorFlowState>(options.storeFile, emptyState);
  store.state.switches = { ...defaultSwitches(), ...store.state.switches };
  store.state.tables = { ...emptyTables(), ...store.state.tables };
  const world = new World(store, options.clock);
  if (Object.keys(store.state.tables.accounts).length === 0) seedWorld(world);
  const faults = new Faults(options.clock);
  const requests = createRequestLog(options.clock);
  const acks = new Acknowledgements();
  const { clientSecret, webhookSecret } = options.secrets;
  const webhooks = new WebhookSender(world, webhookSecret ?? clientSecret);
  const startOver = () => {
    store.state = emptyState();
    acks.tokens.clear();
    seedWorld(world);
  };
  const api = new DoorFlowTestApi({ world, faults, requests, webhooks, acks, startOver });

  const app = new Hono();
  app.use(async (c, next) => {
    // A page of another site must not reach this one through a name that points here.
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "");
    if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) return c.text("loopback only", 403);
    tick(world);
    await next();
    tick(world);
    world.flush();
    return;
  });
  app.use("/api/3/*", requests.middleware(), faulted(faults, realClock));
  app.use("/oauth/token", requests.middleware(), faulted(faults, realClock));
  const { redirectUris } = options;
  app.route("/", oauthRoutes(world, { ...options.secrets, ...(redirectUris ? { redirectUris } : {}) }));
  app.route("/api/3", apiRoutes(world, acks));
  app.route("/_test", testRoutes(api));
  app.route("/", buildingRoutes(api, options.fastForward?.engineUrl ?? null));
  const server = options.port === null ? nowhere : await listen(app, options.port);
  world.flush();
  return {
    url: server.url,
    app,
    api,
    close: async () => {
      webhooks.stop();
      await server.close();
      world.flush();
    },
  };
}

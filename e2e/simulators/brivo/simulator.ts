import { Hono, type MiddlewareHandler } from "hono";
import { type Clock, realClock } from "../../../lib/clock";
import { faulted } from "../kit/faulted";
import { Faults } from "../kit/faults";
import { listen, nowhere } from "../kit/server";
import { Store } from "../kit/store";
import { buildingRoutes } from "./building-page";
import { apiRoutes } from "./gateway";
import { type BrivoState, emptyTables } from "./model";
import { type BrivoSecrets, oauthRoutes } from "./oauth";
import { createRequestLog } from "./request-log";
import { seedWorld } from "./seed";
import { Notifier } from "./subscriptions";
import { defaultSwitches } from "./switches";
import { BrivoTestApi } from "./test-api";
import { testRoutes } from "./test-routes";
import { World } from "./world";

export interface BrivoSimulatorOptions {
  /** Of the API host, which also has the building and the test API. 0 picks a free one; null = listens nowhere. */
  readonly port: number | null;
  /** Of the auth host. */
  readonly authPort: number | null;
  /** Null keeps everything in memory. */
  readonly storeFile: string | null;
  readonly clock: Clock;
  /** Keys belong to one region: a simulator is one region, and knows no other's. */
  readonly secrets: BrivoSecrets;
  /** Where the page's fast-forward buttons move the clock; without it the page has none. */
  readonly fastForward?: { readonly engineUrl: string };
  /** The first is used when a request names none. Absent = any that the request names. */
  readonly redirectUris?: readonly string[];
}

export interface BrivoSimulator {
  /** Origin of the API host without a trailing slash; the API is under /v1/api, the building at /. */
  readonly url: string;
  /** Origin of the auth host; OAuth is under /oauth. */
  readonly authUrl: string;
  readonly app: Hono;
  readonly authApp: Hono;
  readonly api: BrivoTestApi;
  close(): Promise<void>;
}

const emptyState = (): BrivoState => ({
  seq: 0,
  tables: emptyTables(),
  history: [],
  attempts: [],
  mails: [],
  unreported: [],
  oauth: { codes: {}, accessTokens: {}, refreshTokens: {} },
  switches: defaultSwitches(),
});

/** Loopback only: a page of another site must not reach this one through a name that points here. */
const loopbackOnly =
  (world: World): MiddlewareHandler =>
  async (c, next) => {
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "");
    if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) return c.text("loopback only", 403);
    await next();
    world.flush();
    return;
  };

/**
 * Starts one region of the simulated vendor on loopback, with its two hosts. A first start seeds a
 * building; later ones find what the last one left in `storeFile`. Rejects when a port is taken.
 */
export async function createBrivoSimulator(options: BrivoSimulatorOptions): Promise<BrivoSimulator> {
  const { secrets, clock } = options;
  const store = new Store<BrivoState>(options.storeFile, emptyState);
  store.state.switches = { ...defaultSwitches(), ...store.state.switches };
  store.state.tables = { ...emptyTables(), ...store.state.tables };
  const world = new World(store, clock);
  if (Object.keys(store.state.tables.accounts).length === 0) seedWorld(world);
  const faults = new Faults(clock);
  const requests = createRequestLog(clock);
  const notifier = new Notifier(world);
  const startOver = () => {
    store.state = emptyState();
    seedWorld(world);
  };
  const api = new BrivoTestApi({ world, faults, requests, notifier, startOver });

  const authApp = new Hono();
  authApp.use(loopbackOnly(world));
  authApp.use("/oauth/token", requests.middleware(), faulted(faults, realClock));
  const { redirectUris } = options;
  authApp.route("/", oauthRoutes(world, { ...secrets, ...(redirectUris ? { redirectUris } : {}) }));

  const app = new Hono();
  app.use(loopbackOnly(world));
  app.use("/v1/api/*", requests.middleware(), faulted(faults, realClock));
  app.route("/v1/api", apiRoutes(world, secrets.apiKey));
  app.route("/_test", testRoutes(api));
  app.route("/", buildingRoutes(api, secrets.apiKey, options.fastForward?.engineUrl ?? null));

  const server = options.port === null ? nowhere : await listen(app, options.port);
  const authServer =
    options.authPort === null
      ? nowhere
      : await listen(authApp, options.authPort).catch(async (error: unknown) => {
          await server.close();
          throw error;
        });
  world.flush();
  return {
    url: server.url,
    authUrl: authServer.url,
    app,
    authApp,
    api,
    close: async () => {
      await Promise.all([server.close(), authServer.close()]);
      await notifier.settled();
      world.flush();
    },
  };
}

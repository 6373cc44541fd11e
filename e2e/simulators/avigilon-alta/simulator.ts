import { Hono } from "hono";
import { type Clock, realClock } from "../../../lib/clock";
import { faulted } from "../kit/faulted";
import { Faults } from "../kit/faults";
import { listen, nowhere } from "../kit/server";
import { Store } from "../kit/store";
import { apiRoutes } from "./api";
import { buildingRoutes } from "./building-page";
import { type AltaState, emptyTables } from "./model";
import { createRequestLog } from "./request-log";
import { type ServiceAccount, seedWorld } from "./seed";
import { Subscriptions } from "./subscriptions";
import { defaultSwitches } from "./switches";
import { AltaTestApi } from "./test-api";
import { testRoutes } from "./test-routes";
import { World } from "./world";

export interface AltaSimulatorOptions {
  /** 0 picks a free one; null = listens nowhere and is asked through `app`. */
  readonly port: number | null;
  /** Null keeps everything in memory. */
  readonly storeFile: string | null;
  readonly clock: Clock;
  /** The seeded service account; the European one has the same password and `eu-` before its address. */
  readonly account: ServiceAccount;
  /** Where the page's fast-forward buttons move the clock; without it the page has none. */
  readonly fastForward?: { readonly engineUrl: string };
}

export interface AltaSimulator {
  /** Origin without a trailing slash: the global API, the test API under /_test, the building at /. */
  readonly url: string;
  /** The European API. */
  readonly euUrl: string;
  readonly app: Hono;
  readonly api: AltaTestApi;
  close(): Promise<void>;
}

const emptyState = (): AltaState => ({
  seq: 0,
  tables: emptyTables(),
  sessions: {},
  history: [],
  attempts: [],
  switches: defaultSwitches(),
});

/**
 * Starts the simulated vendor on loopback. A first start seeds a building; later ones find what the last one left in
 * `storeFile`. Rejects when the port is taken.
 */
export async function createAltaSimulator(options: AltaSimulatorOptions): Promise<AltaSimulator> {
  const store = new Store<AltaState>(options.storeFile, emptyState);
  store.state.switches = { ...defaultSwitches(), ...store.state.switches };
  store.state.tables = { ...emptyTables(), ...store.state.tables };
  const world = new World(store, options.clock);
  if (Object.keys(store.state.tables.orgs).length === 0) seedWorld(world, options.account);
  const faults = new Faults(options.clock);
  const requests = createRequestLog(options.clock);
  const subscriptions = new Subscriptions(world);
  const api = new AltaTestApi({
    world,
    faults,
    requests,
    subscriptions,
    startOver: () => {
      store.state = emptyState();
      seedWorld(world, options.account);
    },
  });

  let url = nowhere.url;
  const app = new Hono();
  app.use(async (c, next) => {
    // A page of another site must not reach this one through a name that points here.
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "");
    if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) return c.text("loopback only", 403);
    await next();
    world.flush();
    return;
  });
  for (const path of ["/auth/*", "/orgs/*", "/tokens/*", "/eu/*"])
    app.use(path, requests.middleware(), faulted(faults, realClock));
  app.route("/_test", testRoutes(api));
  app.route("/", buildingRoutes(api, options.fastForward?.engineUrl ?? null));
  app.route(
    "/eu",
    apiRoutes(world, "eu", subscriptions, () => url),
  );
  app.route(
    "/",
    apiRoutes(world, "global", subscriptions, () => url),
  );
  const server = options.port === null ? nowhere : await listen(app, options.port);
  url = server.url;
  world.flush();
  return {
    url,
    euUrl: `${url}/eu`,
    app,
    api,
    close: async () => {
      await subscriptions.settled();
      await server.close();
      world.flush();
    },
  };
}

import { Hono } from "hono";
import { type Clock, realClock } from "../../../lib/clock";
import { faulted } from "../kit/faulted";
import { Faults } from "../kit/faults";
import { listen, nowhere } from "../kit/server";
import { Store } from "../kit/store";
import { apiRoutes } from "./api";
import { buildingRoutes } from "./building-page";
import { cleanUpExpired } from "./members";
import { type AkilesState, emptyTables } from "./model";
import { oauthRoutes } from "./oauth";
import { createRequestLog } from "./request-log";
import { seedWorld } from "./seed";
import { defaultSwitches } from "./switches";
import { AkilesTestApi } from "./test-api";
import { testRoutes } from "./test-routes";
import { WebhookSender } from "./webhook-sender";
import { World } from "./world";

export interface AkilesSimulatorOptions {
  /** 0 picks a free one; null = listens nowhere and is asked through `app`. */
  readonly port: number | null;
  /** Null keeps everything in memory. */
  readonly storeFile: string | null;
  readonly clock: Clock;
  readonly secrets: { readonly clientId: string; readonly clientSecret: string };
  /** Where the page's fast-forward buttons move the clock; without it the page has none. */
  readonly fastForward?: { readonly engineUrl: string };
  /** Absent = any redirect URI is taken. */
  readonly redirectUris?: readonly string[];
}

export interface AkilesSimulator {
  /** Origin without a trailing slash; the API is under /v2, OAuth under /oauth2, the building at /. */
  readonly url: string;
  readonly app: Hono;
  readonly api: AkilesTestApi;
  close(): Promise<void>;
}

const emptyState = (): AkilesState => ({
  seq: 0,
  tables: emptyTables(),
  history: [],
  attempts: [],
  unreported: [],
  oauth: { codes: {}, accessTokens: {}, refreshTokens: {} },
  switches: defaultSwitches(),
});

/**
 * Starts the simulated vendor on loopback. A first start seeds a building; later ones find what the
 * last one left in `storeFile`. Rejects when the port is taken.
 */
export async function createAkilesSimulator(options: AkilesSimulatorOptions): Promise<AkilesSimulator> {
  const store = new Store<AkilesState>(options.storeFile, emptyState);
  store.state.switches = { ...defaultSwitches(), ...store.state.switches };
  store.state.tables = { ...emptyTables(), ...store.state.tables };
  const world = new World(store, options.clock);
  if (Object.keys(store.state.tables.organizations).length === 0) seedWorld(world);
  const faults = new Faults(options.clock);
  const requests = createRequestLog(options.clock);
  const webhooks = new WebhookSender(world);
  const api = new AkilesTestApi({
    world,
    faults,
    requests,
    webhooks,
    startOver: () => {
      store.state = emptyState();
      seedWorld(world);
    },
  });

  const app = new Hono();
  app.use(async (c, next) => {
    // A page of another site must not reach this one through a name that points here.
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "");
    if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) return c.text("loopback only", 403);
    cleanUpExpired(world);
    await next();
    world.flush();
    return;
  });
  app.use("/v2/*", requests.middleware(), faulted(faults, realClock));
  app.use("/oauth2/token", requests.middleware(), faulted(faults, realClock));
  app.route(
    "/",
    oauthRoutes(world, {
      ...options.secrets,
      ...(options.redirectUris ? { redirectUris: options.redirectUris } : {}),
    }),
  );
  app.route("/v2", apiRoutes(world));
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

import { Hono } from "hono";
import { type Clock, realClock } from "../../../lib/clock";
import { faulted } from "../kit/faulted";
import { Faults } from "../kit/faults";
import { listen, listenTls, nowhere } from "../kit/server";
import { Store } from "../kit/store";
import { apiRoutes } from "./api";
import { buildingRoutes } from "./building-page";
import { makeCertificate } from "./certificate";
import { EventFeed } from "./event-feed";
import { type AcmState, emptyTables } from "./model";
import { createRequestLog } from "./request-log";
import { seedWorld } from "./seed";
import { type AccountSecrets, Sessions } from "./sessions";
import { defaultSwitches } from "./switches";
import { AcmTestApi } from "./test-api";
import { testRoutes } from "./test-routes";
import { World } from "./world";

export interface AcmSimulatorOptions {
  /** Of the server itself (HTTPS); 0 picks a free one, null = it is asked through `app` only. */
  readonly port: number | null;
  /** Of the building's page and the test API (HTTP); 0 picks a free one, null = none. */
  readonly pagePort: number | null;
  /** Null keeps everything in memory. */
  readonly storeFile: string | null;
  readonly clock: Clock;
  readonly secrets: AccountSecrets;
  /** Where the page's fast-forward buttons move the clock; without it the page has none. */
  readonly fastForward?: { readonly engineUrl: string };
}

export interface AcmSimulator {
  /** Origin of the server, without a trailing slash. Its certificate is self-signed. */
  readonly url: string;
  /** The building's page at /, the test API under /_test. */
  readonly pageUrl: string;
  readonly app: Hono;
  readonly api: AcmTestApi;
  close(): Promise<void>;
}

const emptyState = (): AcmState => ({
  seq: 0,
  timezone: "Europe/London",
  tables: emptyTables(),
  history: [],
  attempts: [],
  events: [],
  unreported: [],
  sessions: {},
  account: { wrongLogins: 0, wrongInARow: 0, mustChangePassword: false, password: null },
  assignable: null,
  certificate: null,
  switches: defaultSwitches(),
});

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Starts the simulated appliance on loopback. A first start makes a certificate and seeds a building; later ones find
 * what the last one left in `storeFile`. Rejects when a port is taken.
 */
export async function createAcmSimulator(options: AcmSimulatorOptions): Promise<AcmSimulator> {
  const store = new Store<AcmState>(options.storeFile, emptyState);
  store.state.switches = { ...defaultSwitches(), ...store.state.switches };
  store.state.tables = { ...emptyTables(), ...store.state.tables };
  const certificate = store.state.certificate ?? (await makeCertificate());
  store.state.certificate = certificate;
  const world = new World(store, options.clock);
  const { login } = options.secrets;
  if (Object.keys(store.state.tables.identities).length === 0) seedWorld(world, login);
  const faults = new Faults(options.clock);
  const requests = createRequestLog(options.clock);
  const sessions = new Sessions(world, options.secrets);
  const feed = new EventFeed(world);
  let present: (pems: { key: string; cert: string }) => void = () => undefined;
  const api = new AcmTestApi({
    world,
    faults,
    requests,
    sessions,
    feed,
    startOver: () => {
      store.state = { ...emptyState(), certificate: store.state.certificate };
      seedWorld(world, login);
    },
    rotate: async () => {
      store.state.certificate = await makeCertificate();
      present(store.state.certificate);
      store.save();
    },
  });

  const app = new Hono();
  app.use(async (_c, next) => {
    await next();
    world.flush();
  });
  app.use(requests.middleware(), faulted(faults, realClock));
  app.route("/", apiRoutes(world, sessions));

  const pages = new Hono();
  let url = nowhere.url;
  pages.use(async (c, next) => {
    // A page of another site must not reach this one through a name that points here.
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "");
    if (!LOOPBACK.includes(host)) return c.text("loopback only", 403);
    await next();
    world.flush();
    return;
  });
  pages.route("/_test", testRoutes(api));
  pages.route(
    "/",
    buildingRoutes(api, () => url, options.fastForward?.engineUrl ?? null),
  );

  const server =
    options.port === null
      ? { ...nowhere, present: () => undefined }
      : await listenTls(app, options.port, certificate);
  present = server.present;
  url = server.url;
  const pageServer =
    options.pagePort === null
      ? nowhere
      : await listen(pages, options.pagePort).catch(async (error) => {
          await server.close();
          throw error;
        });
  world.flush();
  store.save();
  return {
    url: server.url,
    pageUrl: pageServer.url,
    app,
    api,
    close: async () => {
      await feed.connect(null);
      await Promise.all([server.close(), pageServer.close()]);
      world.flush();
    },
  };
}

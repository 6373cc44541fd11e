import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../db/embedded/start";
import { migrateDatabase } from "../../db/migrate";
import { realClock } from "../../lib/clock";
import { createLogger } from "../../lib/logger";
import { recordTo } from "../scan/recorder";
import { ensureBuilt } from "./build";
import { type Child, startChild } from "./children";
import { claimPorts, type StackPorts } from "./ports";
import { loadSecrets } from "./secrets";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const READY_MS = 90_000;

export interface StackUrls {
  readonly app: string;
  readonly engine: string;
  readonly nexudus: string;
  readonly akiles: string;
  /** The Avigilon ACM server (HTTPS, self-signed), and its building's page. */
  readonly acm: string;
  readonly acmPage: string;
  readonly alta: string;
  readonly brivo: string;
  readonly doorflow: string;
  /** The page that shows what was mailed. */
  readonly mail: string;
  readonly database: string;
}

export type PartName = "engine" | "simulators" | "app";

export interface Stack {
  readonly urls: StackUrls;
  /** Ends a part without warning; `database` ends the server process. */
  crash(part: PartName | "database"): Promise<void>;
  /** Starts a part again after a crash. */
  restart(part: PartName | "database"): Promise<void>;
  stop(): Promise<void>;
  /** Resolves with the name of the first part that ends by itself. */
  readonly broken: Promise<string>;
}

export interface StackOptions {
  readonly dataDir: string;
  readonly ports: StackPorts;
  readonly say: (line: string) => void;
  /** An Inngest server on this machine instead of the embedded engine. */
  readonly inngestDev?: string;
  /** A file that takes down all that passes between app and embedded engine. */
  readonly record?: string;
  /** Settings of the app that differ from the demo's. */
  readonly appEnv?: Readonly<Record<string, string>>;
}

const isReadyLine = (line: string) => line.startsWith("{") && line.includes('"ready":true');

/**
 * The whole demo on this machine: a real Postgres, the embedded engine, simulators of Nexudus and the vendors, the
 * app. All on 127.0.0.1, all ended by `stop()`, all data below `dataDir`.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, say } = options;
  mkdirSync(dataDir, { recursive: true });
  const ports = await claimPorts(options.ports);
  const { file: secretsFile, secrets } = loadSecrets(dataDir);
  const server = ensureBuilt(ROOT, say);
  const logDir = join(dataDir, "logs");
  const clockFile = join(dataDir, "clock.json");
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const origin = at(ports.app);
  const engineUrl = options.inngestDev ?? at(ports.engine);
  const [toEngine, toApp] = options.record
    ? [await recordTo(options.record, engineUrl), await recordTo(options.record, origin)]
    : [null, null];
  const log = createLogger({ level: "warn" });
  const startDatabase = () =>
    startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), log, clock: realClock });
  let database: EmbeddedPostgres = await startDatabase();
  const children = new Map<PartName, Child>();
  let reportBroken: (name: string) => void = () => {};
  const broken = new Promise<string>((resolve) => {
    reportBroken = resolve;
  });
  const expected = new Set<Child>();

  const links = JSON.stringify([
    { label: "Nexudus desk (make a booking)", href: `${at(ports.nexudus)}/desk` },
    { label: "Akiles building (try a door)", href: `${at(ports.akiles)}/` },
    { label: "Avigilon ACM building", href: `${at(ports.acmPage)}/` },
    { label: "Avigilon Alta building", href: `${at(ports.alta)}/` },
    { label: "Brivo building", href: `${at(ports.brivo)}/` },
    { label: "DoorFlow building", href: `${at(ports.doorflow)}/` },
    { label: "Mail", href: `${at(ports.mail)}/` },
    ...(options.inngestDev ? [] : [{ label: "Engine and clock", href: `${engineUrl}/` }]),
  ]);
  const clock = { LINTEL_CLOCK_FILE: clockFile };
  const specs: Record<PartName, () => Promise<Child>> = {
    simulators: () =>
      startChild({
        name: "simulators",
        args: ["--import", "tsx", join(ROOT, "e2e/simulators/main.ts")],
        cwd: ROOT,
        env: {
          ...clock,
          LINTEL_SIM_DIR: join(dataDir, "simulators"),
          LINTEL_SIM_NEXUDUS_PORT: String(ports.nexudus),
          LINTEL_SIM_AKILES_PORT: String(ports.akiles),
          LINTEL_SIM_ACM_PORT: String(ports.acm),
          LINTEL_SIM_ACM_PAGE_PORT: String(ports.acmPage),
          LINTEL_SIM_AVIGILON_ALTA_PORT: String(ports.alta),
          LINTEL_SIM_BRIVO_PORT: String(ports.brivo),
          LINTEL_SIM_BRIVO_AUTH_PORT: String(ports.brivoAuth),
          LINTEL_SIM_DOORFLOW_PORT: String(ports.doorflow),
          LINTEL_SIM_MAIL_PORT: String(ports.mail),
          LINTEL_SIM_SMTP_PORT: String(ports.smtp),
          LINTEL_SIM_SECRETS: secretsFile,
          LINTEL_ORIGIN: origin,
          ...(options.inngestDev ? {} : { LINTEL_ENGINE_URL: engineUrl }),
        },
        logDir,
        isReady: isReadyLine,
        timeoutMs: READY_MS,
      }),
    engine: () =>
      startChild({
        name: "engine",
        args: ["--import", "tsx", join(ROOT, "inngest/embedded/main.ts")],
        cwd: ROOT,
        env: {
          ...clock,
          LINTEL_ENGINE_PORT: String(ports.engine),
          LINTEL_ENGINE_APP_URL: `${toApp?.url ?? origin}/api/inngest`,
          INNGEST_SIGNING_KEY: secrets.inngestSigningKey,
          INNGEST_EVENT_KEY: secrets.inngestEventKey,
        },
        logDir,
        isReady: isReadyLine,
        timeoutMs: READY_MS,
      }),
    app: () =>
      startChild({
        name: "app",
        args: [server],
        cwd: dirname(server),
        env: {
          ...(options.inngestDev ? {} : clock),
          NODE_ENV: "production",
          HOSTNAME: "127.0.0.1",
          PORT: String(ports.app),
          NEXTAUTH_URL: origin,
          NEXTAUTH_SECRET: secrets.nextAuthSecret,
          DATABASE_URL: database.url,
          LINTEL_ENCRYPTION_KEYS: secrets.encryptionKeys,
          LINTEL_HASH_KEY: secrets.hashKey,
          NEXUDUS_APPLICATION_KEY: secrets.nexudus.applicationKey,
          NEXUDUS_SECRET_KEY: secrets.nexudus.secretKey,
          NEXUDUS_WEBHOOK_SECRET: secrets.nexudus.webhookSharedSecret,
          NEXUDUS_API_URL: at(ports.nexudus),
          NEXUDUS_MARKETPLACE_URL: `${at(ports.nexudus)}/marketplace`,
          AKILES_CLIENT_ID: secrets.akiles.clientId,
          AKILES_CLIENT_SECRET: secrets.akiles.clientSecret,
          AKILES_API_URL: at(ports.akiles),
          AKILES_AUTH_URL: at(ports.akiles),
          BRIVO_CLIENT_ID: secrets.brivo.clientId,
          BRIVO_CLIENT_SECRET: secrets.brivo.clientSecret,
          BRIVO_API_URL: at(ports.brivo),
          BRIVO_AUTH_URL: at(ports.brivoAuth),
          DOORFLOW_CLIENT_ID: secrets.doorflow.clientId,
          DOORFLOW_CLIENT_SECRET: secrets.doorflow.clientSecret,
          DOORFLOW_API_URL: at(ports.doorflow),
          DOORFLOW_AUTH_URL: at(ports.doorflow),
          SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
          MAIL_FROM: "Lintel demo <doors@lintel.test>",
          AVIGILON_ALTA_API_URL: at(ports.alta),
          AVIGILON_ALTA_EU_API_URL: `${at(ports.alta)}/eu`,
          ALLOW_PRIVATE_VENDOR_HOSTS: `127.0.0.1:${ports.acm}`,
          ...(options.inngestDev
            ? { INNGEST_DEV: options.inngestDev }
            : {
                INNGEST_BASE_URL: toEngine?.url ?? engineUrl,
                INNGEST_EVENT_KEY: secrets.inngestEventKey,
                INNGEST_SIGNING_KEY: secrets.inngestSigningKey,
              }),
          LINTEL_SIMULATORS: "1",
          LINTEL_SIMULATOR_LINKS: links,
          ...options.appEnv,
        },
        logDir,
        isReady: (line) => line.includes("Ready in") || line.includes("✓ Ready"),
        timeoutMs: READY_MS,
      }),
  };
  const begin = async (part: PartName) => {
    const child = await specs[part]();
    children.set(part, child);
    void child.ended.then(() => {
      if (!expected.has(child)) reportBroken(part);
    });
  };
  const parts: PartName[] = options.inngestDev ? ["simulators", "app"] : ["simulators", "engine", "app"];
  const stop = async () => {
    for (const child of children.values()) expected.add(child);
    await Promise.all([...children.values()].map((child) => child.stop()));
    await database.stop();
    await toEngine?.close();
    await toApp?.close();
  };
  try {
    await migrateDatabase(database.url, { clock: realClock, log });
    for (const part of parts) await begin(part);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls: {
      app: origin,
      engine: engineUrl,
      nexudus: at(ports.nexudus),
      akiles: at(ports.akiles),
      acm: `https://127.0.0.1:${ports.acm}`,
      acmPage: at(ports.acmPage),
      alta: at(ports.alta),
      brivo: at(ports.brivo),
      doorflow: at(ports.doorflow),
      mail: at(ports.mail),
      database: database.url,
    },
    broken,
    stop,
    async crash(part) {
      if (part === "database") {
        process.kill(database.pid, "SIGKILL");
        return;
      }
      const child = children.get(part);
      if (!child) return;
      expected.add(child);
      child.kill("SIGKILL");
      await child.ended;
    },
    async restart(part) {
      if (part === "database") database = await startDatabase();
      else await begin(part);
    },
  };
}

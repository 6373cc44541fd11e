import { dirname, join } from "node:path";
import { startEmbeddedPostgres } from "../../db/embedded/start";
import { migrateDatabase } from "../../db/migrate";
import { realClock } from "../../lib/clock";
import { parseEnv } from "../../lib/config/env";
import { createLogger } from "../../lib/logger";
import { ensureBuilt } from "./build";
import { type Child, startChild } from "./children";
import { loadSecrets } from "./secrets";
import { ROOT } from "./stack";

/** Any of these set means: this is no demo. */
const REAL_KEYS = [
  "NEXUDUS_APPLICATION_KEY",
  "NEXUDUS_SECRET_KEY",
  "AKILES_CLIENT_ID",
  "AKILES_CLIENT_SECRET",
  "BRIVO_CLIENT_ID",
  "BRIVO_CLIENT_SECRET",
  "BRIVO_EU_CLIENT_ID",
  "BRIVO_EU_CLIENT_SECRET",
  "DOORFLOW_CLIENT_ID",
  "DOORFLOW_CLIENT_SECRET",
];
const READY_MS = 90_000;

type Raw = Readonly<Record<string, string | undefined>>;

/**
 * A deployment of one's own: the app with real keys, on the database and Inngest that are configured, else on
 * the embedded ones. Null when no real key is set. A partly filled configuration ends with the list of what
 * is missing.
 */
export function realConfiguration(raw: Raw) {
  if (!REAL_KEYS.some((name) => raw[name])) return null;
  return {
    async start(input: {
      readonly dataDir: string;
      readonly port: number;
      readonly enginePort: number;
      readonly say: (line: string) => void;
    }) {
      const port = Number(raw.PORT ?? input.port);
      const usesEngine = !raw.INNGEST_DEV && !raw.INNGEST_SIGNING_KEY;
      const local = usesEngine || !raw.DATABASE_URL ? loadSecrets(input.dataDir).secrets : null;
      const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value));
      const wanted: Record<string, string | undefined> = {
        ...given,
        DATABASE_URL: raw.DATABASE_URL ?? "postgres://embedded",
        ...(usesEngine && local
          ? {
              INNGEST_BASE_URL: `http://127.0.0.1:${input.enginePort}`,
              INNGEST_EVENT_KEY: local.inngestEventKey,
              INNGEST_SIGNING_KEY: local.inngestSigningKey,
            }
          : {}),
      };
      parseEnv(wanted);
      const log = createLogger({ level: "warn" });
      const server = ensureBuilt(ROOT, input.say);
      const database = raw.DATABASE_URL
        ? null
        : await startEmbeddedPostgres({ dataDir: join(input.dataDir, "postgres"), log, clock: realClock });
      const env: Record<string, string | undefined> = {
        ...wanted,
        DATABASE_URL: database?.url ?? raw.DATABASE_URL,
      };
      const children: Child[] = [];
      const logDir = join(input.dataDir, "logs");
      const stop = async () => {
        await Promise.all(children.map((child) => child.stop()));
        await database?.stop();
      };
      try {
        await migrateDatabase(env.DATABASE_URL ?? "", { clock: realClock, log });
        if (usesEngine)
          children.push(
            await startChild({
              name: "engine",
              args: ["--import", "tsx", join(ROOT, "inngest/embedded/main.ts")],
              cwd: ROOT,
              env: {
                LINTEL_ENGINE_PORT: String(input.enginePort),
                LINTEL_ENGINE_APP_URL: `http://127.0.0.1:${port}/api/inngest`,
                INNGEST_SIGNING_KEY: env.INNGEST_SIGNING_KEY,
                INNGEST_EVENT_KEY: env.INNGEST_EVENT_KEY,
              },
              logDir,
              isReady: (line) => line.includes('"ready":true'),
              timeoutMs: READY_MS,
            }),
          );
        children.push(
          await startChild({
            name: "app",
            args: [server],
            cwd: dirname(server),
            env: {
              ...env,
              NODE_ENV: "production",
              HOSTNAME: raw.HOSTNAME ?? "127.0.0.1",
              PORT: String(port),
            },
            logDir,
            isReady: (line) => line.includes("Ready in") || line.includes("✓ Ready"),
            timeoutMs: READY_MS,
          }),
        );
      } catch (error) {
        await stop();
        throw error;
      }
      return {
        lines: [
          `Lintel is running at ${raw.NEXTAUTH_URL ?? `http://127.0.0.1:${port}`}.`,
          ...(database ? [`Its database is embedded, in ${input.dataDir}.`] : []),
          "Ctrl-C stops everything.",
        ],
        broken: Promise.race(
          children.map(async (child) => {
            await child.ended;
            return child.name;
          }),
        ),
        stop,
      };
    },
  };
}

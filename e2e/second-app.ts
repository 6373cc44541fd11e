import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Child, startChild } from "../scripts/stack/children";
import { claimPorts, FREE_PORTS } from "../scripts/stack/ports";
import { loadSecrets } from "../scripts/stack/secrets";
import { ROOT } from "../scripts/stack/stack";
import { type E2eSite, TEST_LIMITS } from "./site";

const READY_MS = 90_000;

/** Another process of the same build on the same database, at another origin: what a deployment behind TLS is. */
export async function startSecondApp(
  site: E2eSite,
  origin: string,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const { app: port } = await claimPorts(FREE_PORTS);
  const { secrets } = loadSecrets(site.dataDir);
  const server = join(ROOT, ".next", "standalone", "server.js");
  const child: Child = await startChild({
    name: `second-app-${readdirSync(join(site.dataDir, "logs")).length}`,
    args: [server],
    cwd: dirname(server),
    env: {
      HOSTNAME: "127.0.0.1",
      PORT: String(port),
      NEXTAUTH_URL: origin,
      NEXTAUTH_SECRET: secrets.nextAuthSecret,
      DATABASE_URL: site.urls.database,
      LINTEL_ENCRYPTION_KEYS: secrets.encryptionKeys,
      LINTEL_HASH_KEY: secrets.hashKey,
      NEXUDUS_APPLICATION_KEY: secrets.nexudus.applicationKey,
      NEXUDUS_SECRET_KEY: secrets.nexudus.secretKey,
      NEXUDUS_API_URL: site.urls.nexudus,
      NEXUDUS_MARKETPLACE_URL: `${site.urls.nexudus}/marketplace`,
      INNGEST_BASE_URL: site.urls.engine,
      INNGEST_EVENT_KEY: secrets.inngestEventKey,
      INNGEST_SIGNING_KEY: secrets.inngestSigningKey,
      ...TEST_LIMITS,
    },
    logDir: join(site.dataDir, "logs"),
    isReady: (line) => line.includes("Ready in") || line.includes("✓ Ready"),
    timeoutMs: READY_MS,
  });
  return { port, stop: () => child.stop() };
}

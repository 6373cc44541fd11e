import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cloneDatabase, createTestServer } from "../../db/test-server";
import { realClock } from "../../lib/clock";
import { startChild } from "../stack/children";
import { claimPorts, FREE_PORTS } from "../stack/ports";
import { temporaryDataDir } from "../stack/temporary";

const READY_MS = 90_000;

const secret = (bytes: number) => randomBytes(bytes).toString("base64");

/**
 * Starts the standalone server from a copy far from the project, as a deployment would, on a database of its own,
 * and returns what `/api/health` answers. Keys are made up: nobody outside of this machine is called.
 */
export async function startAlone(
  root: string,
): Promise<{ readonly status: number; readonly health: unknown }> {
  const dir = temporaryDataDir("standalone");
  const server = await createTestServer();
  try {
    cpSync(join(root, ".next", "standalone"), join(dir, "app"), { recursive: true, verbatimSymlinks: true });
    const database = await cloneDatabase(server);
    const { app: port } = await claimPorts(FREE_PORTS);
    const origin = `http://127.0.0.1:${port}`;
    const child = await startChild({
      name: "app",
      args: [join(dir, "app", "server.js")],
      cwd: join(dir, "app"),
      env: {
        HOSTNAME: "127.0.0.1",
        PORT: String(port),
        NEXTAUTH_URL: origin,
        NEXTAUTH_SECRET: secret(32),
        DATABASE_URL: database.postgresUrl,
        LINTEL_ENCRYPTION_KEYS: `k1:${secret(32)}`,
        LINTEL_HASH_KEY: secret(32),
        NEXUDUS_APPLICATION_KEY: randomBytes(16).toString("hex"),
        NEXUDUS_SECRET_KEY: randomBytes(16).toString("hex"),
        AKILES_CLIENT_ID: "check",
        AKILES_CLIENT_SECRET: secret(16),
        INNGEST_EVENT_KEY: "check",
        INNGEST_SIGNING_KEY: `signkey-prod-${randomBytes(32).toString("hex")}`,
      },
      logDir: join(dir, "logs"),
      isReady: (line) => line.includes("Ready in") || line.includes("✓ Ready"),
      timeoutMs: READY_MS,
    });
    try {
      const answer = await fetch(`${origin}/api/health`, { signal: realClock.timeoutSignal(READY_MS) });
      return { status: answer.status, health: await answer.json() };
    } finally {
      await child.stop();
      await database.close();
    }
  } finally {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

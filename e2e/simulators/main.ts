import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { followedClock } from "../../lib/clock";
import { createAkilesSimulator } from "./akiles/simulator";
import { createNexudusSimulator } from "./nexudus/simulator";

/**
 * All simulators in one process. Prints one JSON line once they listen; SIGTERM and SIGINT end it cleanly.
 * A taken port or a missing setting is one line on stderr and exit code 1.
 */

const port = z.coerce.number().int().min(0).max(65_535);
const settings = z.object({
  LINTEL_SIM_DIR: z.string().min(1),
  LINTEL_CLOCK_FILE: z.string().min(1),
  LINTEL_SIM_NEXUDUS_PORT: port,
  LINTEL_SIM_AKILES_PORT: port,
  LINTEL_SIM_SECRETS: z.string().min(1),
  LINTEL_ORIGIN: z.url(),
  LINTEL_ENGINE_URL: z.url().optional(),
});
const secretsFile = z.object({
  nexudus: z.object({
    applicationKey: z.string().min(1),
    secretKey: z.string().min(1),
    webhookSharedSecret: z.string(),
  }),
  akiles: z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
});

interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** A start that cannot go on, in words for the person who started it. */
class StartError extends Error {}

async function started<T extends Running>(name: string, wanted: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw taken
      ? new StartError(`Port ${wanted} for the ${name} simulator is taken by another program.`)
      : error;
  }
}

function readSettings(): z.output<typeof settings> {
  const parsed = settings.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".")))];
  throw new StartError(`Simulators: missing or unreadable ${names.join(", ")}.`);
}

function readSecrets(file: string): z.output<typeof secretsFile> {
  try {
    return secretsFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // What is wrong with a file of secrets is never quoted.
    throw new StartError("Simulators: LINTEL_SIM_SECRETS names no readable file of the expected form.");
  }
}

async function main(): Promise<void> {
  const env = readSettings();
  const secrets = readSecrets(env.LINTEL_SIM_SECRETS);
  const clock = followedClock(env.LINTEL_CLOCK_FILE);
  const fastForward = env.LINTEL_ENGINE_URL ? { fastForward: { engineUrl: env.LINTEL_ENGINE_URL } } : {};
  const running: Running[] = [];
  const stop = async () => {
    await Promise.all(running.map((r) => r.close()));
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  const nexudus = await started("Nexudus", env.LINTEL_SIM_NEXUDUS_PORT, () =>
    createNexudusSimulator({
      port: env.LINTEL_SIM_NEXUDUS_PORT,
      storeFile: join(env.LINTEL_SIM_DIR, "nexudus.json"),
      clock,
      secrets: secrets.nexudus,
      installUrl: new URL("/install", env.LINTEL_ORIGIN).toString(),
      ...fastForward,
    }),
  );
  running.push(nexudus);
  const akiles = await started("Akiles", env.LINTEL_SIM_AKILES_PORT, () =>
    createAkilesSimulator({
      port: env.LINTEL_SIM_AKILES_PORT,
      storeFile: join(env.LINTEL_SIM_DIR, "akiles.json"),
      clock,
      secrets: secrets.akiles,
      ...fastForward,
    }),
  );
  running.push(akiles);
  console.log(JSON.stringify({ ready: true, nexudus: nexudus.url, akiles: akiles.url }));
}

main().catch((error: unknown) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
});

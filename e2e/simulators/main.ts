import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Clock, followedClock } from "../../lib/clock";
import { createAkilesSimulator } from "./akiles/simulator";
import { createAcmSimulator } from "./avigilon-acm/simulator";
import { createAltaSimulator } from "./avigilon-alta/simulator";
import { createBrivoSimulator } from "./brivo/simulator";
import { createDoorFlowSimulator } from "./doorflow/simulator";
import { createMailSimulator } from "./mail/simulator";
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
  LINTEL_SIM_AVIGILON_ALTA_PORT: port.optional(),
  LINTEL_SIM_ACM_PORT: port.optional(),
  LINTEL_SIM_ACM_PAGE_PORT: port.optional(),
  LINTEL_SIM_BRIVO_PORT: port.optional(),
  LINTEL_SIM_BRIVO_AUTH_PORT: port.optional(),
  LINTEL_SIM_BRIVO_EU_PORT: port.optional(),
  LINTEL_SIM_BRIVO_EU_AUTH_PORT: port.optional(),
  LINTEL_SIM_DOORFLOW_PORT: port.optional(),
  LINTEL_SIM_MAIL_PORT: port.optional(),
  LINTEL_SIM_SMTP_PORT: port.optional(),
  LINTEL_SIM_SECRETS: z.string().min(1),
  LINTEL_ORIGIN: z.url(),
  LINTEL_ENGINE_URL: z.url().optional(),
});
const brivoSecrets = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  apiKey: z.string().min(1),
});
const secretsFile = z.object({
  nexudus: z.object({
    applicationKey: z.string().min(1),
    secretKey: z.string().min(1),
    webhookSharedSecret: z.string(),
  }),
  akiles: z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
  avigilonAlta: z.object({ email: z.email(), password: z.string().min(1) }).optional(),
  brivo: brivoSecrets.optional(),
  brivoEu: brivoSecrets.optional(),
  doorflow: z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) }).optional(),
  avigilonAcm: z.object({ login: z.string().min(1), password: z.string().min(1) }).optional(),
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

/** Each region of Brivo that was given a port and keys of its own, by the name it has in the ready line. */
async function startBrivo(
  env: z.output<typeof settings>,
  secrets: z.output<typeof secretsFile>,
  common: { readonly clock: Clock; readonly fastForward?: { readonly engineUrl: string } },
): Promise<{ running: Running[]; urls: Record<string, string> }> {
  const regions = [
    ["brivo", env.LINTEL_SIM_BRIVO_PORT, env.LINTEL_SIM_BRIVO_AUTH_PORT, secrets.brivo],
    ["brivoEu", env.LINTEL_SIM_BRIVO_EU_PORT, env.LINTEL_SIM_BRIVO_EU_AUTH_PORT, secrets.brivoEu],
  ] as const;
  const running: Running[] = [];
  const urls: Record<string, string> = {};
  const redirectUris = [new URL("/api/vendors/brivo/oauth/callback", env.LINTEL_ORIGIN).toString()];
  for (const [name, port, authPort, keys] of regions) {
    if (port === undefined || authPort === undefined) continue;
    if (!keys) throw new StartError(`Simulators: LINTEL_SIM_SECRETS has no "${name}".`);
    const storeFile = join(env.LINTEL_SIM_DIR, `${name}.json`);
    const simulator = await started("Brivo", port, () =>
      createBrivoSimulator({ ...common, port, authPort, storeFile, secrets: keys, redirectUris }),
    );
    running.push(simulator);
    urls[name] = simulator.url;
    urls[`${name}Auth`] = simulator.authUrl;
  }
  return { running, urls };
}

/** Avigilon Alta, both regions of it, where it was given a port and a service account. */
async function startAlta(
  env: z.output<typeof settings>,
  secrets: z.output<typeof secretsFile>,
  common: { readonly clock: Clock; readonly fastForward?: { readonly engineUrl: string } },
): Promise<{ running: Running[]; urls: Record<string, string> }> {
  const wanted = env.LINTEL_SIM_AVIGILON_ALTA_PORT;
  if (wanted === undefined) return { running: [], urls: {} };
  const account = secrets.avigilonAlta;
  if (!account) throw new StartError('Simulators: LINTEL_SIM_SECRETS has no "avigilonAlta".');
  const storeFile = join(env.LINTEL_SIM_DIR, "avigilonAlta.json");
  const simulator = await started("Avigilon Alta", wanted, () =>
    createAltaSimulator({ ...common, port: wanted, storeFile, account }),
  );
  return { running: [simulator], urls: { avigilonAlta: simulator.url } };
}

async function startDoorFlow(
  env: z.output<typeof settings>,
  secrets: z.output<typeof secretsFile>,
  common: { readonly clock: Clock; readonly fastForward?: { readonly engineUrl: string } },
): Promise<{ running: Running[]; urls: Record<string, string> }> {
  const wanted = env.LINTEL_SIM_DOORFLOW_PORT;
  if (wanted === undefined) return { running: [], urls: {} };
  const client = secrets.doorflow;
  if (!client) throw new StartError('Simulators: LINTEL_SIM_SECRETS has no "doorflow".');
  const storeFile = join(env.LINTEL_SIM_DIR, "doorflow.json");
  const simulator = await started("DoorFlow", wanted, () =>
    createDoorFlowSimulator({ ...common, port: wanted, storeFile, secrets: client }),
  );
  return { running: [simulator], urls: { doorflow: simulator.url } };
}

/** The Avigilon ACM server and its building's page, where both were given a port. */
async function startAcm(
  env: z.output<typeof settings>,
  secrets: z.output<typeof secretsFile>,
  common: { readonly clock: Clock; readonly fastForward?: { readonly engineUrl: string } },
): Promise<{ running: Running[]; urls: Record<string, string> }> {
  const { LINTEL_SIM_ACM_PORT: port, LINTEL_SIM_ACM_PAGE_PORT: pagePort } = env;
  if (port === undefined || pagePort === undefined) return { running: [], urls: {} };
  const { avigilonAcm } = secrets;
  if (!avigilonAcm) throw new StartError('Simulators: LINTEL_SIM_SECRETS has no "avigilonAcm".');
  const storeFile = join(env.LINTEL_SIM_DIR, "avigilon-acm.json");
  const simulator = await started("Avigilon ACM", port, () =>
    createAcmSimulator({ ...common, port, pagePort, storeFile, secrets: avigilonAcm }),
  );
  return { running: [simulator], urls: { acm: simulator.url, acmPage: simulator.pageUrl } };
}

/** The mail server and its page, where both were given a port. */
async function startMail(
  env: z.output<typeof settings>,
  clock: Clock,
): Promise<{ running: Running[]; urls: Record<string, string> }> {
  const { LINTEL_SIM_MAIL_PORT: port, LINTEL_SIM_SMTP_PORT: smtpPort } = env;
  if (port === undefined || smtpPort === undefined) return { running: [], urls: {} };
  const storeFile = join(env.LINTEL_SIM_DIR, "mail.json");
  const simulator = await started("mail", port, () =>
    createMailSimulator({ port, smtpPort, storeFile, clock }),
  );
  return { running: [simulator], urls: { mail: simulator.url, smtp: simulator.smtpUrl } };
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
  const brivo = await startBrivo(env, secrets, { clock, ...fastForward });
  running.push(...brivo.running);
  const alta = await startAlta(env, secrets, { clock, ...fastForward });
  running.push(...alta.running);
  const doorflow = await startDoorFlow(env, secrets, { clock, ...fastForward });
  running.push(...doorflow.running);
  const acm = await startAcm(env, secrets, { clock, ...fastForward });
  running.push(...acm.running);
  const mail = await startMail(env, clock);
  running.push(...mail.running);
  const vendors = { ...mail.urls, ...brivo.urls, ...alta.urls, ...doorflow.urls, ...acm.urls };
  console.log(JSON.stringify({ ready: true, nexudus: nexudus.url, akiles: akiles.url, ...vendors }));
}

main().catch((error: unknown) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
});

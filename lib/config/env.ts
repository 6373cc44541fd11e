import { z } from "zod";
import { PrivateHostsError, parsePrivateHosts } from "@/lib/security/private-hosts";

/**
 * The only reader of `process.env`. Parsed once; every problem is listed, none by its value.
 * Imported by composition roots alone; everything else takes what it needs as an argument.
 */

const flag = z.enum(["0", "1"]).optional();
const minutes = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const keyRing = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]+:[A-Za-z0-9+/=]{43,44}(,[A-Za-z0-9_-]+:[A-Za-z0-9+/=]{43,44})*$/,
    "must be id:base64-of-32-bytes, the active key first",
  );
const hashRing =
  /^([A-Za-z0-9+/]{43,}={0,2}|[A-Za-z0-9_-]+:[A-Za-z0-9+/]{43,}={0,2}(,[A-Za-z0-9_-]+:[A-Za-z0-9+/]{43,}={0,2})*)$/;
const privateHosts = z.string().superRefine((value, context) => {
  try {
    parsePrivateHosts(value);
  } catch (error) {
    if (!(error instanceof PrivateHostsError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
});
const origin = z.url().transform((value) => new URL(value).origin);

export const envSchema = z.object({
  NEXTAUTH_URL: origin.describe("The exact public origin, e.g. https://doors.example.com"),
  NEXTAUTH_SECRET: z.string().min(32).describe("Signs session cookies; at least 32 characters"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .describe("Postgres or Neon connection string"),
  DATABASE_MIGRATION_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional()
    .describe("Behind a pooler: the database's direct address, for npm run db:migrate alone"),
  LINTEL_ENCRYPTION_KEYS: keyRing.describe(
    "Key ring for stored secrets: id:base64,id:base64 - the first one seals",
  ),
  LINTEL_HASH_KEY: z
    .string()
    .regex(hashRing, "must be base64 of at least 32 bytes, or id:base64,id:base64 with the active key first")
    .describe("Key of keyed hashes: base64, or a ring id:base64,id:base64 - the first one writes"),
  NEXUDUS_APPLICATION_KEY: z.string().min(8).describe("ApplicationKey of the add-on"),
  NEXUDUS_SECRET_KEY: z.string().min(8).describe("SecretKey of the add-on"),
  NEXUDUS_API_URL: origin.default("https://spaces.nexudus.com").describe("Nexudus API"),
  NEXUDUS_MARKETPLACE_URL: z
    .url()
    .default("https://dashboard.nexudus.com")
    .describe("Where the landing page sends people to install"),
  NEXUDUS_WEBHOOK_SECRET: z.string().optional().describe("Shared secret set in the webhook settings, if any"),
  AKILES_CLIENT_ID: z.string().optional().describe("OAuth client of the deployment at Akiles"),
  AKILES_CLIENT_SECRET: z.string().optional().describe("Its secret"),
  AKILES_API_URL: origin.default("https://api.akiles.app").describe("Akiles API"),
  AKILES_AUTH_URL: origin.default("https://auth.akiles.app").describe("Akiles sign-in"),
  AVIGILON_ALTA_API_URL: z
    .url()
    .default("https://api.openpath.com")
    .describe("Avigilon Alta API, global region"),
  AVIGILON_ALTA_EU_API_URL: z
    .url()
    .default("https://api.eu.openpath.com")
    .describe("Avigilon Alta API in Europe"),
  BRIVO_CLIENT_ID: z.string().optional().describe("OAuth client of the deployment at Brivo, global region"),
  BRIVO_CLIENT_SECRET: z.string().optional().describe("Its secret"),
  BRIVO_API_URL: origin.default("https://api.brivo.com").describe("Brivo API, global region"),
  BRIVO_AUTH_URL: origin.default("https://auth.brivo.com").describe("Brivo sign-in, global region"),
  BRIVO_EU_CLIENT_ID: z.string().optional().describe("OAuth client of the deployment at Brivo in Europe"),
  BRIVO_EU_CLIENT_SECRET: z.string().optional().describe("Its secret"),
  BRIVO_EU_API_URL: origin.default("https://api.eu.brivo.com").describe("Brivo API in Europe"),
  BRIVO_EU_AUTH_URL: origin.default("https://auth.eu.brivo.com").describe("Brivo sign-in in Europe"),
  DOORFLOW_CLIENT_ID: z.string().optional().describe("OAuth client of the deployment at DoorFlow"),
  DOORFLOW_CLIENT_SECRET: z.string().optional().describe("Its secret"),
  DOORFLOW_API_URL: origin.default("https://api.doorflow.com").describe("DoorFlow API"),
  DOORFLOW_AUTH_URL: origin.default("https://admin.doorflow.com").describe("DoorFlow sign-in page"),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/\S+$/, "must be smtp://... or smtps://user:password@host:port")
    .optional()
    .describe(
      "Mail server for visitors' links, e.g. smtps://user:password@host:465; without it nothing is mailed",
    ),
  MAIL_FROM: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[^\r\n]+@[^\r\n]+$/, "must be an address, e.g. Doors <doors@example.com>")
    .optional()
    .describe("Sender of those mails, e.g. Doors <doors@example.com>"),
  INNGEST_EVENT_KEY: z.string().optional().describe("Inngest event key (Cloud or self-hosted)"),
  INNGEST_SIGNING_KEY: z.string().optional().describe("Inngest signing key"),
  INNGEST_SIGNING_KEY_FALLBACK: z.string().optional().describe("Old signing key during a rotation"),
  INNGEST_BASE_URL: z.url().optional().describe("Self-hosted Inngest server"),
  INNGEST_DEV: z
    .string()
    .optional()
    .describe("An Inngest dev server on this machine, e.g. http://127.0.0.1:8288"),
  ALLOW_PRIVATE_VENDOR_HOSTS: privateHosts
    .optional()
    .describe("Vendors' servers in private networks: host:port or ranges such as 10.1.0.0/16, by commas"),
  LINTEL_SIMULATORS: flag.describe("Set by npm start when no real key is configured; never set it yourself"),
  LINTEL_CLOCK_FILE: z.string().optional().describe("Simulator mode: the file with the clock's offset"),
  LINTEL_SIMULATOR_LINKS: z.string().optional().describe("Simulator mode: pages to link to, as JSON"),
  INSTALL_TOLERANCE_MINUTES: minutes(75, 10, 240).describe("How far an install link's time may be off"),
  EDGE_HORIZON_HOURS: minutes(48, 1, 160).describe("How far ahead timers are armed"),
  BOOKING_LOOKAHEAD_DAYS: minutes(90, 1, 365).describe("How far ahead bookings are read"),
  GRACE_DAYS: minutes(14, 1, 90).describe(
    "How long Lintel waits for a new approval before it removes its access",
  ),
  NEXUDUS_TIMEOUT_MS: minutes(15_000, 1_000, 60_000).describe("Time-out of one Nexudus call"),
  VENDOR_TIMEOUT_MS: minutes(15_000, 1_000, 60_000).describe("Time-out of one vendor call"),
  PUBLIC_CALLS_PER_MINUTE: minutes(30, 1, 100_000).describe(
    "How often one client may call the install link, a vendor's sign-in and its answer, each, in a minute",
  ),
  TRUSTED_PROXY_HOPS: minutes(0, 0, 5).describe(
    "How many proxies of your own stand in front and append to X-Forwarded-For (on Vercel 1 by itself)",
  ),
});

export type Env = z.output<typeof envSchema>;

/** Thrown with every problem at once; names variables, never values. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  constructor(readonly problems: readonly string[]) {
    super(`Lintel cannot start:\n${problems.map((p) => `  - ${p}`).join("\n")}`);
  }
}

const loopback = (url: string) => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
const hostingMarkers = [
  "VERCEL",
  "FLY_APP_NAME",
  "RENDER",
  "RAILWAY_ENVIRONMENT",
  "K_SERVICE",
  "DYNO",
  "AWS_LAMBDA_FUNCTION_NAME",
];

function crossChecks(env: Env, raw: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  const local = loopback(env.NEXTAUTH_URL);
  if (!local && !env.NEXTAUTH_URL.startsWith("https://"))
    problems.push("NEXTAUTH_URL must be https unless it is a loopback address");
  if (env.LINTEL_SIMULATORS === "1") {
    if (!local) problems.push("LINTEL_SIMULATORS works only on a loopback origin (NEXTAUTH_URL)");
    const marker = hostingMarkers.find((name) => raw[name]);
    if (marker) problems.push(`LINTEL_SIMULATORS is refused on a hosting platform (${marker} is set)`);
  } else if (env.LINTEL_CLOCK_FILE) problems.push("LINTEL_CLOCK_FILE is allowed in simulator mode only");
  if (env.INNGEST_DEV) {
    if (!URL.canParse(env.INNGEST_DEV) || !loopback(env.INNGEST_DEV))
      problems.push("INNGEST_DEV must be the URL of a server on this machine, e.g. http://127.0.0.1:8288");
    if (!local) problems.push("INNGEST_DEV is accepted only while NEXTAUTH_URL is a loopback address");
  } else {
    for (const name of ["INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"] as const)
      if (!env[name]) problems.push(`${name} is missing (or set INNGEST_DEV on this machine)`);
  }
  for (const [a, b] of [
    ["AKILES_CLIENT_ID", "AKILES_CLIENT_SECRET"],
    ["BRIVO_CLIENT_ID", "BRIVO_CLIENT_SECRET"],
    ["BRIVO_EU_CLIENT_ID", "BRIVO_EU_CLIENT_SECRET"],
    ["DOORFLOW_CLIENT_ID", "DOORFLOW_CLIENT_SECRET"],
    ["SMTP_URL", "MAIL_FROM"],
  ] as const)
    if (Boolean(env[a]) !== Boolean(env[b]))
      problems.push(`${env[a] ? b : a} is missing: ${a} and ${b} belong together`);
  return problems;
}

/** Reads a raw environment. Empty strings count as unset. Errors: `ConfigurationError` with all problems. */
export function parseEnv(raw: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== undefined && value !== ""),
  );
  // Vercel's own proxy is always there, and no connection to take an address from.
  const parsed = envSchema.safeParse(given.VERCEL ? { TRUSTED_PROXY_HOPS: "1", ...given } : given);
  if (!parsed.success) {
    throw new ConfigurationError(
      parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return given[name] === undefined
          ? `${name} is missing: ${envSchema.shape[name as keyof Env]?.description ?? ""}`
          : `${name}: ${issue.message}`;
      }),
    );
  }
  const problems = crossChecks(parsed.data, given);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return parsed.data;
}

let cached: Env | undefined;

/** The process's own environment, parsed on first use. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

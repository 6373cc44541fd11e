import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const hex = (bytes: number) => randomBytes(bytes).toString("hex");
const base64 = () => randomBytes(32).toString("base64");

const secretsSchema = z.object({
  nextAuthSecret: z.string(),
  encryptionKeys: z.string(),
  hashKey: z.string(),
  inngestEventKey: z.string(),
  inngestSigningKey: z.string(),
  nexudus: z.object({ applicationKey: z.string(), secretKey: z.string(), webhookSharedSecret: z.string() }),
  akiles: z.object({ clientId: z.string(), clientSecret: z.string() }),
  avigilonAcm: z.object({ login: z.string(), password: z.string() }),
  avigilonAlta: z.object({ email: z.string(), password: z.string() }),
  brivo: z.object({ clientId: z.string(), clientSecret: z.string(), apiKey: z.string() }),
  doorflow: z.object({ clientId: z.string(), clientSecret: z.string() }),
});
export type StackSecrets = z.infer<typeof secretsSchema>;

const fresh = (): StackSecrets => ({
  nextAuthSecret: hex(32),
  encryptionKeys: `k1:${base64()}`,
  hashKey: base64(),
  inngestEventKey: hex(16),
  inngestSigningKey: `signkey-local-${hex(32)}`,
  nexudus: { applicationKey: hex(16), secretKey: hex(16), webhookSharedSecret: hex(16) },
  akiles: { clientId: `app_${hex(8)}`, clientSecret: hex(24) },
  avigilonAcm: { login: "lintel-api", password: hex(12) },
  avigilonAlta: { email: "lintel@alta.test", password: hex(12) },
  brivo: { clientId: hex(8), clientSecret: hex(24), apiKey: hex(12) },
  doorflow: { clientId: hex(16), clientSecret: hex(24) },
});

/** Random per data folder, mode 600, made once; what a later release needs more is added to an older file. */
export function loadSecrets(dataDir: string): { readonly file: string; readonly secrets: StackSecrets } {
  const file = join(dataDir, "secrets.json");
  const known = readKnown(file);
  const secrets = { ...fresh(), ...known };
  if (!known || Object.keys(known).length < Object.keys(secrets).length) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  }
  return { file, secrets };
}

/** Null = there is no such file. */
function readKnown(file: string): { readonly [K in keyof StackSecrets]?: StackSecrets[K] } | null {
  try {
    const parsed = secretsSchema.partial().parse(JSON.parse(readFileSync(file, "utf8")));
    return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Error(`${file} cannot be read. Remove the data folder to start afresh.`);
  }
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { createEncryption } from "../../lib/security/encryption";
import { loadSecrets } from "../stack/secrets";

/** A value that must not be met where it does not belong. `personal` ones may be in columns marked so. */
export interface Canary {
  readonly kind: "secret" | "personal";
  /** What it is, for the report; never the value. */
  readonly name: string;
  readonly value: string;
}

/** Shorter values are met by chance. */
const CHARS_MIN = 8;

interface SimulatedNexudus {
  readonly installs: readonly { readonly id: number; readonly token: string }[];
  readonly tables: {
    readonly Coworker: Readonly<Record<string, Record<string, unknown>>>;
  };
}
interface SimulatedAkiles {
  readonly oauth: Readonly<Record<"accessTokens" | "refreshTokens", Readonly<Record<string, unknown>>>>;
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

/**
 * Every secret and personal value of one data folder: the deployment's own keys, what the simulated Nexudus and
 * vendor gave out, the people they know, and the webhook secrets Lintel made.
 */
export async function collectCanaries(dataDir: string, databaseUrl: string): Promise<readonly Canary[]> {
  const { secrets } = loadSecrets(dataDir);
  const nexudus = readJson<SimulatedNexudus>(join(dataDir, "simulators/nexudus.json"));
  const akiles = readJson<SimulatedAkiles>(join(dataDir, "simulators/akiles.json"));
  const secret = (name: string, value: string): Canary => ({ kind: "secret", name, value });
  const passwordOf = (token: string) =>
    createHash("md5").update(`${token}${secrets.nexudus.secretKey}`).digest("hex");
  const found: Canary[] = [
    secret("NEXTAUTH_SECRET", secrets.nextAuthSecret),
    ...secrets.encryptionKeys.split(",").map((key) => secret("an encryption key", key.split(":")[1] ?? "")),
    secret("LINTEL_HASH_KEY", secrets.hashKey),
    secret("INNGEST_EVENT_KEY", secrets.inngestEventKey),
    secret("INNGEST_SIGNING_KEY", secrets.inngestSigningKey),
    secret("NEXUDUS_SECRET_KEY", secrets.nexudus.secretKey),
    secret("NEXUDUS_WEBHOOK_SECRET", secrets.nexudus.webhookSharedSecret),
    secret("AKILES_CLIENT_SECRET", secrets.akiles.clientSecret),
    secret("the password of the Avigilon ACM server", secrets.avigilonAcm.password),
    ...nexudus.installs.flatMap(({ id, token }) => [
      secret(`t of install ${id}`, token),
      secret(`API password of install ${id}`, passwordOf(token)),
      secret(
        `API credential of install ${id}`,
        Buffer.from(`${secrets.nexudus.applicationKey}:${passwordOf(token)}`).toString("base64"),
      ),
    ]),
    ...Object.keys(akiles.oauth.accessTokens).map((value) => secret("an Akiles access token", value)),
    ...Object.keys(akiles.oauth.refreshTokens).map((value) => secret("an Akiles refresh token", value)),
    ...(await webhookSecrets(databaseUrl, secrets.encryptionKeys)),
    ...Object.values(nexudus.tables.Coworker).flatMap(personOf),
  ];
  const unique = new Map(found.map((canary) => [canary.value, canary]));
  return [...unique.values()].filter(({ value }) => value.length >= CHARS_MIN);
}

function personOf(row: Record<string, unknown>): Canary[] {
  const fields = ["FullName", "Email", "AccessPincode", "AccessCardId", "MobilePhone"] as const;
  return fields.flatMap((field) => {
    const value = row[field];
    const kind = field === "AccessPincode" || field === "AccessCardId" ? "secret" : "personal";
    return typeof value === "string" ? [{ kind, name: `${field} of ${String(row.Id)}`, value } as const] : [];
  });
}

async function webhookSecrets(databaseUrl: string, encryptionKeys: string): Promise<Canary[]> {
  const encryption = createEncryption(encryptionKeys);
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; sealed: string }>(
      "select id, webhook_secret_sealed as sealed from installations",
    );
    return rows.map(({ id, sealed }) => ({
      kind: "secret",
      name: `webhook secret of ${id}`,
      value: encryption.decrypt(sealed, { table: "installations", column: "webhook_secret_sealed", row: id }),
    }));
  } finally {
    await client.end();
  }
}

import type { Env } from "@/lib/config/env";

type Keys = Readonly<Record<string, string>>;

/** One reader per vendor, by its id; null = what the vendor needs is not set. */
const readers: Readonly<Record<string, (env: Env) => Keys | null>> = {
  akiles: (env) =>
    env.AKILES_CLIENT_ID && env.AKILES_CLIENT_SECRET
      ? {
          apiUrl: `${env.AKILES_API_URL}/v2`,
          authUrl: `${env.AKILES_AUTH_URL}/oauth2`,
          clientId: env.AKILES_CLIENT_ID,
          clientSecret: env.AKILES_CLIENT_SECRET,
        }
      : null,
};

/** The deployment's own keys for a vendor, from the environment; null = not set up by the operator. */
export const operatorKeys = (env: Env, vendor: string): Keys | null => readers[vendor]?.(env) ?? null;

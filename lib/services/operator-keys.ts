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
  // The server is the admin's own, named and signed in to by them: the operator has nothing to add.
  "avigilon-acm": () => ({}),
  // Nobody registers an application here; the demo offers it only where it has an address on this machine.
  "avigilon-alta": (env) => {
    const keys = { apiUrl: env.AVIGILON_ALTA_API_URL, euApiUrl: env.AVIGILON_ALTA_EU_API_URL };
    const isHere = Object.values(keys).every((url) => new URL(url).hostname === "127.0.0.1");
    return env.LINTEL_SIMULATORS === "1" && !isHere ? null : keys;
  },
  brivo: (env) => {
    const us = pair(env.BRIVO_CLIENT_ID, env.BRIVO_CLIENT_SECRET);
    const eu = pair(env.BRIVO_EU_CLIENT_ID, env.BRIVO_EU_CLIENT_SECRET);
    // One region is enough; a connection in the other one is told so.
    if (!us && !eu) return null;
    return {
      usApiUrl: `${env.BRIVO_API_URL}/v1/api`,
      usAuthUrl: env.BRIVO_AUTH_URL,
      ...(us ? { usClientId: us.id, usClientSecret: us.secret } : {}),
      euApiUrl: `${env.BRIVO_EU_API_URL}/v1/api`,
      euAuthUrl: env.BRIVO_EU_AUTH_URL,
      ...(eu ? { euClientId: eu.id, euClientSecret: eu.secret } : {}),
    };
  },
  doorflow: (env) => {
    const client = pair(env.DOORFLOW_CLIENT_ID, env.DOORFLOW_CLIENT_SECRET);
    if (!client) return null;
    const addresses = { apiUrl: env.DOORFLOW_API_URL, authUrl: env.DOORFLOW_AUTH_URL };
    return { ...addresses, clientId: client.id, clientSecret: client.secret };
  },
};

const pair = (id: string | undefined, secret: string | undefined) => (id && secret ? { id, secret } : null);

/** The deployment's own keys for a vendor, from the environment; null = not set up by the operator. */
export const operatorKeys = (env: Env, vendor: string): Keys | null =>
  (Object.hasOwn(readers, vendor) ? readers[vendor]?.(env) : null) ?? null;

import type { Db } from "@/db/client";
import { type Clock, realClock } from "@/lib/clock";
import type { Env } from "@/lib/config/env";
import type { FetchLike } from "@/lib/connectors/contract";
import { definitionOf, definitions } from "@/lib/connectors/registry";
import type { Logger } from "@/lib/logger";
import type { Mailer } from "@/lib/mail/mailer";
import { smtpMailer } from "@/lib/mail/smtp";
import { createNexudusClient } from "@/lib/nexudus/client";
import {
  type CallBudget,
  createCallBudget,
  DEPLOYMENT_LIMITS,
  INSTALLATION_LIMITS,
  stackBudgets,
} from "@/lib/nexudus/limiter";
import { createEncryption } from "@/lib/security/encryption";
import { guardedFetch, readCertificate } from "@/lib/security/guarded-fetch";
import { createKeyedHash } from "@/lib/security/keyed-hash";
import { parsePrivateHosts } from "@/lib/security/private-hosts";
import { openSecrets } from "./connections/secrets";
import { tokenSource } from "./connections/tokens";
import { type Guarded, typedFetch } from "./connections/typed-fetch";
import type { OutgoingEvent, ServiceConfig, Services } from "./context";
import { vendorLimits } from "./limits/vendor-limits";
import { operatorKeys } from "./operator-keys";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface ServiceParts {
  readonly env: Env;
  readonly db: Db;
  readonly clock: Clock;
  /** Of sessions and signatures; left out = the machine's. */
  readonly realClock?: Clock;
  readonly log: Logger;
  readonly fetch: FetchLike;
  /** Stand in for the guard of typed addresses, where tests keep to a network of their own. */
  readonly guarded?: Guarded;
  readonly readCertificate?: (server: string) => Promise<string>;
  /** Stands in for the mail server of the environment. */
  readonly mailer?: Mailer;
  emit(events: readonly OutgoingEvent[]): Promise<void>;
}

function configOf(env: Env): ServiceConfig {
  return {
    origin: env.NEXTAUTH_URL,
    nexudus: {
      applicationKey: env.NEXUDUS_APPLICATION_KEY,
      secretKey: env.NEXUDUS_SECRET_KEY,
      webhookSecret: env.NEXUDUS_WEBHOOK_SECRET ?? null,
      marketplaceUrl: env.NEXUDUS_MARKETPLACE_URL,
    },
    installToleranceMinutes: env.INSTALL_TOLERANCE_MINUTES,
    edgeHorizonMs: env.EDGE_HORIZON_HOURS * HOUR_MS,
    bookingLookaheadMs: env.BOOKING_LOOKAHEAD_DAYS * DAY_MS,
    vendorTimeoutMs: env.VENDOR_TIMEOUT_MS,
    graceMs: env.GRACE_DAYS * DAY_MS,
    publicCallsPerMinute: env.PUBLIC_CALLS_PER_MINUTE,
    trustedProxyHops: env.TRUSTED_PROXY_HOPS,
    simulator: env.LINTEL_SIMULATORS === "1" ? { links: parseLinks(env.LINTEL_SIMULATOR_LINKS) } : null,
  };
}

function parseLinks(text: string | undefined): { label: string; href: string }[] {
  const parsed: unknown = text === undefined ? [] : JSON.parse(text);
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((row: unknown) => {
    const { label, href } = (row ?? {}) as { label?: unknown; href?: unknown };
    return typeof label === "string" && typeof href === "string" ? [{ label, href }] : [];
  });
}

/** Keeps one of something per key for the life of the process, e.g. a call budget per installation. */
function perKey<T>(make: (key: string) => T): (key: string) => T {
  const kept = new Map<string, T>();
  return (key) => {
    const found = kept.get(key) ?? make(key);
    kept.set(key, found);
    return found;
  };
}

/**
 * Builds the services of one process. Call budgets live in it: on several processes each has its own, and
 * the platform's throttle answers are obeyed besides.
 */
export function createServices(parts: ServiceParts): (actor: string) => Services {
  const { env, db, clock, log } = parts;
  const config = configOf(env);
  const encryption = createEncryption(env.LINTEL_ENCRYPTION_KEYS);
  const hash = createKeyedHash(env.LINTEL_HASH_KEY);
  const mailer =
    parts.mailer ??
    (env.SMTP_URL && env.MAIL_FROM ? smtpMailer({ url: env.SMTP_URL, from: env.MAIL_FROM }) : null);
  const deployment = createCallBudget(clock, DEPLOYMENT_LIMITS);
  const budgetOf = perKey<CallBudget>(() =>
    stackBudgets(createCallBudget(clock, INSTALLATION_LIMITS), deployment),
  );
  const limits = vendorLimits(clock, hash);
  const guard = { clock, privateHosts: parsePrivateHosts(env.ALLOW_PRIVATE_VENDOR_HOSTS ?? "") };
  const guarded: Guarded = parts.guarded ?? ((typed, options) => guardedFetch(typed, options, guard));

  return (actor) => {
    const services: Services = {
      db,
      clock,
      realClock: parts.realClock ?? realClock,
      log,
      encryption,
      hash,
      config,
      actor,
      fetch: parts.fetch,
      mailer,
      emit: (events) => (events.length === 0 ? Promise.resolve() : parts.emit(events)),
      nexudus: ({ installationId, username, password }) =>
        createNexudusClient({
          baseUrl: env.NEXUDUS_API_URL,
          credential: { username, password },
          clock,
          fetch: parts.fetch as typeof globalThis.fetch,
          limiter: budgetOf(installationId),
          timeoutMs: env.NEXUDUS_TIMEOUT_MS,
          log: ({ entity, method, outcome, status, durationMs }) =>
            log.info("nexudus call", {
              installationId,
              entity,
              method,
              outcome,
              status,
              durationMs: Math.round(durationMs),
            }),
        }),
      definitions,
      definition: definitionOf,
      operator: (vendor) => operatorKeys(env, vendor),
      vendorFetch(connection) {
        const network = definitionOf(connection.vendor)?.network;
        if (network?.kind !== "typed") return parts.fetch;
        const { serverField } = network;
        return typedFetch({
          server: connection.settings[serverField] ?? "",
          serverField,
          settings: connection.settings,
          timeoutMs: env.VENDOR_TIMEOUT_MS,
          guarded,
        });
      },
      readCertificate: (server) =>
        parts.readCertificate
          ? parts.readCertificate(server)
          : readCertificate(server, { timeoutMs: env.VENDOR_TIMEOUT_MS }, guard),
      connector(connection, urgency = "ordinary") {
        const definition = definitionOf(connection.vendor);
        const operator = operatorKeys(env, connection.vendor);
        if (!definition || !operator) throw new Error("the vendor of this connection is not set up");
        const secrets = openSecrets(services, connection);
        const limit = limits(definition, connection, secrets);
        const send = services.vendorFetch(connection);
        const connector = definition.create({
          clock,
          fetch: async (input, init) => {
            await limit.take(urgency);
            return send(input, init);
          },
          log: (entry) =>
            log.info("vendor call", {
              ...entry,
              connectionId: connection.id,
              durationMs: Math.round(entry.durationMs),
            }),
          timeoutMs: env.VENDOR_TIMEOUT_MS,
          tokens: tokenSource(services, connection),
          operator,
          settings: connection.settings,
          secrets,
        });
        return limit.oneWriteAtATime(connector, urgency);
      },
    };
    return services;
  };
}

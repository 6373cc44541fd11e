import type { Db } from "@/db/client";
import type { ConnectionRow } from "@/db/queries/connections";
import type { InstallationId } from "@/lib/access/types";
import type { Clock } from "@/lib/clock";
import type { Connector, ConnectorDefinition, FetchLike } from "@/lib/connectors/contract";
import type { Logger } from "@/lib/logger";
import type { Mailer } from "@/lib/mail/mailer";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { Encryption } from "@/lib/security/encryption";
import type { KeyedHash } from "@/lib/security/keyed-hash";

/** An event for the durable functions: ids and a revision only. A known `id` within 24 hours is dropped. */
export interface OutgoingEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, string | number>>;
  readonly id?: string;
}

/** What a run of a connection is for: closing a door whose window ends now, or anything else. */
export type Urgency = "ending" | "ordinary";

/** Numbers and addresses a deployment chooses; see `lib/config/env.ts`. */
export interface ServiceConfig {
  readonly origin: string;
  readonly nexudus: {
    readonly applicationKey: string;
    readonly secretKey: string;
    readonly webhookSecret: string | null;
    readonly marketplaceUrl: string;
  };
  readonly installToleranceMinutes: number;
  readonly edgeHorizonMs: number;
  readonly bookingLookaheadMs: number;
  readonly vendorTimeoutMs: number;
  /** From losing the approval at Nexudus until Lintel removes what is its own. */
  readonly graceMs: number;
  /** Per public address and client; see `lib/services/limits`. */
  readonly publicCallsPerMinute: number;
  readonly trustedProxyHops: number;
  readonly simulator: { readonly links: readonly { readonly label: string; readonly href: string }[] } | null;
}

/** What every service verb is given. Built once per process; `actor` differs by caller. */
export interface Services {
  readonly db: Db;
  /** Product time: follows the stepped clock in simulator mode. */
  readonly clock: Clock;
  /** Real time: sessions and signatures. */
  readonly realClock: Clock;
  readonly log: Logger;
  readonly encryption: Encryption;
  readonly hash: KeyedHash;
  readonly config: ServiceConfig;
  /** Who acts, for the audit log: `operator:<session>`, `job:<function>` or `webhook`. */
  readonly actor: string;
  readonly fetch: FetchLike;
  emit(events: readonly OutgoingEvent[]): Promise<void>;
  /** A client with the installation's own credential; calls are counted against its budget. */
  nexudus(credential: {
    readonly installationId: InstallationId;
    readonly username: string;
    readonly password: string;
  }): NexudusClient;
  readonly definitions: readonly ConnectorDefinition[];
  /** Null for a vendor this deployment does not know. */
  definition(vendor: string): ConnectorDefinition | null;
  /** The deployment's own keys for a vendor; null when the operator has not set it up. */
  operator(vendor: string): Readonly<Record<string, string>> | null;
  /** Calls of an "ending" go before "ordinary" ones (left out) that wait for the same pace. */
  connector(connection: ConnectionRow, urgency?: Urgency): Connector;
  /** How a connection's calls leave: straight, or by the guard for addresses that people type (design D13). */
  vendorFetch(connection: Pick<ConnectionRow, "vendor" | "settings">): FetchLike;
  /** The SHA-256 of the certificate that a typed server shows. Errors: `UrlGuardError`. */
  readCertificate(server: string): Promise<string>;
  /** Null = the deployment has no mail server: nothing is mailed, and the pages say so. */
  readonly mailer: Mailer | null;
}

/** Closed list of reasons a verb refuses; routes map them to statuses, pages to words. */
export type ServiceErrorKind =
  | "not_found"
  | "forbidden"
  | "conflict"
  | "validation"
  | "precondition_failed"
  | "limit_exceeded"
  | "unavailable";

/** `message` is for the person: what happened, what it means, what to do. `field` names the input. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  constructor(
    readonly kind: ServiceErrorKind,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

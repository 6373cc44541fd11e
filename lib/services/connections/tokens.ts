import { type ConnectionRow, getConnection, replaceTokens, storeTokens } from "@/db/queries/connections";
import { acquireLease, leaseResource, releaseLease, renewLease } from "@/db/queries/leases";
import type { ConnectionId } from "@/lib/access/types";
import type { TokenSource } from "@/lib/connectors/contract";
import { VendorError } from "@/lib/connectors/errors";
import type { TokenSet } from "@/lib/connectors/sign-in";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { signInCall } from "./sign-in-call";

/** Longer than one call to a token endpoint. */
const LEASE_MS = 30_000;
const WAIT_MS = 250;
/** Longer than a lease that was renewed once: one whose holder died is waited out, not given up on. */
const WAITS_MAX = 260;
/** Renewed this long before it runs out, so that no call starts with a dying token. */
const EARLY_MS = 60_000;

const binding = (column: string, id: ConnectionId) => ({ table: "connections", column, row: id });

/** Seals a token set into a connection's columns. A missing refresh token keeps the stored one. */
export function sealTokens(services: Services, connectionId: ConnectionId, tokens: TokenSet) {
  const seal = (column: string, value: string) =>
    services.encryption.encrypt(value, binding(column, connectionId));
  return {
    accessTokenSealed: seal("access_token_sealed", tokens.accessToken),
    ...(tokens.refreshToken === null
      ? {}
      : { refreshTokenSealed: seal("refresh_token_sealed", tokens.refreshToken) }),
    tokenExpiresAt: tokens.expiresAt,
  };
}

/**
 * The access token of a connection, read from its row at every use. Renewal is single-flight across processes: one
 * caller holds the lease and stores what it got before anybody uses it; the others wait for the stored one. A vendor
 * that is signed in to with name and password is signed in to anew the same way, and never again once it refused.
 * Errors: `credentials_invalid` when an admin must connect again.
 */
export function tokenSource(
  services: Services,
  connection: Pick<ConnectionRow, "id" | "installationId" | "vendor">,
): TokenSource {
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const open = (column: string, sealed: string) =>
    services.encryption.decrypt(sealed, binding(column, connection.id));

  async function stored() {
    const row = await getConnection(services.db, key);
    const flow = services.definition(connection.vendor)?.auth;
    if (!row?.accessTokenSealed || (flow?.kind === "oauth2" && !row.refreshTokenSealed))
      throw new VendorError("credentials_invalid", "the connection has no token");
    return {
      row,
      access: open("access_token_sealed", row.accessTokenSealed),
      refresh: row.refreshTokenSealed ? open("refresh_token_sealed", row.refreshTokenSealed) : null,
      expiresAt: row.tokenExpiresAt,
    };
  }
  type Stored = Awaited<ReturnType<typeof stored>>;
  const isSame = (a: Stored, b: Stored) =>
    a.refresh === null ? a.access === b.access : a.refresh === b.refresh;

  /** One call to the vendor, for what is stored now. */
  function ask(from: Stored): Promise<TokenSet> {
    const flow = services.definition(connection.vendor)?.auth;
    const call = signInCall(services, from.row);
    if (!flow || !call) throw new VendorError("unsupported", "the vendor is not set up by the operator");
    if (flow.kind === "oauth2") return flow.refresh({ ...call, refreshToken: from.refresh ?? "" });
    if (from.row.signInRefusedAt !== null)
      throw new VendorError("credentials_invalid", "the vendor refused the sign-in before");
    return flow.signIn(call);
  }

  async function renewUnlessChanged(refused: string): Promise<string> {
    for (let wait = 0; wait < WAITS_MAX; wait += 1) {
      const before = await stored();
      if (before.access !== refused) return before.access;
      const lease = await acquireLease(services.db, {
        installationId: key.installationId,
        resource: leaseResource.token(connection.id),
        owner: randomId(),
        ttlMs: LEASE_MS,
        now: services.clock.now(),
      });
      if (!lease) {
        await services.clock.sleep(WAIT_MS);
        continue;
      }
      try {
        const again = await stored();
        if (again.access !== refused) return again.access;
        const now = services.clock.now();
        // A refresh token is spent once: whoever came back late finds out before, and takes what was stored.
        if (!(await renewLease(services.db, lease, { ttlMs: LEASE_MS, now }))) continue;
        return await spend(again);
      } finally {
        await releaseLease(services.db, lease);
      }
    }
    throw new VendorError("unavailable", "the token is being renewed elsewhere");
  }

  /**
   * Spends what is stored and keeps what it gave, unless something newer was stored meanwhile (by a holder whose lease
   * ran out, or an admin who connected again): then that counts, also where ours was refused because of it.
   */
  async function spend(from: Stored): Promise<string> {
    let tokens: TokenSet;
    try {
      tokens = await ask(from);
    } catch (error) {
      const current = await stored();
      if (!isSame(current, from)) return current.access;
      if (from.refresh === null && isRefusal(error))
        await storeTokens(services.db, key, { signInRefusedAt: services.clock.now() });
      throw error;
    }
    for (;;) {
      const current = await stored();
      if (!isSame(current, from)) return current.access;
      const change = { ...sealTokens(services, connection.id, tokens), updatedAt: services.clock.now() };
      const { refreshTokenSealed, accessTokenSealed } = current.row;
      const place = refreshTokenSealed === null ? { accessTokenSealed } : { refreshTokenSealed };
      // False also where the same token was sealed anew under another key: then it is still ours to replace.
      if (await replaceTokens(services.db, { ...key, ...place }, change)) return tokens.accessToken;
    }
  }

  /** What the calls of one run share: they ask the database once, and again when a token is refused or about to die. */
  let shared: Promise<Stored> | null = null;
  const renew = (refused: string) => {
    shared = null;
    return renewUnlessChanged(refused);
  };
  return {
    async current() {
      shared ??= stored();
      const { access, expiresAt } = await shared;
      const dying = expiresAt !== null && expiresAt.getTime() - services.clock.now().getTime() < EARLY_MS;
      return dying ? renew(access) : access;
    },
    renew,
  };
}

/** The vendor said no to what an admin entered: asking again would only be counted against it. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof VendorError &&
  ["credentials_invalid", "permission_denied", "invalid_request"].includes(error.kind);

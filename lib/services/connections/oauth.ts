import {
  getConnection,
  insertConnection,
  insertOAuthState,
  setCoveredLocations,
  storeTokens,
  takeOAuthState,
  updateConnection,
} from "@/db/queries/connections";
import { getInstallation, listLocations } from "@/db/queries/installations";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId, LocationId } from "@/lib/access/types";
import { VendorError } from "@/lib/connectors/errors";
import { pkceChallenge, randomId, randomToken } from "@/lib/security/tokens";
import { ServiceError, type Services } from "../context";
import { refreshDoors } from "../presence/refresh-doors";
import { adoptAccount } from "./adopt-account";
import { refuseIfLeaving } from "./kept";
import { initialSettings, type readInputs } from "./read-inputs";
import { refreshGroups } from "./refresh-groups";
import { sealSecrets } from "./secrets";
import { signInCall } from "./sign-in-call";
import { sealTokens } from "./tokens";

const STATE_MS = 10 * 60_000;
const STATE_BYTES = 32;

const verifierOf = (stateHash: string) => ({
  table: "oauth_states",
  column: "verifier_sealed",
  row: stateHash,
});

export const oauthRedirectUri = (services: Services, vendor: string) =>
  `${services.config.origin}/api/vendors/${vendor}/oauth/callback`;

/** Makes a draft connection. Errors: `validation` on the field to correct; nothing is written then. */
export async function draftConnection(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly vendor: string;
    readonly locationIds: readonly string[];
    /** Already read by `readInputs`. */
    readonly inputs?: Pick<ReturnType<typeof readInputs>, "settings" | "secrets">;
  },
): Promise<ConnectionId> {
  const definition = services.definition(input.vendor);
  if (!definition) throw new ServiceError("not_found", "Lintel does not know this vendor.", "vendor");
  if (!services.operator(input.vendor))
    throw new ServiceError(
      "precondition_failed",
      `${definition.name} is not set up by the operator of this Lintel. Ask them to add its client id and secret.`,
      "vendor",
    );
  const installation = await getInstallation(services.db, input);
  if (installation?.state === "removing")
    throw new ServiceError("precondition_failed", "Lintel is being removed from this account.", "vendor");
  const locations = await listLocations(services.db, input);
  const chosen = locations.filter((row) => input.locationIds.includes(row.id) && row.vanishedAt === null);
  if (chosen.length === 0 || chosen.length !== new Set(input.locationIds).size)
    throw new ServiceError("validation", "Choose at least one of your locations.", "location");
  const now = services.clock.now();
  const id = randomId() as ConnectionId;
  await services.db.transaction(async (tx) => {
    await insertConnection(tx, {
      id,
      installationId: input.installationId,
      vendor: definition.id,
      state: "draft",
      settings: { ...initialSettings(definition.settings), ...input.inputs?.settings },
      secretsSealed: sealSecrets(services, id, input.inputs?.secrets ?? {}),
      leadMinutes: definition.leadMinutes,
      lagMinutes: definition.lagMinutes,
      syncEmail: definition.capabilities.email.value === "yes",
      vendorWindows: definition.capabilities.timedGrants.value === "yes",
      singleGrant: false,
      createdAt: now,
      updatedAt: now,
    });
    await setCoveredLocations(
      tx,
      { installationId: input.installationId, connectionId: id },
      chosen.map((row) => row.id as LocationId),
    );
    await writeAudit(tx, {
      id: randomId(),
      installationId: input.installationId,
      at: now,
      actor: services.actor,
      action: "connection.drafted",
      subject: id,
      details: { vendor: definition.id, locations: chosen.length },
    });
  });
  return id;
}

/**
 * Begins the round trip to the vendor's sign-in (design C6). `browserToken` goes into a cookie of its own and
 * binds the answer to this browser. The state is random, stored hashed, single use, ten minutes (real time).
 */
export async function startOAuth(
  services: Services,
  input: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<{ readonly redirectTo: string; readonly browserToken: string }> {
  const connection = await getConnection(services.db, input);
  const definition = connection && services.definition(connection.vendor);
  if (!connection || !definition) throw new ServiceError("not_found", "There is no such connection.");
  // While it is being disconnected a sign-in helps: it lets Lintel take back what is left.
  if (connection.state === "disconnected") refuseIfLeaving(connection);
  const operator = services.operator(connection.vendor);
  if (definition.auth.kind !== "oauth2" || !operator)
    throw new ServiceError(
      "precondition_failed",
      `${definition.name} is not set up by the operator of this Lintel.`,
    );
  const state = randomToken(STATE_BYTES);
  const browserToken = randomToken(STATE_BYTES);
  const verifier = definition.auth.pkce ? randomToken(STATE_BYTES) : null;
  const stateHash = services.hash.hash({ purpose: "oauth-state", value: state });
  await insertOAuthState(services.db, {
    stateHash,
    verifierSealed: verifier === null ? null : services.encryption.encrypt(verifier, verifierOf(stateHash)),
    browserHash: services.hash.hash({ purpose: "oauth-state", scope: "browser", value: browserToken }),
    ...input,
    vendor: connection.vendor,
    expiresAt: new Date(services.realClock.now().getTime() + STATE_MS),
  });
  const redirectTo = definition.auth.authorizeUrl({
    operator,
    settings: connection.settings,
    redirectUri: oauthRedirectUri(services, connection.vendor),
    state,
    codeChallenge: verifier === null ? null : pkceChallenge(verifier),
  });
  return { redirectTo, browserToken };
}

export type OAuthAnswer =
  | { readonly ok: true; readonly installationId: InstallationId; readonly connectionId: ConnectionId }
  | {
      readonly ok: false;
      /** `right` = the user who signed in may not do what Lintel needs; `input` = what the form asked for is not right. */
      readonly why: "state" | "denied" | "code" | "vendor_down" | "right" | "input";
      readonly installationId?: InstallationId;
      readonly connectionId?: ConnectionId;
    };

/**
 * The vendor's answer. Nothing is written unless the state is ours, unused, in time, for this vendor, this
 * browser and the signed-in installation. The tokens are stored before they are first used.
 */
export async function finishOAuth(
  services: Services,
  input: {
    readonly vendor: string;
    readonly sessionInstallation: InstallationId;
    readonly state: string;
    readonly code: string | null;
    readonly browserToken: string;
  },
): Promise<OAuthAnswer> {
  const taken = await takeOAuthState(services.db, {
    installationId: input.sessionInstallation,
    stateHashes: services.hash.every({ purpose: "oauth-state", value: input.state }),
    browserHashes: services.hash.every({
      purpose: "oauth-state",
      scope: "browser",
      value: input.browserToken,
    }),
    vendor: input.vendor,
    now: services.realClock.now(),
  });
  if (!taken) return { ok: false, why: "state" };
  const key = { installationId: taken.installationId, connectionId: taken.connectionId };
  if (input.code === null) return { ok: false, why: "denied", ...key };
  const connection = await getConnection(services.db, key);
  const definition = services.definition(input.vendor);
  const call = connection && signInCall(services, connection);
  if (!connection || definition?.auth.kind !== "oauth2" || !call) return { ok: false, why: "state" };
  if (connection.state === "disconnected") return { ok: false, why: "state", ...key };

  try {
    const tokens = await definition.auth.exchange({
      ...call,
      code: input.code,
      codeVerifier: taken.verifierSealed
        ? services.encryption.decrypt(taken.verifierSealed, verifierOf(taken.stateHash))
        : null,
      redirectUri: oauthRedirectUri(services, input.vendor),
    });
    const kept = await storeTokens(services.db, key, {
      ...sealTokens(services, connection.id, tokens),
      updatedAt: services.clock.now(),
    });
    if (!kept) return { ok: false, why: "state", ...key };
    const account = await services.connector(connection).verify();
    await adoptAccount(services, key, connection.accountId, account);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    services.log.warn("vendor sign-in failed", {
      connectionId: connection.id,
      vendor: input.vendor,
      outcome: error.kind,
    });
    return {
      ok: false,
      why: whyOf(error),
      ...key,
    };
  }
  await refreshGroups(services, key);
  await refreshDoors(services, key);
  return { ok: true, ...key };
}

function whyOf(error: VendorError): Extract<OAuthAnswer, { ok: false }>["why"] {
  if (error.kind === "unavailable" || error.kind === "rate_limited") return "vendor_down";
  if (error.details.field === "clientSecret" || error.details.field === "clientId") return "code";
  if (error.details.field !== undefined && error.details.field !== "scope") return "input";
  return error.kind === "permission_denied" ? "right" : "code";
}

/** The admin's answer to "is this yours?". `no` forgets the tokens and the account. */
export async function confirmAccount(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly yes: boolean;
  },
): Promise<void> {
  const connection = await getConnection(services.db, input);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  if (connection.accountId === null)
    throw new ServiceError("precondition_failed", "The vendor account is not connected yet.");
  const now = services.clock.now();
  await updateConnection(
    services.db,
    input,
    input.yes
      ? { accountConfirmedAt: now, updatedAt: now }
      : {
          state: "draft",
          accountId: null,
          accountLabel: null,
          accessTokenSealed: null,
          refreshTokenSealed: null,
          tokenExpiresAt: null,
          secretsSealed: null,
          signInRefusedAt: null,
          accountConfirmedAt: null,
          updatedAt: now,
        },
  );
}

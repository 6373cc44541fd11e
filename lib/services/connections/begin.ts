import { listConnections, setCoveredLocations, updateConnection } from "@/db/queries/connections";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import { offerCertificate } from "./certificate";
import { draftConnection, startOAuth } from "./oauth";
import { openSession } from "./open-session";
import { initialSettings, readInputs } from "./read-inputs";
import { chosenLocations } from "./save-settings";
import { sealSecrets } from "./secrets";

export interface BegunConnection {
  readonly connectionId: ConnectionId;
  /** The vendor's own sign-in, to go to now; null = what was entered is enough. */
  readonly leave: { readonly redirectTo: string; readonly browserToken: string } | null;
}

/**
 * Connects a vendor: makes a draft, or takes up the one that an earlier attempt left behind, and begins the
 * vendor's sign-in. Where a server's address is typed, nothing is sent to it before an admin confirmed its certificate.
 * Errors: as `draftConnection`, or `validation` on the input to correct; the draft is kept then, its secrets are not.
 */
export async function beginConnection(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly vendor: string;
    readonly locationIds: readonly string[];
    /** What was typed into the connect form, by the keys of its fields. */
    readonly values?: Readonly<Record<string, string>>;
  },
): Promise<BegunConnection> {
  const { installationId } = input;
  const definition = services.definition(input.vendor);
  const inputs = readInputs(definition?.connectFields ?? [], input.values ?? {});
  const left = (await listConnections(services.db, { installationId })).find(
    (row) => row.vendor === input.vendor && row.state === "draft" && row.accountId === null,
  );
  let connectionId: ConnectionId;
  if (left && definition) {
    connectionId = left.id;
    const key = { installationId, connectionId };
    await setCoveredLocations(services.db, key, await chosenLocations(services, input));
    await updateConnection(services.db, key, {
      settings: { ...initialSettings(definition.settings), ...inputs.settings },
      secretsSealed: sealSecrets(services, connectionId, inputs.secrets),
      signInRefusedAt: null,
      updatedAt: services.clock.now(),
    });
  } else connectionId = await draftConnection(services, { ...input, inputs });
  return signIn(services, { installationId, connectionId, vendor: input.vendor });
}

/** The step that follows once what the form asked for is kept. */
async function signIn(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly vendor: string;
  },
): Promise<BegunConnection> {
  const { connectionId } = input;
  const key = { installationId: input.installationId, connectionId };
  const definition = services.definition(input.vendor);
  if (definition?.auth.kind === "oauth2") return { connectionId, leave: await startOAuth(services, key) };
  try {
    if (definition?.network.kind === "typed") await offerCertificate(services, key);
    else await openSession(services, key);
  } catch (error) {
    await updateConnection(services.db, key, { secretsSealed: null, updatedAt: services.clock.now() });
    throw error;
  }
  return { connectionId, leave: null };
}

/**
 * Signs in again, with inputs entered anew: after the vendor refused, or when a password was changed. The new ones
 * take the place of the old ones at once. Errors: `validation` on the input to correct.
 */
export async function enterAgain(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly values: Readonly<Record<string, string>>;
  },
): Promise<BegunConnection> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const connection = (await listConnections(services.db, key)).find((row) => row.id === input.connectionId);
  const definition = connection && services.definition(connection.vendor);
  if (!connection || !definition) throw new ServiceError("not_found", "There is no such connection.");
  if (connection.state === "disconnected")
    throw new ServiceError(
      "precondition_failed",
      "This connection is disconnected. Connect the vendor anew.",
    );
  const { settings, secrets } = readInputs(definition.connectFields, input.values);
  await updateConnection(services.db, key, {
    settings: { ...connection.settings, ...settings },
    secretsSealed: sealSecrets(services, connection.id, secrets),
    signInRefusedAt: null,
    updatedAt: services.clock.now(),
  });
  if (definition.auth.kind === "oauth2")
    return { connectionId: connection.id, leave: await startOAuth(services, key) };
  if (definition.network.kind === "typed") await offerCertificate(services, key);
  else await openSession(services, key);
  return { connectionId: connection.id, leave: null };
}

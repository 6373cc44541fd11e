import { getConnection, storeTokens } from "@/db/queries/connections";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { VendorError } from "@/lib/connectors/errors";
import { ServiceError, type Services } from "../context";
import { refreshDoors } from "../presence/refresh-doors";
import { adoptAccount } from "./adopt-account";
import { refreshGroups } from "./refresh-groups";
import { signInCall } from "./sign-in-call";
import { signInRefusal } from "./sign-in-words";
import { isRefusal, sealTokens } from "./tokens";

/**
 * Signs in with what is kept of the connect form, once, and takes up the account. A refusal is remembered, so that
 * nothing tries the same inputs again, and said in words beside the input to check.
 */
export async function openSession(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<void> {
  const connection = await getConnection(services.db, key);
  const definition = connection && services.definition(connection.vendor);
  const call = connection && signInCall(services, connection);
  if (!connection || definition?.auth.kind !== "session" || !call)
    throw new ServiceError("not_found", "There is no such connection.");
  try {
    const tokens = await definition.auth.signIn(call);
    const kept = await storeTokens(services.db, key, {
      ...sealTokens(services, connection.id, tokens),
      signInRefusedAt: null,
      updatedAt: services.clock.now(),
    });
    if (!kept) throw new ServiceError("conflict", "This connection was disconnected meanwhile.");
    const signedIn = await getConnection(services.db, key);
    if (!signedIn) throw new ServiceError("not_found", "There is no such connection.");
    await adoptAccount(services, key, connection.accountId, await services.connector(signedIn).verify());
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    if (isRefusal(error)) await storeTokens(services.db, key, { signInRefusedAt: services.clock.now() });
    services.log.warn("vendor sign-in failed", {
      connectionId: connection.id,
      vendor: definition.id,
      outcome: error.kind,
    });
    throw signInRefusal(definition, error);
  }
  await refreshGroups(services, key);
  await refreshDoors(services, key);
}

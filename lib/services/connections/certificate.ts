import { getConnection, updateConnection } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { UrlGuardError } from "@/lib/security/url-guard";
import { ServiceError, type Services } from "../context";
import { refuseIfLeaving } from "./kept";
import { openSession } from "./open-session";
import { CERTIFICATE, OFFERED_CERTIFICATE } from "./read-inputs";
import { signInRefusal } from "./sign-in-words";
import { refusalOf } from "./typed-fetch";

type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

async function typedConnection(services: Services, key: Key) {
  const connection = await getConnection(services.db, key);
  const definition = connection && services.definition(connection.vendor);
  if (!connection || !definition) throw new ServiceError("not_found", "There is no such connection.");
  if (definition.network.kind !== "typed")
    throw new ServiceError(
      "precondition_failed",
      `${definition.name} is not reached by an address of yours.`,
    );
  if (connection.state === "disconnected") refuseIfLeaving(connection);
  return { connection, definition, serverField: definition.network.serverField };
}

/**
 * Reads the certificate that the typed server shows now, for an admin to compare and confirm. Nothing else is sent. When
 * it is the confirmed one already, the sign-in follows at once. Errors: `validation` or `unavailable` on the address.
 */
export async function offerCertificate(services: Services, key: Key): Promise<void> {
  const { connection, definition, serverField } = await typedConnection(services, key);
  let shown: string;
  try {
    shown = await services.readCertificate(connection.settings[serverField] ?? "");
  } catch (error) {
    if (!(error instanceof UrlGuardError)) throw error;
    if (error.kind === "not_public")
      throw new ServiceError(
        "validation",
        "This address leads into a private network, which this Lintel may not reach. Enter the server's public address, or ask the operator to allow it.",
        serverField,
      );
    if (error.kind === "not_a_url" || error.kind === "not_https" || error.kind === "credentials_in_url")
      throw new ServiceError("validation", error.message, serverField);
    throw signInRefusal(definition, refusalOf(error, serverField));
  }
  const now = services.clock.now();
  if (connection.settings[CERTIFICATE] === shown) return openSession(services, key);
  await updateConnection(services.db, key, {
    settings: { ...connection.settings, [OFFERED_CERTIFICATE]: shown },
    updatedAt: now,
  });
}

/**
 * The admin's word that the server is theirs: from now on exactly this certificate is talked to, and the sign-in
 * follows. Errors: `conflict` when another one was offered meanwhile; as `openSession`.
 */
export async function confirmCertificate(
  services: Services,
  input: Key & { readonly fingerprint: string },
): Promise<void> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const { connection } = await typedConnection(services, key);
  const { [OFFERED_CERTIFICATE]: offered, ...settings } = connection.settings;
  if (!offered || offered !== input.fingerprint)
    throw new ServiceError("conflict", "The server shows another certificate now. Look at it again.");
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    await updateConnection(tx, key, {
      settings: { ...settings, [CERTIFICATE]: offered },
      signInRefusedAt: null,
      updatedAt: now,
    });
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: now,
      actor: services.actor,
      action: "connection.certificate_confirmed",
      subject: key.connectionId,
      details: { changed: CERTIFICATE in connection.settings },
    });
  });
  await openSession(services, key);
}

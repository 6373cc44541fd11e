import { z } from "zod";
import type { ConnectionRow } from "@/db/queries/connections";
import type { ConnectionId } from "@/lib/access/types";
import type { Services } from "../context";

type Inputs = Readonly<Record<string, string>>;

const inputs = z.record(z.string(), z.string());
const binding = (id: ConnectionId) => ({ table: "connections", column: "secrets_sealed", row: id });

/** Seals the secret inputs of a connect form for their row; null when there are none. */
export const sealSecrets = (services: Services, id: ConnectionId, secrets: Inputs): string | null =>
  Object.keys(secrets).length === 0
    ? null
    : services.encryption.encrypt(JSON.stringify(secrets), binding(id));

/** The secret inputs of a connection, by key; empty when none are kept. */
export function openSecrets(
  services: Services,
  connection: Pick<ConnectionRow, "id" | "secretsSealed">,
): Inputs {
  if (!connection.secretsSealed) return {};
  return inputs.parse(
    JSON.parse(services.encryption.decrypt(connection.secretsSealed, binding(connection.id))),
  );
}

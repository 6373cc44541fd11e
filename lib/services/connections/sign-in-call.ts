import type { ConnectionRow } from "@/db/queries/connections";
import type { SignInCall } from "@/lib/connectors/sign-in";
import type { Services } from "../context";
import { openSecrets } from "./secrets";

/** What a vendor's sign-in is given for a connection; null = the vendor is not set up by the operator. */
export function signInCall(
  services: Services,
  connection: Pick<ConnectionRow, "id" | "vendor" | "settings" | "secretsSealed">,
): SignInCall | null {
  const operator = services.operator(connection.vendor);
  if (!operator) return null;
  return {
    operator,
    settings: connection.settings,
    secrets: openSecrets(services, connection),
    fetch: services.vendorFetch(connection),
    clock: services.clock,
    timeoutMs: services.config.vendorTimeoutMs,
  };
}

import type { ConnectionId } from "@/lib/access/types";
import { equalInConstantTime } from "@/lib/security/constant-time";
import type { Services } from "../context";

type Of = { readonly vendor: string; readonly connectionId: ConnectionId };

const secretOf = ({ vendor, connectionId }: Of) =>
  ({ purpose: "vendor-hook", value: `${vendor}/${connectionId}` }) as const;

/**
 * The address a vendor calls about openings. Its secret follows from a server key and the connection, so it is stored
 * nowhere, a second listing finds the same webhook, and it can be told from a guess without asking the database.
 */
export function hookUrl(services: Services, of: Of): string {
  const url = new URL(
    `/api/vendors/${encodeURIComponent(of.vendor)}/webhooks/${encodeURIComponent(of.connectionId)}`,
    services.config.origin,
  );
  url.searchParams.set("key", services.hash.hash(secretOf(of)));
  return url.href;
}

/** Whether a call brought the secret of this very connection, also one of before a key was replaced. */
export const isHookSecret = (services: Services, of: Of, given: string): boolean =>
  services.hash.every(secretOf(of)).filter((secret) => equalInConstantTime(given, secret)).length > 0;

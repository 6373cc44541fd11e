import { connectionOfHint, noteHint } from "@/db/queries/presence";
import type { ConnectionId } from "@/lib/access/types";
import type { Services } from "../context";
import { isHookSecret } from "./hook-secret";

/** A door that opens every second is one look. */
const QUIET_MS = 2_000;

export type Hint = "accepted" | "ignored" | "refused";

/**
 * A vendor says that something happened at a door: noted that it came, without its body, and looked at. It carries no
 * instruction: a lost, doubled, reordered or made-up one costs a look at most. `refused` = the secret of the address is
 * not this connection's, or there is no such connection: nobody should learn which.
 */
export async function receiveHint(
  services: Services,
  input: { readonly vendor: string; readonly connectionId: string; readonly key: string },
): Promise<Hint> {
  const connectionId = input.connectionId as ConnectionId;
  if (!isHookSecret(services, { vendor: input.vendor, connectionId }, input.key)) return "refused";
  const found = await connectionOfHint(services.db, { connectionId, vendor: input.vendor });
  if (!found) return "refused";
  const now = services.clock.now();
  const quietSince = new Date(now.getTime() - QUIET_MS);
  if (!(await noteHint(services.db, { ...found, quietSince, now }))) return "ignored";
  try {
    await services.emit([
      { name: "presence/connection.look.requested", data: { ...found, reason: "webhook" } },
    ]);
  } catch {
    // The next tick reads it. An error would only make the vendor repeat itself.
    services.log.warn("vendor webhook not passed on", { connectionId, reason: "events unavailable" });
  }
  return "accepted";
}

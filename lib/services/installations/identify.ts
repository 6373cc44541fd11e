import { createHash } from "node:crypto";
import type { Db } from "@/db/client";
import {
  coveredElsewhere,
  type InstallationRow,
  installationByToken,
  type Rival,
} from "@/db/queries/installations";
import type { InstallationId, LocationId } from "@/lib/access/types";
import { deriveCredential } from "@/lib/nexudus/credential";
import type { Services } from "../context";
import { type Account, businessSetOf, readAccount } from "./read-account";

/** What was true when a link was judged, to be found unchanged when it is written. */
export interface Standing {
  readonly own: InstallationRow | null;
  readonly rivals: readonly Rival[];
  /** Equal for equal standings. */
  readonly print: string;
}

interface Proof {
  readonly account: Account;
  readonly tokenHashes: readonly string[];
  readonly print: string;
  /** Real time before anything was asked. */
  readonly provedAt: Date;
}

/** Whose link it is (design I1). Nothing is written before `settle`. */
export type Claim =
  /** Opens `known`, or a new installation; `leftOut` stay with whoever covers them. */
  | (Proof & {
      readonly kind: "open";
      readonly known: InstallationRow | null;
      readonly leftOut: readonly LocationId[];
    })
  /** Every other credential is dead: an admin may take the locations over. `known` goes on with them. */
  | (Proof & {
      readonly kind: "takeover";
      readonly known: InstallationRow | null;
      readonly from: readonly Rival[];
      readonly taken: readonly LocationId[];
    })
  /** Covered by an active installation. The name is what the link's own account calls it. */
  | { readonly kind: "taken"; readonly locationName: string }
  | { readonly kind: "refused"; readonly reason: "credential-refused" | "nexudus-unavailable" };

/**
 * A known token opens its installation; locations that another one covers meanwhile are left out of it. An
 * unknown token belongs to an installation only if both credentials see exactly the same businesses, both asked
 * now. Overlap never merges: it is refused while the other credential works, and may be taken over when Nexudus
 * answers 401 to it.
 */
export async function identify(services: Services, input: { readonly token: string }): Promise<Claim> {
  const provedAt = services.realClock.now();
  const tokenHashes = services.hash.every({ purpose: "install-token", value: input.token });
  const stored = await installationByToken(services.db, { tokenHashes });
  const account = await readAccount(clientWith(services, input.token, stored?.id ?? null));
  if (account.kind !== "read") return refusal(account.kind);

  const ids = account.locations.map((row) => row.id);
  const { own, rivals, print } = await standing(services.db, { tokenHashes, ids });
  const proof: Proof = { account, tokenHashes, print, provedAt };
  const taken = rivals.flatMap((rival) => rival.locationIds);
  if (rivals.length === 0 || (own && taken.length < ids.length))
    return { kind: "open", known: own, leftOut: taken, ...proof };

  const alive: { readonly rival: Rival; readonly businessSet: string }[] = [];
  for (const rival of rivals) {
    const businessSet = await seenBy(services, rival.installation);
    if (businessSet === "unavailable") return refusal("unavailable");
    if (businessSet !== "dead") alive.push({ rival, businessSet });
  }
  const [only] = rivals.length === 1 ? rivals : [];
  if (!own && only && alive[0]?.businessSet === account.businessSet)
    return { kind: "open", known: only.installation, leftOut: [], ...proof };
  const [first] = alive;
  if (first) return { kind: "taken", locationName: nameOf(account, first.rival.locationIds[0]) };
  const known = own ?? (only && isTheSame(only.installation, account) ? only.installation : null);
  return {
    kind: "takeover",
    known,
    from: rivals.filter((rival) => rival.installation.id !== known?.id),
    taken,
    ...proof,
  };
}

/** The installations that have a say about a token and these locations, as they are now. */
export async function standing(
  db: Db,
  key: { readonly tokenHashes: readonly string[]; readonly ids: readonly LocationId[] },
): Promise<Standing> {
  const found = await installationByToken(db, key);
  const own = found?.state === "removed" ? null : found;
  const rivals = await coveredElsewhere(db, { installationId: own?.id ?? null, ids: key.ids });
  const print = JSON.stringify([
    own && [own.id, own.state],
    rivals.map((rival) => [
      rival.installation.id,
      rival.installation.tokenHash,
      rival.installation.state,
      rival.locationIds,
    ]),
  ]);
  return { own, rivals, print };
}

/** What an admin is asked to confirm, so that nothing else is confirmed by it. */
export function digestOfClaim(claim: Extract<Claim, { readonly kind: "open" | "takeover" }>): string {
  const what =
    claim.kind === "open"
      ? [claim.kind, claim.known?.id ?? claim.account.businessSet]
      : [claim.kind, claim.known?.id ?? null, claim.from.map((rival) => rival.installation.id), claim.taken];
  return createHash("sha256").update(JSON.stringify(what), "utf8").digest("hex");
}

export const nameOf = (account: Account, id: LocationId | undefined): string =>
  account.locations.find((row) => row.id === id)?.name ?? "A location";

/** A dead credential can no longer be asked: it saw this set when it was last opened, and the admin is asked. */
const isTheSame = (installation: InstallationRow, account: Account) =>
  installation.businessSet === account.businessSet && installation.state !== "removing";

/** The businesses another installation's credential sees now; `dead` = the probe answered 401. */
async function seenBy(services: Services, installation: InstallationRow): Promise<string> {
  const token = services.encryption.decrypt(installation.tokenSealed, {
    table: "installations",
    column: "token_sealed",
    row: installation.id,
  });
  const read = await clientWith(services, token, installation.id).listBusinesses();
  if (read.complete) return businessSetOf(read.items);
  return read.error?.kind === "unauthorized" ? "dead" : "unavailable";
}

function clientWith(services: Services, token: string, installationId: InstallationId | null) {
  const { applicationKey, secretKey } = services.config.nexudus;
  return services
    .nexudus({
      installationId: installationId ?? ("unknown" as InstallationId),
      ...deriveCredential({ applicationKey, secretKey, token }),
    })
    .withPriority("webhook");
}

const refusal = (kind: "refused" | "unavailable"): Claim => ({
  kind: "refused",
  reason: kind === "refused" ? "credential-refused" : "nexudus-unavailable",
});

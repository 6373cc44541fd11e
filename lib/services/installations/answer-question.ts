import { rememberLink } from "@/db/queries/installations";
import { takePendingInstall } from "@/db/queries/pending-installs";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import { digestOfClaim, identify } from "./identify";
import type { InstallProblemCode } from "./open-install";
import { heldLink } from "./pending-install";
import { settle } from "./settle-install";

export type Answered =
  | { readonly kind: "opened"; readonly installationId: InstallationId; readonly isNew: boolean }
  /** Something else would happen than was shown: nothing was done, show it again. */
  | { readonly kind: "changed" }
  | { readonly kind: "refused"; readonly reason: InstallProblemCode }
  | { readonly kind: "location-taken"; readonly locationName: string };

/**
 * The admin's "yes" to what a link asked (design I1, I2). Everything is judged again: the credentials, who covers
 * what, and whether it is still what was `shown`; then written as any install, the question spent with the link.
 *
 * Repeat: `refused` as used. Ten minutes after the link was followed there is nothing left to answer.
 */
export async function acceptQuestion(
  services: Services,
  input: { readonly browserToken: string | null; readonly shown: string },
): Promise<Answered> {
  const { browserToken } = input;
  const held = browserToken === null ? null : await heldLink(services, browserToken);
  if (!held || browserToken === null) return { kind: "refused", reason: "used" };
  // What changed may be that the same question was answered meanwhile.
  const changed = async (): Promise<Answered> =>
    (await heldLink(services, browserToken)) ? { kind: "changed" } : { kind: "refused", reason: "used" };
  const claim = await identify(services, { token: held.link.token });
  if (claim.kind === "refused") return claim;
  if (claim.kind === "taken") {
    const answer = await changed();
    return answer.kind === "refused" ? answer : { kind: "location-taken", locationName: claim.locationName };
  }
  if (digestOfClaim(claim) !== input.shown) return changed();
  const settled = await settle(services, { link: held.link, claim, pending: held.idHash });
  if (settled.kind === "opened") return settled;
  return settled.kind === "moved" ? changed() : { kind: "refused", reason: "used" };
}

/** The admin's "no". The link is spent too when there is a session to spend it in. Repeat: no change. */
export async function declineQuestion(
  services: Services,
  input: { readonly browserToken: string | null; readonly sessionInstallation: InstallationId | null },
): Promise<void> {
  const held = input.browserToken === null ? null : await heldLink(services, input.browserToken);
  if (!held) return;
  const now = services.realClock.now();
  const { sessionInstallation } = input;
  await services.db.transaction(async (tx) => {
    if (!(await takePendingInstall(tx, { idHash: held.idHash, now })) || sessionInstallation === null) return;
    await rememberLink(tx, {
      digest: held.link.linkDigest,
      installationId: sessionInstallation,
      usedAt: now,
      expiresAt: new Date(now.getTime() + 2 * services.config.installToleranceMinutes * 60_000),
    });
  });
}

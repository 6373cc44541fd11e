import { getInstallation } from "@/db/queries/installations";
import { countReach } from "@/db/queries/pending-installs";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import type { InstallQuestionView } from "../install-views";
import { digestOfClaim, identify, nameOf } from "./identify";
import type { InstallProblemCode } from "./open-install";
import { heldLink } from "./pending-install";

const DAY_MS = 24 * 3_600_000;

export type DescribedQuestion =
  | { readonly kind: "asks"; readonly view: InstallQuestionView }
  /** Nothing is waiting in this browser. */
  | { readonly kind: "none" }
  /** What was asked cannot be answered any more, or not now. */
  | {
      readonly kind: "problem";
      readonly code: InstallProblemCode | "location-taken";
      readonly location?: string;
    };

/**
 * What a browser is being asked about its install link, judged anew, so that the page never tells what is no
 * longer so. Writes nothing. Names locations by what the link's own account calls them, and tells numbers of an
 * installation only when it is the one that goes on.
 */
export async function describeQuestion(
  services: Services,
  input: { readonly browserToken: string | null; readonly sessionInstallation: InstallationId | null },
): Promise<DescribedQuestion> {
  const held = input.browserToken === null ? null : await heldLink(services, input.browserToken);
  if (!held) return { kind: "none" };
  const claim = await identify(services, { token: held.link.token });
  if (claim.kind === "refused") return { kind: "problem", code: claim.reason };
  if (claim.kind === "taken")
    return { kind: "problem", code: "location-taken", location: claim.locationName };

  const session = input.sessionInstallation;
  const current =
    session === null || session === claim.known?.id
      ? null
      : await getInstallation(services.db, { installationId: session });
  const shared = {
    shown: digestOfClaim(claim),
    signedInTo: current ? (current.subdomain ?? "this account") : null,
    other:
      claim.known?.subdomain ?? claim.account.subdomain ?? held.link.hints.subdomain ?? "another account",
  };
  if (claim.kind === "open")
    return { kind: "asks", view: { kind: "switch", isNew: claim.known === null, ...shared } };
  return {
    kind: "asks",
    view: {
      kind: "takeover",
      locations: claim.taken.map((id) => nameOf(claim.account, id)),
      goesOn: claim.known ? await countReach(services.db, { installationId: claim.known.id }) : null,
      graceDays: Math.round(services.config.graceMs / DAY_MS),
      ...shared,
    },
  };
}

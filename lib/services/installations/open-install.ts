import { installationByToken, usedLink } from "@/db/queries/installations";
import type { InstallationId } from "@/lib/access/types";
import { type InstallRefusal, type SignedLink, verifyInstall } from "@/lib/nexudus/install";
import type { Services } from "../context";
import { identify } from "./identify";
import { type InstallQuestion, keepQuestion } from "./pending-install";
import { settle } from "./settle-install";

/** Installs that come at one instant make each other look again; more often than this is no coincidence. */
const LOOKS_MAX = 4;

export type OpenedInstall =
  | { readonly kind: "opened"; readonly installationId: InstallationId; readonly isNew: boolean }
  /** Nothing was written. `reason` can be read out over a telephone. */
  | { readonly kind: "refused"; readonly reason: InstallProblemCode }
  /** A location is covered by another active installation; only its name may be told. */
  | { readonly kind: "location-taken"; readonly locationName: string }
  /** Genuine, but an admin has to say so first. `browserToken` goes into a cookie of its own. */
  | { readonly kind: "asks"; readonly question: InstallQuestion; readonly browserToken: string };

export type InstallProblemCode =
  | InstallRefusal
  | "used"
  | "credential-refused"
  | "nexudus-unavailable"
  /** Other installs kept changing what this one rests on. */
  | "busy";

export interface InstallRequest {
  readonly query: URLSearchParams;
  /** The installation of the live session in this browser, if any. */
  readonly sessionInstallation: InstallationId | null;
}

/**
 * The install and launch link (design I1, I2): verify, derive the credential, prove it with a call, find or
 * make the installation. Writes nothing unless the link is genuine and the credential works; what takes
 * locations over, or leaves the account this browser is signed in to, is asked first.
 *
 * Repeat: a link opens once; again only for a live session of the very installation it belongs to.
 * Signatures and freshness are judged on real time.
 */
export async function openInstall(services: Services, input: InstallRequest): Promise<OpenedInstall> {
  const { applicationKey, secretKey } = services.config.nexudus;
  const verdict = verifyInstall(input.query, {
    applicationKey,
    secretKey,
    now: services.realClock.now(),
    toleranceMinutes: services.config.installToleranceMinutes,
  });
  if (!verdict.ok) {
    const own = verdict.signed ? await ownInstallation(services, verdict.signed, input) : null;
    return own ?? { kind: "refused", reason: verdict.reason };
  }
  if (await usedLink(services.db, { digest: verdict.linkDigest }))
    return (await ownInstallation(services, verdict, input)) ?? { kind: "refused", reason: "used" };

  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const claim = await identify(services, { token: verdict.token });
    if (claim.kind === "refused") return claim;
    if (claim.kind === "taken") return { kind: "location-taken", locationName: claim.locationName };
    const isOther = input.sessionInstallation !== null && claim.known?.id !== input.sessionInstallation;
    if (claim.kind === "takeover" || isOther) {
      const question = claim.kind === "takeover" ? "takeover" : "switch";
      const browserToken = await keepQuestion(services, { question, link: verdict });
      return { kind: "asks", question, browserToken };
    }
    const settled = await settle(services, { link: verdict, claim });
    if (settled.kind === "opened") return settled;
    if (settled.kind === "used") return { kind: "refused", reason: "used" };
  }
  return { kind: "refused", reason: "busy" };
}

/** Opens the session's own installation when a genuine link, used or out of date, belongs to it. */
async function ownInstallation(
  services: Services,
  link: SignedLink,
  input: InstallRequest,
): Promise<OpenedInstall | null> {
  if (input.sessionInstallation === null) return null;
  const found = await installationByToken(services.db, {
    tokenHashes: services.hash.every({ purpose: "install-token", value: link.token }),
  });
  return found?.id === input.sessionInstallation
    ? { kind: "opened", installationId: found.id, isNew: false }
    : null;
}

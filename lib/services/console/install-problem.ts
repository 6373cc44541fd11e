import type { InstallProblemReason, InstallProblemView } from "../install-views";

const REASONS: Readonly<Record<string, InstallProblemReason>> = {
  used: "used_link",
  stale: "stale_link",
  future: "stale_link",
  "credential-refused": "credential_refused",
  "nexudus-unavailable": "nexudus_unavailable",
  "location-taken": "location_taken",
  busy: "busy",
  "bad-signature": "bad_signature",
  "unknown-application": "bad_signature",
  "bad-token": "bad_signature",
  "bad-time": "bad_signature",
  "time-not-a-number": "bad_signature",
};

const CODE = /^[a-z-]{1,40}$/;
const clip = (text: string | undefined) => (text ? text.slice(0, 120) : null);

/**
 * What the address of the install page says happened. Everything in it was written by Lintel's own rewrite, but
 * anybody can type it: texts are clipped, an unknown code is no link.
 */
export function installProblem(
  told: Readonly<Record<string, string | undefined>>,
  nexudusUrl: string | null,
): InstallProblemView {
  const code = told.code && CODE.test(told.code) ? told.code : "missing";
  const reason = REASONS[code] ?? "incomplete_link";
  return {
    reason,
    locationName: reason === "location_taken" ? clip(told.location) : null,
    nexudusUrl,
    reference: code,
  };
}

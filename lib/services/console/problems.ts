import type { ConnectionRow } from "@/db/queries/connections";
import type { Services } from "../context";
import type { ProblemView } from "../views";
import type { AccessState } from "./access-state";
import type { Frame } from "./frame";
import { countWords } from "./words";

/** What an unfinished sign-in at a vendor came to; the page's `?problem=` names the kind. */
export function signInProblem(kind: string | undefined, vendorName: string): ProblemView | null {
  const words: Readonly<Record<string, { readonly what: string; readonly remedy: string }>> = {
    state: {
      what: "The sign-in could not be matched to this browser",
      remedy: "It took longer than ten minutes, was used before, or began elsewhere. Start it again.",
    },
    denied: {
      what: `${vendorName} did not get your approval`,
      remedy: "Sign in again and allow Lintel there.",
    },
    code: {
      what: `${vendorName} refused the sign-in`,
      remedy: "Start it again. If it stays, the operator should check the client id and secret.",
    },
    right: {
      what: `The user who signed in at ${vendorName} may not do what Lintel needs`,
      remedy: "Give that user the right to manage people and groups, or sign in as another.",
    },
    input: {
      what: `${vendorName} did not accept what was entered before signing in`,
      remedy: "Check the key and the region below, and try again.",
    },
    vendor_down: { what: `${vendorName} does not answer`, remedy: "Try again in a few minutes." },
  };
  const found = kind === undefined ? undefined : words[kind];
  if (!found) return null;
  return {
    id: `sign-in-${kind}`,
    severity: "negative",
    what: found.what,
    meaning: "Nothing was connected and nothing changed at your doors.",
    remedy: found.remedy,
    link: null,
    since: null,
  };
}

/** What is wrong with one connection, the most important first. */
export function connectionProblems(
  services: Services,
  frame: Frame,
  row: ConnectionRow,
  state: AccessState,
  inTrouble: number,
): ProblemView[] {
  const vendorName = services.definition(row.vendor)?.name ?? row.vendor;
  const href = `${frame.base}/connections/${row.id}`;
  const problems: ProblemView[] = [];
  if (row.state === "disconnected") return problems;
  if (row.disconnectingSince !== null) return leavingProblems(row, vendorName, href);
  if (row.state === "needs_attention")
    problems.push({
      id: `parked-${row.id}`,
      severity: "negative",
      what: `${vendorName} no longer lets Lintel in`,
      meaning:
        "New bookings do not open doors there. Access that the vendor already holds stays and ends on time.",
      remedy: `To do: ${row.stateReason ?? "connect again"}.`,
      link: { label: `Open ${vendorName}`, href },
      since: row.lastErrorAt?.toISOString() ?? null,
    });
  if (row.lastReconcileAt !== null && row.lastReconcileComplete === false && row.state === "active")
    problems.push({
      id: `incomplete-${row.id}`,
      severity: "attention",
      what: `The last full check of ${vendorName} could not read everything`,
      meaning: "Nobody loses access for being unseen; new bookings still open doors.",
      remedy: "Lintel tries again within the hour.",
      link: null,
      since: row.lastReconcileAt.toISOString(),
    });
  const unconfirmed = [...state.persons.values()].filter(
    (person) => person.connectionId === row.id && person.link !== "ready",
  ).length;
  if (unconfirmed > 0 && row.state !== "needs_attention")
    problems.push({
      id: `unconfirmed-${row.id}`,
      severity: "attention",
      what: `${countWords(unconfirmed, "person waits", "people wait")} until you confirm who they are at ${vendorName}`,
      meaning: `Somebody there, or another member, has the same e-mail. Lintel gives them nothing and changes nothing before you say so.`,
      remedy: "Say of each who they are.",
      link: { label: "Show them", href: `${frame.base}/members?state=confirm` },
      since: null,
    });
  const others = inTrouble - unconfirmed;
  if (others > 0)
    problems.push({
      id: `people-${row.id}`,
      severity: "negative",
      what: `${countWords(others, "person", "people")} could not be brought in step at ${vendorName}`,
      meaning: "Their last change did not get through. Everybody else is served as usual.",
      remedy: "Open them to see what to do.",
      link: { label: "Show them", href: `${frame.base}/members?state=problem` },
      since: null,
    });
  return problems;
}

/** While everything is being taken back only what stands in the way of that matters. */
function leavingProblems(row: ConnectionRow, vendorName: string, href: string): ProblemView[] {
  const isParked = row.state === "needs_attention";
  if (!isParked && row.lastErrorKind === null) return [];
  return [
    {
      id: `leaving-${row.id}`,
      severity: "negative",
      what: isParked
        ? `${vendorName} does not let Lintel take back what it gave`
        : `${vendorName} does not answer, so access is still to be taken back`,
      meaning: "Those listed keep their access until it ends by itself or is taken away.",
      remedy: isParked
        ? "Sign in again, or end the access in the vendor's console and accept the list."
        : "Lintel tries again every minute.",
      link: { label: `Open ${vendorName}`, href },
      since: row.lastErrorAt?.toISOString() ?? null,
    },
  ];
}

import type { ConnectionRow } from "@/db/queries/connections";
import type { ProblemView } from "../views";
import { countWords } from "./words";

/** What is wrong with credentials of one connection; which member and what to do is on the member's page. */
export function credentialProblems(
  row: Pick<ConnectionRow, "id" | "state" | "disconnectingSince" | "randomPins" | "pinWriteBackOff">,
  vendorName: string,
  at: { readonly base: string; readonly refused: number },
): ProblemView[] {
  if (row.state === "disconnected" || row.disconnectingSince !== null) return [];
  return [
    ...(row.randomPins && row.pinWriteBackOff !== null
      ? [
          {
            id: `pin-write-back-${row.id}`,
            severity: "attention" as const,
            what: row.pinWriteBackOff,
            meaning: "Lintel makes no more PINs here. PINs that members have go on working.",
            remedy: "Tell Nexudus support. To go on, switch Random PIN off, save, and switch it on again.",
            link: null,
            since: null,
          },
        ]
      : []),
    ...(at.refused > 0
      ? [
          {
            id: `credentials-${row.id}`,
            severity: "attention" as const,
            what: `${countWords(at.refused, "member has", "members have")} an e-mail, PIN or card that ${vendorName} does not take`,
            meaning: "Their other credentials, and everybody else's, work.",
            remedy: "Each member's page says which one and what to do.",
            link: { label: "Show members", href: `${at.base}/members` },
            since: null,
          },
        ]
      : []),
  ];
}

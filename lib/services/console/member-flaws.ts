import { type Flaw, flawedFacts } from "@/db/queries/flawed-facts";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Services } from "../context";
import type { ProblemView } from "../views";

function wordsOf(flaw: Flaw): Pick<ProblemView, "what" | "remedy"> {
  switch (flaw.kind) {
    case "contract_without_start":
      return { what: "A contract has no start date", remedy: "Set its start date in Nexudus." };
    case "contract_ends_first":
      return {
        what: "A contract is cancelled for a day before it starts",
        remedy: "Correct its start or cancellation date in Nexudus.",
      };
    case "contract_end_unknown":
      return {
        what: "A contract is cancelled without a date",
        remedy: "Set its cancellation date in Nexudus, or take the cancellation back.",
      };
    case "booking_ends_first":
      return {
        what: `A booking${flaw.itemName === null ? "" : ` of ${flaw.itemName}`} ends before it starts`,
        remedy: "Correct its times in Nexudus.",
      };
    default: {
      const never: never = flaw;
      return never;
    }
  }
}

/** What Nexudus says of a member that can open no door as it stands, and what to correct. */
export async function readFlaws(
  services: Services,
  key: { readonly installationId: InstallationId; readonly memberId: MemberId; readonly now: Date },
): Promise<ProblemView[]> {
  const flaws = await flawedFacts(services.db, key);
  return flaws.map((flaw) => ({
    id: `${flaw.kind}:${flaw.id}`,
    severity: "attention",
    ...wordsOf(flaw),
    meaning: "It opens no door as it stands. What else this member holds is not touched by it.",
    link: null,
    since: null,
  }));
}

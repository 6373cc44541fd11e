import { Badge } from "@/components/ui/badge";
import type { CandidateView } from "@/lib/services/people-views";

/** A person at the vendor by name, with what makes the choice a weighty one. */
export function CandidateWords({ candidate }: { readonly candidate: CandidateView | undefined }) {
  if (!candidate) return "nobody there";
  const { name, sharesWith, holdsForeignGroups, isOperator } = candidate;
  return (
    <>
      <span className="font-medium">{name}</span>{" "}
      {sharesWith.length > 0 ? <Badge tone="attention">One person with {sharesWith.join(", ")}</Badge> : null}{" "}
      {isOperator ? <Badge tone="attention">Runs the vendor's account</Badge> : null}{" "}
      {holdsForeignGroups ? <Badge tone="attention">Holds access that Lintel does not manage</Badge> : null}
    </>
  );
}

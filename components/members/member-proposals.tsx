import { CandidateWords } from "@/components/people/candidate-words";
import { ActionButton } from "@/components/ui/action-button";
import { Card } from "@/components/ui/card";
import type { PersonQuestionView } from "@/lib/services/people-views";
import type { FormAction } from "@/lib/services/views";

/** "Who is this?": Lintel links nobody by e-mail alone. Posts `personId`, `vendorPersonId` (empty = a new person) and `share`. */
export function MemberProposals({
  name,
  proposals,
  confirm,
}: {
  readonly name: string;
  readonly proposals: readonly PersonQuestionView[];
  readonly confirm: FormAction;
}) {
  return proposals.map((proposal) => (
    <Card key={proposal.personId} className="border-attention/50">
      <h2 className="text-base font-semibold">
        Who is {name} at {proposal.vendorName}?
      </h2>
      <p className="mt-1 max-w-prose text-muted-foreground">
        {proposal.connectionLabel} has {proposal.candidates.length === 1 ? "a person" : "people"} with the
        same e-mail. Nothing is given or changed there until you choose.
      </p>
      <ul className="mt-4 divide-y border-y">
        {proposal.candidates.map((candidate) => (
          <li
            key={candidate.vendorPersonId}
            className="flex flex-wrap items-center justify-between gap-3 py-3"
          >
            <span className="min-w-0">
              <CandidateWords candidate={candidate} />
            </span>
            <ActionButton
              action={confirm}
              hidden={{
                personId: proposal.personId,
                vendorPersonId: candidate.vendorPersonId,
                ...(candidate.sharesWith.length > 0 ? { share: "yes" } : {}),
              }}
              variant="primary"
              pendingLabel="Linking"
            >
              {candidate.sharesWith.length > 0 ? `${name} and they are one person` : `This is ${name}`}
            </ActionButton>
          </li>
        ))}
        <li className="flex flex-wrap items-center justify-between gap-3 py-3">
          <span>{proposal.candidates.length === 0 ? "Make a person of its own" : "None of them"}</span>
          <ActionButton
            action={confirm}
            hidden={{ personId: proposal.personId, vendorPersonId: "" }}
            pendingLabel="Making a new person"
          >
            Make a new person
          </ActionButton>
        </li>
      </ul>
    </Card>
  ));
}

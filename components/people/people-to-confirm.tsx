"use client";

import { useState } from "react";
import { ActionButton } from "@/components/ui/action-button";
import { AppLink } from "@/components/ui/app-link";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmAction } from "@/components/ui/confirm-action";
import { EmptyState } from "@/components/ui/empty-state";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { PeopleToConfirmView, PersonQuestionView } from "@/lib/services/people-views";
import type { ActionState, FormAction } from "@/lib/services/views";
import { CandidateWords } from "./candidate-words";

const people = (count: number) => (count === 1 ? "1 person" : `${count} people`);

/** What is posted for one question: enough to refuse it when it is not as it was shown. */
const choiceOf = ({ personId, candidates }: PersonQuestionView) => ({
  personId,
  vendorPersonId: candidates[0]?.vendorPersonId ?? "",
  share: (candidates[0]?.sharesWith.length ?? 0) > 0,
});

/** Everybody who waits until an admin says who they are at a vendor; plain ones may be confirmed together. */
export function PeopleToConfirm({
  view,
  memberHref,
  confirm,
}: {
  readonly view: PeopleToConfirmView;
  /** Without the member's id. */
  readonly memberHref: string;
  /** Posts `choices` as JSON. */
  readonly confirm: FormAction;
}) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [answer, setAnswer] = useState<ActionState>(IDLE);
  const send: FormAction = async (previous, form) => {
    const next = await confirm(previous, form);
    if (next.status === "ok") {
      setChosen(new Set());
      setAnswer(next);
    }
    return next;
  };
  const plain = view.questions.filter((question) => question.isPlain);
  const selected = plain.filter((question) => chosen.has(question.personId));
  const toggle = (id: string, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)));
  if (view.questions.length === 0)
    return (
      <div className="grid gap-3">
        <FormMessage state={answer} />
        <EmptyState title="Nobody waits for you">
          When somebody at a vendor has a member's e-mail, Lintel asks here who they are before it changes
          anything of theirs.
        </EmptyState>
      </div>
    );
  return (
    <div className="grid grid-cols-1 gap-3">
      <p className="max-w-prose text-muted-foreground">
        Each has the e-mail of somebody at the vendor, or of another member. Until you say who they are,
        Lintel gives them nothing and changes nothing of theirs.
      </p>
      <section
        aria-label="Selected people"
        className="flex flex-wrap items-center gap-2 rounded-lg border border-accent/40 bg-accent-soft px-3 py-2"
      >
        <p className="mr-2 font-medium tabular-nums" role="status">
          {selected.length === 0
            ? "Select those you know, to confirm them together."
            : `${people(selected.length)} selected`}
        </p>
        {selected.length > 0 ? (
          <ConfirmAction
            trigger={`Confirm ${people(selected.length)}`}
            variant="primary"
            title={`Confirm ${people(selected.length)}?`}
            description={
              <>
                <p>Lintel links them and brings their access in step. What they were given by hand stays.</p>
                <ul className="grid max-h-60 list-disc gap-1 overflow-y-auto pl-5">
                  {selected.map((question) => (
                    <li key={question.personId}>
                      {question.memberName} is <CandidateWords candidate={question.candidates[0]} />
                    </li>
                  ))}
                </ul>
              </>
            }
            confirmLabel={`Confirm ${people(selected.length)}`}
            pendingLabel="Confirming"
            action={send}
            hidden={{ choices: JSON.stringify(selected.map(choiceOf)) }}
          />
        ) : null}
      </section>
      <FormMessage state={answer} />
      <Table label="People to confirm">
        <TableHeader>
          <TableRow>
            <TableHead className="w-10">
              <Checkbox
                aria-label="Select everybody who can be confirmed together"
                disabled={plain.length === 0}
                checked={selected.length > 0 && selected.length === plain.length}
                onCheckedChange={(on) =>
                  setChosen(new Set(on === true ? plain.map((question) => question.personId) : []))
                }
              />
            </TableHead>
            <TableHead>Member</TableHead>
            <TableHead>At the vendor</TableHead>
            <TableHead>Answer</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {view.questions.map((question) => (
            <TableRow key={question.personId}>
              <TableCell>
                {question.isPlain ? (
                  <Checkbox
                    aria-label={`Select ${question.memberName}`}
                    checked={chosen.has(question.personId)}
                    onCheckedChange={(on) => toggle(question.personId, on === true)}
                  />
                ) : null}
              </TableCell>
              <TableCell className="sm:min-w-40">
                <AppLink
                  href={`${memberHref}/${encodeURIComponent(question.memberId)}`}
                  className="font-medium underline-offset-4 hover:underline"
                >
                  {question.memberName}
                </AppLink>
                <span className="block text-muted-foreground">{question.connectionLabel}</span>
              </TableCell>
              <TableCell className="sm:min-w-52">
                <ul className="grid gap-1">
                  {question.candidates.map((candidate) => (
                    <li key={candidate.vendorPersonId}>
                      <CandidateWords candidate={candidate} />
                    </li>
                  ))}
                </ul>
                {question.candidates.length > 1 ? (
                  <Badge tone="attention">More than one could be meant</Badge>
                ) : null}
              </TableCell>
              <TableCell className="whitespace-nowrap sm:min-w-40">
                <div className="flex flex-wrap items-center gap-3">
                  {question.isPlain ? (
                    <ActionButton
                      action={send}
                      hidden={{ choices: JSON.stringify([choiceOf(question)]) }}
                      pendingLabel="Confirming"
                    >
                      Yes<span className="sr-only"> this is {question.memberName}</span>
                    </ActionButton>
                  ) : null}
                  <AppLink
                    href={`${memberHref}/${encodeURIComponent(question.memberId)}`}
                    className="text-muted-foreground underline underline-offset-4"
                  >
                    {question.isPlain ? "No, decide" : "Decide"}
                    <span className="sr-only"> who {question.memberName} is</span>
                  </AppLink>
                </div>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {view.more > 0 ? (
        <p className="text-muted-foreground">and {people(view.more)} more, shown when these are answered.</p>
      ) : null}
    </div>
  );
}

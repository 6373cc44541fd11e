"use client";

import { useActionState } from "react";
import { RelativeTime } from "@/components/time/time";
import { ActionButton } from "@/components/ui/action-button";
import { AppLink } from "@/components/ui/app-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { SubmitButton } from "@/components/ui/submit-button";
import type { AdoptionGroupView, AdoptionView } from "@/lib/services/people-views";
import type { FormAction, Instant, Zone } from "@/lib/services/views";

const members = (count: number) => (count === 1 ? "1 member" : `${count.toLocaleString("en-GB")} members`);

function Names({
  gives,
  names,
  count,
}: {
  readonly gives: string;
  readonly names: readonly string[];
  readonly count: number;
}) {
  if (count === 0) return null;
  return (
    <details className="text-[13px]">
      <summary className="cursor-pointer py-1">
        <span className="font-medium tabular-nums">{members(count)}</span>{" "}
        {count === 1 ? "holds it" : "hold it"}, and {gives}
      </summary>
      <p className="max-w-prose pl-4 text-muted-foreground">
        {names.join(", ")}
        {count > names.length ? ` and ${count - names.length} more` : ""}
      </p>
    </details>
  );
}

function GroupChoice({ group }: { readonly group: AdoptionGroupView }) {
  const option = (value: "adopt" | "leave", label: string, what: string) => (
    <label className="flex min-h-6 items-start gap-2">
      <input
        type="radio"
        name={`decision.${group.groupId}`}
        value={value}
        defaultChecked={(group.decision ?? "leave") === value}
        className="mt-[3px] size-4 accent-[var(--accent)]"
      />
      <span>
        <span className="font-medium">{label}</span> <span className="text-muted-foreground">{what}</span>
      </span>
    </label>
  );
  return (
    <fieldset className="grid gap-2 py-4">
      <legend className="float-left mb-1 w-full font-medium">{group.name}</legend>
      <div className="clear-both grid gap-1">
        <Names gives="something in Nexudus gives it" names={group.due} count={group.heldAndDue} />
        <Names gives="nothing in Nexudus gives it" names={group.notDue} count={group.heldNotDue} />
      </div>
      {option("leave", "Leave", "Lintel never changes what was given by hand.")}
      {option(
        "adopt",
        "Adopt",
        group.heldNotDue > 0
          ? `It ends with what gives it; ${members(group.heldNotDue)} ${group.heldNotDue === 1 ? "loses" : "lose"} it when you apply this preview.`
          : "It ends with what gives it.",
      )}
    </fieldset>
  );
}

/** What members hold by hand in mapped groups, before a connection is active for the first time. */
export function AdoptionSection({
  view,
  now,
  zone,
  confirmHref,
  look,
  choose,
}: {
  readonly view: AdoptionView;
  readonly now: Instant;
  readonly zone: Zone;
  readonly confirmHref: string;
  readonly look: FormAction;
  readonly choose: FormAction;
}) {
  const [state, send] = useActionState(choose, IDLE);
  const hidden = { connectionId: view.connectionId };
  return (
    <section aria-labelledby="adoption" className="mt-8">
      <h2 id="adoption" className="scroll-mt-20 text-base font-semibold">
        What members hold at {view.vendorName} already
      </h2>
      <p className="mt-1 max-w-prose text-muted-foreground">
        Access that was given by hand stays as it is, unless you let Lintel adopt it: it then ends like any
        other. What is given by hand later is never adopted by itself.
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <ActionButton action={look} hidden={hidden} pendingLabel="Reading the vendor">
          {view.lookedAt ? "Look again" : "Look who is there"}
        </ActionButton>
        {view.lookedAt ? (
          <p className="text-[13px] text-muted-foreground">
            Looked <RelativeTime at={view.lookedAt} now={now} zone={zone} />
            {view.isComplete ? "." : ", but not everything could be read."}
          </p>
        ) : null}
      </div>
      {view.toConfirm > 0 ? (
        <p className="mt-3 max-w-prose">
          {members(view.toConfirm)} could be somebody there.{" "}
          <AppLink href={confirmHref} className="font-medium text-accent underline underline-offset-4">
            Say who they are
          </AppLink>{" "}
          and look again; until then nothing of theirs is compared or changed.
        </p>
      ) : null}
      {view.groups.length > 0 ? (
        <Card className="mt-4">
          <form action={send}>
            <input type="hidden" name="connectionId" value={view.connectionId} />
            <div className="-mt-4 divide-y">
              {view.groups.map((group) => (
                <GroupChoice key={`${group.groupId} ${group.decision}`} group={group} />
              ))}
            </div>
            <div className="grid justify-items-start gap-2">
              <SubmitButton pendingLabel="Working it out">Show what that changes</SubmitButton>
              <FormMessage state={state} />
            </div>
          </form>
        </Card>
      ) : view.lookedAt && view.toConfirm === 0 ? (
        <EmptyState title="Nothing to adopt" className="mt-4">
          No member holds one of the mapped access groups by hand.
        </EmptyState>
      ) : null}
    </section>
  );
}

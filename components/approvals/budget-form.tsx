"use client";

import { useActionState } from "react";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { BudgetSettingView } from "@/lib/services/approval-views";
import type { FormAction } from "@/lib/services/views";

/** From how many losses within an hour on an admin is asked, for one connection. */
export function BudgetForm({
  budget,
  action,
}: {
  readonly budget: BudgetSettingView;
  readonly action: FormAction;
}) {
  const [state, send] = useActionState(action, IDLE);
  const number = (
    name: "sharePercent" | "peopleMin",
    label: string,
    help: string,
    { min, max }: { min: number; max: number },
  ) => (
    <Field label={label} help={help} error={state.fieldErrors[name]}>
      {(aria) => (
        <Input
          {...aria}
          name={name}
          type="number"
          min={min}
          max={max}
          step={1}
          required
          defaultValue={state.values[name] ?? budget[name]}
        />
      )}
    </Field>
  );
  return (
    <Card>
      <form action={send} className="grid gap-4" aria-label={`When to ask, ${budget.connectionLabel}`}>
        <h3 className="font-medium">{budget.connectionLabel}</h3>
        <input type="hidden" name="connectionId" value={budget.connectionId} />
        <div className="grid gap-5 sm:grid-cols-2">
          {number("peopleMin", "More people than", "Up to this many within an hour go without a question.", {
            min: 0,
            max: 100_000,
          })}
          {number(
            "sharePercent",
            "and more than this share, in per cent",
            `Of those who hold access now: ${budget.holders}.`,
            { min: 1, max: 100 },
          )}
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton pendingLabel="Saving">Save</SubmitButton>
          <FormMessage state={state} />
        </div>
      </form>
    </Card>
  );
}

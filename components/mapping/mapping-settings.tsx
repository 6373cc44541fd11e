"use client";

import { useActionState, useId } from "react";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { Switch } from "@/components/ui/switch";
import type { MappingView } from "@/lib/services/mapping-views";
import type { FormAction } from "@/lib/services/views";

const TEAM_SWITCHES = [
  {
    name: "teamDesks",
    label: "Desks and offices open for the team",
    help: "Everybody in a team reaches the desks and offices that its paying member holds by contract.",
  },
  {
    name: "teamPlans",
    label: "Plans open for the team",
    help: "Everybody in a team reaches what the plan of its paying member opens.",
  },
  {
    name: "teamPasses",
    label: "Shared passes open for the team",
    help: "Where a team shares its passes in Nexudus, a pass of one counts for every active member.",
  },
] as const;

function TeamSwitch({
  option,
  isOn,
}: {
  readonly option: (typeof TEAM_SWITCHES)[number];
  readonly isOn: boolean;
}) {
  const id = useId();
  return (
    <li className="flex items-start justify-between gap-6 py-3">
      <div>
        <label htmlFor={id} className="font-medium">
          {option.label}
        </label>
        <p id={`${id}-help`} className="text-[13px] text-muted-foreground">
          {option.help}
        </p>
      </div>
      <Switch id={id} name={option.name} defaultChecked={isOn} aria-describedby={`${id}-help`} />
    </li>
  );
}

/** What holds for every mapping of the connection. It changes who may enter, so it leads to the preview. */
export function MappingSettings({
  view,
  action,
}: {
  readonly view: MappingView;
  readonly action: FormAction;
}) {
  const [state, send] = useActionState(action, IDLE);
  const minutes = (name: "leadMinutes" | "lagMinutes", label: string, help: string) => (
    <Field label={label} help={help} error={state.fieldErrors[name]}>
      {(aria) => (
        <Input
          {...aria}
          name={name}
          type="number"
          min={0}
          max={120}
          step={1}
          required
          defaultValue={state.values[name] ?? view.settings[name]}
        />
      )}
    </Field>
  );
  return (
    <Card className="mt-6">
      <form action={send} className="grid gap-5" aria-label="Times and teams of this mapping">
        <div>
          <h2 className="text-base font-semibold">Times and teams</h2>
          <p className="max-w-prose text-muted-foreground">
            Holds for every item of this connection; a room or desk may have times of its own.
          </p>
        </div>
        <input type="hidden" name="connectionId" value={view.connectionId} />
        <div className="grid gap-5 sm:grid-cols-2">
          {minutes(
            "leadMinutes",
            "Open before a booking, in minutes",
            "Plans, passes and contracts open at their own instants.",
          )}
          {minutes(
            "lagMinutes",
            "Close after a booking, in minutes",
            "Doors stay open this long after it ends.",
          )}
        </div>
        <ul className="divide-y border-y">
          {TEAM_SWITCHES.map((option) => (
            <TeamSwitch key={option.name} option={option} isOn={view.settings[option.name]} />
          ))}
        </ul>
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton pendingLabel="Working out what changes">Preview times and teams</SubmitButton>
          <FormMessage state={state} />
        </div>
      </form>
    </Card>
  );
}

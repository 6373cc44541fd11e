"use client";

import { useActionState, useId } from "react";
import { LocationPicker } from "@/components/connections/location-picker";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import { Switch } from "@/components/ui/switch";
import type { ConnectionSwitchView, ConnectionView } from "@/lib/services/connection-views";
import type { FormAction } from "@/lib/services/views";

function SwitchRow({ option }: { readonly option: ConnectionSwitchView }) {
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
      <Switch
        id={id}
        name={option.key}
        defaultChecked={option.on}
        disabled={!option.available}
        aria-describedby={`${id}-help`}
      />
    </li>
  );
}

/** What changes rights goes through a preview; the action leads there. */
export function ConnectionSettings({
  view,
  action,
}: {
  readonly view: ConnectionView;
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
          defaultValue={state.values[name] ?? view[name]}
        />
      )}
    </Field>
  );
  return (
    <Card>
      <form action={send} className="grid gap-5" aria-label="Settings of this connection">
        <h2 className="text-base font-semibold">Settings</h2>
        <input type="hidden" name="connectionId" value={view.id} />
        <LocationPicker
          locations={view.locations}
          chosen={state.values.location}
          error={state.fieldErrors.location}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          {minutes("leadMinutes", "Open before, in minutes", "Doors open this long before a booking starts.")}
          {minutes("lagMinutes", "Close after, in minutes", "Doors stay open this long after it ends.")}
        </div>
        {view.rightsEnd ? (
          <Field
            label="When somebody's last right has ended"
            help={view.rightsEnd.help}
            error={state.fieldErrors.whenRightsEnd}
          >
            {(aria) => (
              <NativeSelect
                {...aria}
                name="whenRightsEnd"
                defaultValue={state.values.whenRightsEnd ?? view.rightsEnd?.value}
              >
                {view.rightsEnd?.options.map((option) => (
                  <option key={option.value} value={option.value}>
                    {option.label}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
        ) : null}
        <ul className="divide-y border-y">
          {view.switches.map((option) => (
            <SwitchRow key={option.key} option={option} />
          ))}
        </ul>
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton pendingLabel="Working out what changes">
            {view.state.state === "active" ? "Preview and save" : "Save settings"}
          </SubmitButton>
          <FormMessage state={state} />
        </div>
      </form>
    </Card>
  );
}

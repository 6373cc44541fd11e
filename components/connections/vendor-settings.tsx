"use client";

import { useActionState, useState } from "react";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import { Switch } from "@/components/ui/switch";
import type { VendorSettingView } from "@/lib/services/vendor-views";
import type { FormAction } from "@/lib/services/views";

type SetValue = (value: string) => void;

/** Several in an order: one list for the first, the second, and so on, as many as there are options. */
function OrderedChoices({
  setting,
  value,
  set,
}: {
  readonly setting: VendorSettingView;
  readonly value: string;
  readonly set: SetValue;
}) {
  const picked = value === "" ? [] : value.split(",");
  const rows = Math.min(setting.options.length, picked.length + 1);
  const change = (index: number, next: string) => {
    const others = picked
      .map((one, at) => (at === index ? next : one))
      .concat(index >= picked.length ? [next] : []);
    set([...new Set(others.filter((one) => one !== ""))].join(","));
  };
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-medium">{setting.label}</legend>
      <p className="text-[13px] text-muted-foreground">{setting.help}</p>
      {Array.from({ length: rows }, (_, index) => (
        <NativeSelect
          // The place in the order is what the list is about.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          aria-label={`${setting.label}, number ${index + 1}`}
          value={picked[index] ?? ""}
          onChange={(event) => change(index, event.target.value)}
        >
          <option value="">{index === picked.length ? "Add" : "None"}</option>
          {setting.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </NativeSelect>
      ))}
      <input type="hidden" name={`field.${setting.key}`} value={value} />
    </fieldset>
  );
}

function SettingInput({
  setting,
  value,
  set,
  error,
}: {
  readonly setting: VendorSettingView;
  readonly value: string;
  readonly set: SetValue;
  readonly error: string | undefined;
}) {
  const name = `field.${setting.key}`;
  if (setting.kind === "choices") return <OrderedChoices setting={setting} value={value} set={set} />;
  return (
    <Field label={setting.label} help={setting.help} error={error} optional={!setting.required}>
      {(aria) => {
        if (setting.kind === "switch")
          return (
            <div>
              <Switch
                {...aria}
                name={name}
                checked={value === "on"}
                onCheckedChange={(on) => set(on ? "on" : "")}
              />
            </div>
          );
        if (setting.kind === "text")
          return (
            <Input
              {...aria}
              name={name}
              value={value}
              onChange={(event) => set(event.target.value)}
              autoComplete="off"
              spellCheck={false}
              {...(setting.pattern ? { pattern: setting.pattern } : {})}
            />
          );
        return (
          <NativeSelect {...aria} name={name} value={value} onChange={(event) => set(event.target.value)}>
            <option value="">{setting.required ? "Choose" : "Not chosen"}</option>
            {setting.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </NativeSelect>
        );
      }}
    </Field>
  );
}

/** The vendor's own settings, from its definition. */
export function VendorSettings({
  connectionId,
  vendorName,
  settings,
  action,
}: {
  readonly connectionId: string;
  readonly vendorName: string;
  readonly settings: readonly VendorSettingView[];
  readonly action: FormAction;
}) {
  const [state, send] = useActionState(action, IDLE);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(
    Object.fromEntries(settings.map((setting) => [setting.key, setting.value])),
  );
  const shown = settings.filter(
    ({ showIf }) => showIf === null || showIf.values.includes(values[showIf.key] ?? ""),
  );
  return (
    <Card>
      <form action={send} className="grid gap-5" aria-label={`${vendorName} settings`}>
        <h2 className="text-base font-semibold">At {vendorName}</h2>
        <input type="hidden" name="connectionId" value={connectionId} />
        {shown.map((setting) => (
          <SettingInput
            key={setting.key}
            setting={setting}
            value={values[setting.key] ?? ""}
            set={(value) => setValues((before) => ({ ...before, [setting.key]: value }))}
            error={state.fieldErrors[setting.key]}
          />
        ))}
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton pendingLabel="Saving">Save</SubmitButton>
          <FormMessage state={state} />
        </div>
      </form>
    </Card>
  );
}

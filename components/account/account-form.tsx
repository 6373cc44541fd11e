"use client";

import { useActionState } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { NativeSelect } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { AccountBusinessView, AccountView, WebhookState } from "@/lib/services/account-views";
import type { ActionState, FormAction } from "@/lib/services/views";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

function Webhooks({ webhooks }: { readonly webhooks: WebhookState }) {
  if (webhooks.kind === "on") return <Badge tone="positive">Nexudus tells changes at once</Badge>;
  if (webhooks.kind === "pending") return <Badge tone="info">Asking Nexudus to tell changes</Badge>;
  return <Badge tone="attention">Looks for changes every 4 min: {webhooks.why}</Badge>;
}

function BusinessRow({
  business,
  zones,
  state,
}: {
  readonly business: AccountBusinessView;
  readonly zones: readonly string[];
  readonly state: ActionState;
}) {
  const zoneName = `zone.${business.id}`;
  const hourName = `dayChangeHour.${business.id}`;
  return (
    <fieldset className="grid gap-4 border-t px-5 py-5 first:border-t-0">
      <legend className="sr-only">{business.name}</legend>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold">{business.name}</h3>
        {business.zoneConfirmed ? null : <Badge tone="attention">Needs you: confirm the time zone</Badge>}
        <Webhooks webhooks={business.webhooks} />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Time zone"
          error={state.fieldErrors[zoneName]}
          help={
            business.zoneSuggested
              ? `Nexudus says ${business.zoneSuggested.replaceAll("_", " ")}.`
              : "Nexudus names no zone."
          }
        >
          {(aria) => (
            <NativeSelect
              {...aria}
              name={zoneName}
              key={state.values[zoneName]}
              defaultValue={state.values[zoneName] ?? business.zoneConfirmed ?? business.zoneSuggested ?? ""}
              required
            >
              <option value="">Choose a zone</option>
              {zones.map((zone) => (
                <option key={zone} value={zone}>
                  {zone.replaceAll("_", " ")}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field
          label="Day change"
          error={state.fieldErrors[hourName]}
          help="The hour at which a day ends at this location."
        >
          {(aria) => (
            <NativeSelect
              {...aria}
              name={hourName}
              key={state.values[hourName]}
              defaultValue={state.values[hourName] ?? String(business.dayChangeHour)}
            >
              {HOURS.map((hour) => (
                <option key={hour} value={hour}>
                  {`${String(hour).padStart(2, "0")}:00`}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      </div>
      {business.warning ? <p className="text-[13px] text-attention">{business.warning}</p> : null}
    </fieldset>
  );
}

/** Posts `zone.<business id>` and `dayChangeHour.<business id>` for every location. */
export function AccountForm({ view, action }: { readonly view: AccountView; readonly action: FormAction }) {
  const [state, send] = useActionState(action, IDLE);
  const waiting = view.businesses.filter((business) => !business.zoneConfirmed).length;
  return (
    <Card className="p-0">
      <form action={send} aria-label="Locations">
        <h2 className="px-5 pt-5 pb-4 text-base font-semibold">Locations</h2>
        {view.businesses.map((business) => (
          <BusinessRow key={business.id} business={business} zones={view.zones} state={state} />
        ))}
        <div className="flex flex-wrap items-center gap-3 border-t px-5 py-4">
          <SubmitButton pendingLabel="Saving">
            {waiting > 0
              ? `Confirm ${waiting === 1 ? "the location" : `${waiting} locations`}`
              : "Save locations"}
          </SubmitButton>
          <FormMessage state={state} />
        </div>
      </form>
    </Card>
  );
}

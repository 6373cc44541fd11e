"use client";

import { useActionState } from "react";
import { LocationPicker } from "@/components/connections/location-picker";
import { VendorField } from "@/components/connections/vendor-field";
import { Card } from "@/components/ui/card";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { GoOn } from "@/components/ui/go-on";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ConnectLocationView, VendorView } from "@/lib/services/connection-views";
import type { FormAction } from "@/lib/services/views";

/** Generated from the vendor's definition. What was typed is kept after an error, secrets never. */
export function ConnectForm({
  vendor,
  locations,
  action,
}: {
  readonly vendor: VendorView;
  readonly locations: readonly ConnectLocationView[];
  readonly action: FormAction;
}) {
  const [state, send] = useActionState(action, IDLE);
  const isOauth = vendor.auth === "oauth";
  return (
    <Card>
      <form action={send} className="grid gap-5" aria-label={`Connect ${vendor.name}`}>
        <FormMessage state={state} />
        <input type="hidden" name="vendor" value={vendor.id} />
        {vendor.fields.map((field) => (
          <VendorField
            key={field.key}
            field={field}
            value={state.values[field.key]}
            error={state.fieldErrors[field.key]}
          />
        ))}
        <LocationPicker
          locations={locations}
          chosen={state.values.location}
          error={state.fieldErrors.location}
        />
        {isOauth ? (
          <p className="text-[13px] text-muted-foreground">
            Next you sign in at {vendor.name} and allow Lintel there. Lintel never sees your password.
          </p>
        ) : null}
        <div>
          <SubmitButton pendingLabel={isOauth ? `Going to ${vendor.name}` : `Asking ${vendor.name}`}>
            {isOauth ? `Sign in at ${vendor.name}` : `Connect ${vendor.name}`}
          </SubmitButton>
        </div>
        <GoOn state={state} />
      </form>
    </Card>
  );
}

"use client";

import { useActionState } from "react";
import { VendorField } from "@/components/connections/vendor-field";
import { VendorSettings } from "@/components/connections/vendor-settings";
import { ActionButton } from "@/components/ui/action-button";
import { Card } from "@/components/ui/card";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { GoOn } from "@/components/ui/go-on";
import { SubmitButton } from "@/components/ui/submit-button";
import type { VendorPanelView } from "@/lib/services/vendor-views";
import type { FormAction } from "@/lib/services/views";

export interface VendorPanelActions {
  readonly enterCredentials: FormAction;
  readonly lookAtCertificate: FormAction;
  readonly confirmServer: FormAction;
  readonly saveVendor: FormAction;
}

interface Props {
  readonly connectionId: string;
  readonly panel: VendorPanelView;
  readonly actions: VendorPanelActions;
}

function EnterAgain({ connectionId, panel, actions }: Props) {
  const [state, send] = useActionState(actions.enterCredentials, IDLE);
  if (!panel.enter) return null;
  const { fields, values } = panel.enter;
  return (
    <Card className="border-attention/50">
      <form action={send} className="grid gap-5" aria-label={`Sign in to ${panel.vendorName}`}>
        <div>
          <h2 className="text-base font-semibold">Sign in to {panel.vendorName}</h2>
          <p className="mt-1 text-muted-foreground">
            Lintel tries once. What it keeps of this is sealed; nothing changes at your doors.
          </p>
        </div>
        <FormMessage state={state} />
        <input type="hidden" name="connectionId" value={connectionId} />
        <input type="hidden" name="vendor" value={panel.vendorId} />
        {fields.map((field) => (
          <VendorField
            key={field.key}
            field={field}
            value={state.values[field.key] ?? values[field.key]}
            error={state.fieldErrors[field.key]}
          />
        ))}
        <div>
          <SubmitButton pendingLabel={`Asking ${panel.vendorName}`}>Sign in</SubmitButton>
        </div>
        <GoOn state={state} />
      </form>
    </Card>
  );
}

function Certificate({ connectionId, panel, actions }: Props) {
  const shown = panel.certificate;
  if (!shown) return null;
  const { server, offered, confirmed } = shown;
  return (
    <Card className={offered ? "border-attention/50" : ""}>
      <h2 className="text-base font-semibold">{offered ? "Is this your server?" : "Server"}</h2>
      <p className="mt-1 text-muted-foreground">
        {offered && confirmed
          ? "The certificate of the server changed. Lintel sends nothing there, and takes nothing away, before you have compared it."
          : offered
            ? "Compare this with the certificate your server shows (in a browser: the lock, then the certificate's SHA-256 fingerprint). Nothing was sent to it yet."
            : "Lintel talks to this server only while it shows the certificate you confirmed."}
      </p>
      <dl className="my-4 grid gap-2 text-[13px]">
        <div>
          <dt className="text-muted-foreground">Address</dt>
          <dd className="break-all font-mono">{server}</dd>
        </div>
        {offered ? (
          <div>
            <dt className="text-muted-foreground">Shown now (SHA-256)</dt>
            <dd className="break-all font-mono">{offered}</dd>
          </div>
        ) : null}
        {confirmed ? (
          <div>
            <dt className="text-muted-foreground">Confirmed (SHA-256)</dt>
            <dd className="break-all font-mono">{confirmed}</dd>
          </div>
        ) : null}
      </dl>
      <div className="flex flex-wrap gap-3">
        {offered ? (
          <ActionButton
            action={actions.confirmServer}
            hidden={{ connectionId, fingerprint: offered }}
            variant="primary"
            pendingLabel="Signing in"
          >
            Yes, this is our server
          </ActionButton>
        ) : null}
        {shown.canLook ? (
          <ActionButton action={actions.lookAtCertificate} hidden={{ connectionId }} pendingLabel="Looking">
            Look at the certificate again
          </ActionButton>
        ) : null}
      </div>
    </Card>
  );
}

/** What the vendor itself asks for: inputs to enter anew, its server's certificate, its own settings. */
export function VendorPanel(props: Props) {
  const { connectionId, panel, actions } = props;
  return (
    <>
      <Certificate {...props} />
      <EnterAgain {...props} />
      {panel.settings.length > 0 ? (
        <VendorSettings
          connectionId={connectionId}
          vendorName={panel.vendorName}
          settings={panel.settings}
          action={actions.saveVendor}
        />
      ) : null}
    </>
  );
}

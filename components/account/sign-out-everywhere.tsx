import { Card } from "@/components/ui/card";
import { ConfirmAction } from "@/components/ui/confirm-action";
import type { FormAction } from "@/lib/services/views";

/** For a lost laptop or a colleague who left: ends every session of the account. */
export function SignOutEverywhere({ action }: { readonly action: FormAction }) {
  return (
    <Card className="mt-5 max-w-4xl">
      <h2 className="font-semibold">Sign out everywhere</h2>
      <p className="mt-1 mb-4 max-w-prose text-muted-foreground">
        Ends the sessions of all browsers that are signed in to this account, this one too. Doors go on as
        before; who may still open Lintel in Nexudus signs in again from there.
      </p>
      <ConfirmAction
        trigger="Sign out everywhere"
        title="Sign out everywhere?"
        description={<p>Everybody who has Lintel open has to open it again from Nexudus, you too.</p>}
        confirmLabel="Sign out all browsers"
        pendingLabel="Signing out"
        action={action}
        hidden={{}}
      />
    </Card>
  );
}

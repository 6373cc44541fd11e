import { AccountForm } from "@/components/account/account-form";
import { Time, ZoneNote } from "@/components/time/time";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { ConfirmAction } from "@/components/ui/confirm-action";
import { PageHeader } from "@/components/ui/page-header";
import type { AccountView, FormAction } from "@/lib/services/views";

function Identity({ view }: { readonly view: AccountView }) {
  return (
    <Card>
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-3">
        <div>
          <dt className="text-[13px] text-muted-foreground">Nexudus account</dt>
          <dd className="font-medium">{view.subdomain}</dd>
        </div>
        <div className="min-w-0">
          <dt className="text-[13px] text-muted-foreground">Acts in Nexudus as</dt>
          <dd className="font-medium break-words">{view.installerEmail ?? "Nexudus does not say"}</dd>
          {view.linkEmail ? (
            <dd className="text-[13px] break-words text-muted-foreground">
              The link said {view.linkEmail} <Badge tone="outline">unverified</Badge>
            </dd>
          ) : null}
        </div>
        <div>
          <dt className="text-[13px] text-muted-foreground">Installed</dt>
          <dd className="font-medium">
            <Time at={view.installedAt} now={view.now} zone={view.zone} />
          </dd>
        </div>
      </dl>
    </Card>
  );
}

function MissingRoles({ view }: { readonly view: AccountView }) {
  if (view.missingRoles.length === 0) return null;
  return (
    <Card className="border-attention/40">
      <h2 className="font-semibold">
        Nexudus withholds {view.missingRoles.length === 1 ? "a role" : "some roles"}
      </h2>
      <ul className="mt-2 grid gap-1.5">
        {view.missingRoles.map((missing) => (
          <li key={missing.role}>
            <span className="font-medium">{missing.role}</span>
            <span className="text-muted-foreground">: {missing.effect}</span>
          </li>
        ))}
      </ul>
      <p className="mt-3 text-muted-foreground">
        Open Lintel from Nexudus again and approve it with these roles.
      </p>
    </Card>
  );
}

/** Settings: the account, its locations and their zones. */
export function AccountPage({
  view,
  save,
  remove,
}: {
  readonly view: AccountView;
  readonly save: FormAction;
  readonly remove?: FormAction;
}) {
  return (
    <div className="max-w-4xl">
      <PageHeader
        title="Account"
        lead="Which locations Lintel looks after, and by which clock their doors go."
      />
      <div className="grid grid-cols-1 gap-5">
        <Identity view={view} />
        <MissingRoles view={view} />
        <AccountForm view={view} action={save} />
        {view.removal && remove ? (
          <Card>
            <h2 className="font-semibold">Remove Lintel</h2>
            <p className="mt-1 mb-4 max-w-prose text-muted-foreground">
              Takes back the access that Lintel gave and forgets this account. What you gave by hand at a
              vendor stays.
            </p>
            <ConfirmAction
              trigger="Remove Lintel"
              variant="danger"
              confirmVariant="danger-solid"
              title="Remove Lintel from this account?"
              description={
                <p>
                  {view.removal.people} people lose {view.removal.grants} grants at {view.removal.connections}{" "}
                  connections now. Their bookings and plans in Nexudus stay.
                </p>
              }
              confirmLabel={`Take back ${view.removal.grants} grants`}
              pendingLabel="Removing"
              action={remove}
              hidden={{}}
            />
          </Card>
        ) : null}
      </div>
      <ZoneNote zone={view.zone} />
    </div>
  );
}

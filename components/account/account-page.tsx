import { AccountForm } from "@/components/account/account-form";
import { RemoveCard } from "@/components/account/remove-card";
import { RemovingCard } from "@/components/account/removing-card";
import { Time, ZoneNote } from "@/components/time/time";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import type { AccountView } from "@/lib/services/account-views";
import type { FormAction } from "@/lib/services/views";

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
  base,
  save,
  remove,
  wait,
}: {
  readonly view: AccountView;
  readonly base: string;
  readonly save: FormAction;
  readonly remove?: FormAction;
  /** Resolves when it is time to look again, while Lintel is being removed. */
  readonly wait?: () => Promise<void>;
}) {
  return (
    <div className="max-w-4xl">
      <PageHeader
        title="Account"
        lead="Which locations Lintel looks after, and by which clock their doors go."
      />
      <div className="grid grid-cols-1 gap-5">
        {view.removing ? (
          <RemovingCard view={view} removing={view.removing} base={base} {...(wait ? { wait } : {})} />
        ) : null}
        <Identity view={view} />
        <MissingRoles view={view} />
        {view.removing ? null : <AccountForm view={view} action={save} />}
        {view.removal && remove ? <RemoveCard removal={view.removal} remove={remove} /> : null}
      </div>
      <ZoneNote zone={view.zone} />
    </div>
  );
}

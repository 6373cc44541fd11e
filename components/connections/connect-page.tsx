import { ConnectForm } from "@/components/connections/connect-form";
import { consolePaths } from "@/components/paths";
import { AppLink } from "@/components/ui/app-link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import type { ConnectVendorView, VendorView } from "@/lib/services/connection-views";
import type { FormAction } from "@/lib/services/views";

const minutes = (vendor: VendorView) =>
  vendor.leadMinutes === 0 && vendor.lagMinutes === 0
    ? "Doors open and close on the minute."
    : `Doors open ${vendor.leadMinutes} min before and close ${vendor.lagMinutes} min after, if you leave it so.`;

/** First which vendor, then its form. */
export function ConnectPage({
  view,
  base,
  connect,
}: {
  readonly view: ConnectVendorView;
  readonly base: string;
  readonly connect: FormAction;
}) {
  const to = consolePaths(base);
  const chosen = view.vendors.find((vendor) => vendor.id === view.vendorId);
  if (chosen) {
    return (
      <div className="max-w-2xl">
        <PageHeader
          title={`Connect ${chosen.name}`}
          lead="Nothing changes at your doors by connecting. You see a preview first."
          back={{ label: "All vendors", href: to.connect }}
        />
        <ConnectForm vendor={chosen} locations={view.locations} action={connect} />
      </div>
    );
  }
  return (
    <>
      <PageHeader
        title="Connect a vendor"
        lead="Choose who runs your doors. You can connect several."
        back={{ label: "Connections", href: to.connections }}
      />
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {view.vendors.map((vendor) => (
          <li key={vendor.id}>
            <Card className="flex h-full flex-col items-start gap-3">
              <h2 className="text-base font-semibold">{vendor.name}</h2>
              <p className="flex-1 text-muted-foreground">
                {vendor.summary} {minutes(vendor)}
              </p>
              {vendor.available ? (
                <Button asChild>
                  <AppLink href={to.connectVendor(vendor.id)}>
                    Connect<span className="sr-only"> {vendor.name}</span>
                  </AppLink>
                </Button>
              ) : (
                <Badge tone="outline">Not set up by the operator</Badge>
              )}
            </Card>
          </li>
        ))}
      </ul>
    </>
  );
}

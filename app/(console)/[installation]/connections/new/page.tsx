import type { Metadata } from "next";
import { ConnectPage } from "@/components/connections/connect-page";
import { readConnect } from "@/lib/services/console/connections";
import { type InConsole, readSearch } from "../../../../page-input";
import { requireSession } from "../../../../session";
import { connectVendor } from "../actions";

export const metadata: Metadata = { title: "Connect a vendor" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location, vendor } = await readSearch(searchParams);
  const view = await readConnect(services, {
    installationId,
    locationId: location ?? null,
    vendorId: vendor ?? null,
  });
  return (
    <ConnectPage view={view} base={`/${installation}`} connect={connectVendor.bind(null, installation)} />
  );
}

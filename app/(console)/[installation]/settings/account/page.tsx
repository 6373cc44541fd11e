import type { Metadata } from "next";
import { AccountPage } from "@/components/account/account-page";
import { SignOutEverywhere } from "@/components/account/sign-out-everywhere";
import { readAccountView } from "@/lib/services/console/account";
import { type InConsole, readSearch } from "../../../../page-input";
import { requireSession } from "../../../../session";
import { waitAMoment } from "../../preview/[id]/actions";
import { removeLintel, saveLocations } from "./actions";
import { signOutEverywhereAction } from "./sign-out-everywhere";

export const metadata: Metadata = { title: "Account" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location } = await readSearch(searchParams);
  const view = await readAccountView(services, { installationId, locationId: location ?? null });
  return (
    <>
      <AccountPage
        view={view}
        base={`/${installation}`}
        save={saveLocations.bind(null, installation)}
        remove={removeLintel.bind(null, installation)}
        wait={waitAMoment.bind(null, installation)}
      />
      <SignOutEverywhere action={signOutEverywhereAction.bind(null, installation)} />
    </>
  );
}

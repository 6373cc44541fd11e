import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ConnectionPage } from "@/components/connections/connection-page";
import { readConnection } from "@/lib/services/console/connections";
import { orNotFound } from "../../../../act";
import { isUuid, readSearch, type WithId } from "../../../../page-input";
import { requireSession } from "../../../../session";
import { waitAMoment } from "../../preview/[id]/actions";
import {
  acceptWhatIsLeft,
  checkConnection,
  confirmOwnership,
  confirmServer,
  disconnect,
  enterCredentials,
  lookAtCertificate,
  pause,
  resume,
  saveConnection,
  saveVendor,
  signInAtVendor,
} from "../actions";

export const metadata: Metadata = { title: "Connection" };

export default async function Page({ params, searchParams }: WithId) {
  const { installation, id } = await params;
  const { services, installationId } = await requireSession(installation);
  if (!isUuid(id)) notFound();
  const { location, problem } = await readSearch(searchParams);
  const view = await orNotFound(
    readConnection(services, { installationId, connectionId: id, locationId: location ?? null, problem }),
  );
  return (
    <ConnectionPage
      view={view}
      base={`/${installation}`}
      actions={{
        signIn: signInAtVendor.bind(null, installation),
        enterCredentials: enterCredentials.bind(null, installation),
        lookAtCertificate: lookAtCertificate.bind(null, installation),
        confirmServer: confirmServer.bind(null, installation),
        saveVendor: saveVendor.bind(null, installation),
        confirmAccount: confirmOwnership.bind(null, installation),
        saveSettings: saveConnection.bind(null, installation),
        pause: pause.bind(null, installation),
        resume: resume.bind(null, installation),
        checkNow: checkConnection.bind(null, installation),
        disconnect: disconnect.bind(null, installation),
        acceptLeftovers: acceptWhatIsLeft.bind(null, installation),
      }}
      wait={waitAMoment.bind(null, installation)}
    />
  );
}

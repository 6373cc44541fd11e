import type { InstallationId } from "@/lib/access/types";
import { refreshVisitor } from "@/lib/services/visits/refresh-visitor";
import { visitorTouched } from "../../events";
import { INSTALLATION_CONCURRENCY, RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Something about a visitor may have changed: read them again, then ask for what follows from it. */
export const readVisitorFunction = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "visits-read-visitor",
      triggers: [visitorTouched],
      retries: RETRIES,
      concurrency: [{ key: "event.data.installationId", limit: INSTALLATION_CONCURRENCY }],
    },
    async ({ event, step }) =>
      step.run("read-visitor", () =>
        refreshVisitor(services("visits-read-visitor"), {
          installationId: event.data.installationId as InstallationId,
          visitorId: event.data.visitorId,
        }),
      ),
  );

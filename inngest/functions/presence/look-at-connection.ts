import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { lookAtConnection } from "@/lib/services/presence/tick";
import { presenceLookRequested } from "../../events";
import { HINT_DEBOUNCE } from "../../limits";
import type { FunctionDeps } from "../deps";

/** A look at one connection, soon after its vendor called. A burst is one look. */
export const lookAtPresence = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "presence-look-at-connection",
      triggers: [presenceLookRequested],
      retries: 1,
      debounce: { period: HINT_DEBOUNCE, key: "event.data.connectionId" },
    },
    async ({ event, step }) =>
      step.run("look", () =>
        lookAtConnection(services("presence-look-at-connection"), {
          installationId: event.data.installationId as InstallationId,
          connectionId: event.data.connectionId as ConnectionId,
        }),
      ),
  );

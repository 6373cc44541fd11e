import { RetryAfterError } from "inngest";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { invitePass } from "@/lib/services/passes/invite-pass";
import { passInviteRequested } from "../../events";
import { RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Sends one invitation to a mobile pass. One lane of its own per connection: no access waits behind it. */
export const invitePassFunction = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "access-invite-pass",
      triggers: [passInviteRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.connectionId", limit: 1 }],
    },
    async ({ event, step }) =>
      step.run("invite-pass", async () => {
        const outcome = await invitePass(services("access-invite-pass"), {
          installationId: event.data.installationId as InstallationId,
          connectionId: event.data.connectionId as ConnectionId,
          invitationId: event.data.invitationId,
        });
        if (outcome.status === "retry")
          throw new RetryAfterError(`to be tried again: ${outcome.why}`, outcome.afterMs);
        return outcome;
      }),
  );

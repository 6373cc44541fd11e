import type { InstallationId } from "@/lib/access/types";
import { projectMembers } from "@/lib/services/access/project-members";
import { pollPlatform } from "@/lib/services/platform/poll";
import { pollRequested } from "../../events";
import { RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** What changed since the last time; the first time, everything. */
export const pollInstallation = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "nexudus-poll-installation",
      triggers: [pollRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.installationId", limit: 1 }],
    },
    async ({ event, step }) => {
      const installationId = event.data.installationId as InstallationId;
      const job = services("nexudus-poll-installation");
      const read = await step.run("read-changes", () => pollPlatform(job, { installationId }));
      const projected = await step.run("project-members", () =>
        projectMembers(job, { installationId, memberIds: read.members, cause: "poll" }),
      );
      return { status: read.status, calls: read.calls, changed: projected.changed };
    },
  );

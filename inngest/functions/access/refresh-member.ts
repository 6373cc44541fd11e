import type { InstallationId, MemberId } from "@/lib/access/types";
import { projectMembers } from "@/lib/services/access/project-members";
import { readMember } from "@/lib/services/platform/read-member";
import { memberTouched } from "../../events";
import { INSTALLATION_CONCURRENCY, MEMBER_DEBOUNCE, RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Something about a member may have changed: read them again, then ask for what follows from it. */
export const refreshMember = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "access-refresh-member",
      triggers: [memberTouched],
      retries: RETRIES,
      debounce: { key: "event.data.installationId + ':' + event.data.memberId", period: MEMBER_DEBOUNCE },
      concurrency: [{ key: "event.data.installationId", limit: INSTALLATION_CONCURRENCY }],
    },
    async ({ event, step }) => {
      const installationId = event.data.installationId as InstallationId;
      const job = services("access-refresh-member");
      const read = await step.run("read-member", () =>
        readMember(job, { installationId, memberId: event.data.memberId as MemberId }),
      );
      const projected = await step.run("project-members", () =>
        projectMembers(job, { installationId, memberIds: read.members, cause: "refresh" }),
      );
      return { status: read.status, calls: read.calls, changed: projected.changed };
    },
  );

import { cron } from "inngest";
import { listFullChecks } from "@/lib/services/access/list-full-checks";
import type { FunctionDeps } from "../deps";

/** Once an hour, off the full hour when everybody's bookings begin. */
export const scheduleReconciles = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    { id: "access-schedule-reconciles", triggers: [cron("17 * * * *")], retries: 1 },
    async ({ step }) =>
      step.run("ask-for-full-checks", () => listFullChecks(services("access-schedule-reconciles"))),
  );

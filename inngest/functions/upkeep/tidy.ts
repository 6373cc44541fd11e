import { cron } from "inngest";
import { tidy } from "@/lib/services/upkeep/tidy";
import type { FunctionDeps } from "../deps";

/** Once a day, in a quiet hour: what is kept for a time only goes. */
export const tidyFunction = ({ client, services }: FunctionDeps) =>
  client.createFunction({ id: "upkeep-tidy", triggers: [cron("41 3 * * *")], retries: 1 }, async ({ step }) =>
    step.run("delete-old", () => tidy(services("upkeep-tidy"))),
  );

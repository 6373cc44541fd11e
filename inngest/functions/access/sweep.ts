import { cron } from "inngest";
import { sweep } from "@/lib/services/access/sweep";
import type { FunctionDeps } from "../deps";

/** Once a minute for the whole deployment; every four on Inngest Cloud, where executions are counted. */
export const sweepFunction = ({ client, services }: FunctionDeps, everyMinutes: number) =>
  client.createFunction(
    {
      id: "access-sweep",
      triggers: [cron(everyMinutes === 1 ? "* * * * *" : `*/${everyMinutes} * * * *`)],
      retries: 0,
    },
    async ({ step }) => step.run("sweep", () => sweep(services("access-sweep"))),
  );

import { presenceTick } from "@/lib/services/presence/tick";
import { openingsDue } from "../../events";
import type { FunctionDeps } from "../deps";

/**
 * One run for everything presence is on for, asked for by the sweep and only then. On purpose without a step: a run
 * with one costs two executions, and every line of it may be repeated (design section 12). What fails is the next one's.
 */
export const readOpenings = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    { id: "presence-read-openings", triggers: [openingsDue], retries: 0, concurrency: [{ limit: 1 }] },
    async () => ({ ...(await presenceTick(services("presence-read-openings"))) }),
  );

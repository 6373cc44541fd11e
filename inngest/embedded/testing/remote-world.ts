import { Hono } from "hono";
import { Inngest } from "inngest";
import { serve } from "inngest/hono";
import { realClock } from "@/lib/clock";
import { listen } from "../listen";
import type { LiveFunctions } from "./live-app";

/** The same SDK app, synced with an Inngest development server that runs elsewhere, in real time. */
export async function startRemoteWorld(serverUrl: string, appId: string, functions: LiveFunctions) {
  const client = new Inngest({ id: appId, baseUrl: serverUrl, isDev: true, checkpointing: false });
  const app = new Hono();
  app.on(
    ["GET", "POST", "PUT"],
    "/api/inngest",
    serve({ client, functions: functions(client, realClock.now) }),
  );
  const listening = await listen(app, 0);
  const synced = await fetch(`${listening.url}/api/inngest`, { method: "PUT" });
  if (!synced.ok) throw new Error(`the app could not be synced with the server: HTTP ${synced.status}`);
  return {
    client,
    serverUrl,
    clock: realClock,
    pass: (ms: number) => realClock.sleep(ms + 4_000),
    close: () => listening.close(),
  };
}

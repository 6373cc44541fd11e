import type { IncomingMessage } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import type { Clock } from "../../../lib/clock";
import type { Faults } from "../kit/faults";
import type { World } from "./world";

function dropConnection(c: Context): Response {
  // Safe: this app is only ever served by the Node adapter, which sets `incoming`.
  const { incoming } = c.env as { incoming: IncomingMessage };
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Spends a fault on a request before the routes see it. `real` waits in real time. */
export function faultGate(faults: Faults, world: World, real: Clock): MiddlewareHandler {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const rule = faults.take(c.req.method, url.pathname + url.search);
    if (!rule) return next();
    if (rule.kind === "answer") {
      const headers = { "content-type": "application/json", ...rule.headers };
      return new Response(rule.body ?? "", { status: rule.status ?? 500, headers });
    }
    if (rule.kind === "drop") return dropConnection(c);
    if (rule.kind === "delay") {
      await real.sleep(rule.delayMs ?? 0);
      return next();
    }
    await next();
    world.flush();
    c.res = undefined;
    c.res = dropConnection(c);
    return;
  };
}

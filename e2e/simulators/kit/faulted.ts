import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { MiddlewareHandler } from "hono";
import type { Clock } from "../../../lib/clock";
import type { Faults } from "./faults";

/** Carries injected faults out in front of an API. The test API and the pages stay outside of it. */
export function faulted(faults: Faults, clock: Clock): MiddlewareHandler {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const fault = faults.take(c.req.method, url.pathname + url.search);
    const drop = () => {
      (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    };
    switch (fault?.kind) {
      case "answer":
        return new Response(fault.body ?? null, {
          status: fault.status ?? 500,
          headers: { ...fault.headers },
        });
      case "drop":
        return drop();
      case "drop_after_commit":
        await next();
        c.res = drop();
        return;
      case "truncate": {
        await next();
        const { status, headers } = c.res;
        const text = await c.res.text();
        c.res = new Response(text.slice(0, Math.ceil(text.length / 2)), { status, headers });
        return;
      }
      case "delay": {
        const over = clock.timeoutSignal(fault.delayMs ?? 0);
        await new Promise<void>((resolve) => over.addEventListener("abort", () => resolve()));
        return next();
      }
      default:
        return next();
    }
  };
}

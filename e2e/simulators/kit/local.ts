import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

const loopback = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];

/** Only this machine, under a name of this machine, and no other site's page in a browser on it. */
export function isLocal(c: Context): boolean {
  const remote = (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress;
  const { hostname, origin: own } = new URL(c.req.url);
  const origin = c.req.header("origin");
  return (
    (remote === undefined || loopback.includes(remote)) &&
    ["127.0.0.1", "localhost"].includes(hostname) &&
    (origin === undefined || origin === own)
  );
}

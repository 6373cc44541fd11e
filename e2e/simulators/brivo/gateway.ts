import { Hono, type MiddlewareHandler } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import type { ApiEnv } from "./caller";
import { credentialRoutes } from "./credential-routes";
import { eventRoutes } from "./event-routes";
import { groupRoutes } from "./group-routes";
import { developerInactive } from "./oauth";
import { ApiProblem } from "./problem";
import { userRoutes } from "./user-routes";
import { Wire } from "./wire";
import type { World } from "./world";

/** First the gateway's API key, then the bearer token, which really runs out. */
function admit(world: World, apiKey: string): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (c.req.header("api-key") !== apiKey) return developerInactive(c);
    const bearer = /^bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    const token = world.state.oauth.accessTokens[bearer];
    const admin = token && world.state.tables.admins[String(token.adminId)];
    if (!token || !admin || token.expiresAt <= world.nowMs())
      return c.json({ error: "invalid_token", error_description: "Access token expired or unknown" }, 401);
    const account = admin.account;
    c.set("caller", { world, account, admin, wire: new Wire(world, account) });
    return next();
  };
}

/** The API below `/v1/api`. What it has no route for is the gateway's page 596. */
export function apiRoutes(world: World, apiKey: string): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use("*", admit(world, apiKey));
  app.get("/administrators/whoami", (c) => {
    const { admin, wire } = c.get("caller");
    return c.json(wire.admin(admin));
  });
  app.route("/", credentialRoutes());
  app.route("/", groupRoutes());
  app.route("/", userRoutes());
  app.route("/", eventRoutes());
  // Safe: the server takes any number; the type only knows those of the standard.
  app.all("*", (c) => c.html("<h1>596 Service Not Found</h1>", 596 as StatusCode as 404));
  app.onError((error, c) => {
    if (error instanceof ApiProblem)
      return c.json({ code: error.status, message: error.message }, error.status);
    throw error;
  });
  return app;
}

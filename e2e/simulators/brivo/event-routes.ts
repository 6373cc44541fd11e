import { Hono } from "hono";
import { type ApiEnv, bodyOf, paramsOf } from "./caller";
import { countEvents, listEvents } from "./events";
import { applyFilter, contains, parseFilter } from "./filters";
import type { SubscriptionRow } from "./model";
import { page } from "./paging";
import { saveSubscription } from "./subscriptions";

export function eventRoutes(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get("/events/access", (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(listEvents(world, account, paramsOf(c), wire.event));
  });
  app.get("/events/counts/access", (c) => {
    const { world, account } = c.get("caller");
    return c.json(countEvents(world, account, paramsOf(c)));
  });

  app.get("/event-subscriptions", (c) => {
    const { world, account, wire } = c.get("caller");
    const params = paramsOf(c);
    const test = contains((row: SubscriptionRow) => row.name);
    const rows = applyFilter(
      world.rows("subscriptions", account),
      parseFilter(params.get("filter")),
      (field) => (field === "name" ? { operators: ["eq"], test } : undefined),
    );
    return c.json(page(world, params, rows, wire.subscription));
  });
  app.post("/event-subscriptions", async (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.subscription(saveSubscription(world, account, await bodyOf(c))));
  });
  app.get("/event-subscriptions/:id", (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.subscription(world.find("subscriptions", account, c.req.param("id"))));
  });
  app.put("/event-subscriptions/:id", async (c) => {
    const { world, account, wire } = c.get("caller");
    const row = world.find("subscriptions", account, c.req.param("id"));
    return c.json(wire.subscription(saveSubscription(world, account, await bodyOf(c), row)));
  });
  app.delete("/event-subscriptions/:id", (c) => {
    const { world, account } = c.get("caller");
    world.remove("subscriptions", world.find("subscriptions", account, c.req.param("id")).id);
    return c.body(null, 204);
  });
  return app;
}

import { Hono } from "hono";
import { html } from "hono/html";
import { page } from "../kit/page";
import type { AkilesTestApi } from "./test-api";

export function buildingRoutes(api: AkilesTestApi, _engineUrl: string | null): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const doors = Object.values(api.world.state.tables.gadgets);
    return c.html(page("Akiles", html`<h1>Doors</h1>${doors.map((d) => html`<p>${d.name}</p>`)}`));
  });
  return app;
}

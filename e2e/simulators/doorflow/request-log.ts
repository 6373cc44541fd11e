import type { Clock } from "../../../lib/clock";
import { RequestLog, type Routes } from "../kit/request-log";

const routes: Routes<"reads" | "writes" | "syncs" | "token"> = {
  kinds: ["reads", "writes", "syncs", "token"],
  // The number of the API's version is no id.
  generalize: (path) =>
    path
      .replace(/\/\d+(?=\/|$)/g, "/:id")
      .replace(/\/credentials\/\w+$/, "/credentials/:id")
      .replace(/^\/api\/:id\//, "/api/3/"),
  kindOf(route) {
    if (route.includes("/oauth/")) return "token";
    if (route === "POST /api/3/sync") return "syncs";
    return route.startsWith("GET ") ? "reads" : "writes";
  },
};

/** Syncs and calls of the token endpoint are counted apart from what else writes. */
export const createRequestLog = (clock: Clock) => new RequestLog(clock, routes);

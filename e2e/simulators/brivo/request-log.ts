import type { Clock } from "../../../lib/clock";
import { RequestLog, type Routes } from "../kit/request-log";

const routes: Routes<"reads" | "writes" | "token"> = {
  kinds: ["reads", "writes", "token"],
  // Numbers are ids, as is what an external lookup asks for.
  generalize: (path) =>
    path.replace(/\/[^/]+\/external$/, "/:externalId/external").replace(/\/\d+(?=\/|$)/g, "/:id"),
  kindOf(route) {
    if (route.includes("/oauth/")) return "token";
    return route.startsWith("GET ") ? "reads" : "writes";
  },
};

/** Writes are the calls of the API that change something; the token endpoint is counted apart. */
export const createRequestLog = (clock: Clock) => new RequestLog(clock, routes);

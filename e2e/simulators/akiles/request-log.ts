import type { Clock } from "../../../lib/clock";
import { RequestLog, type Routes } from "../kit/request-log";

const routes: Routes<"reads" | "writes" | "token"> = {
  kinds: ["reads", "writes", "token"],
  generalize: (path) =>
    path.replace(/\/(org|site|dev|gad|sch|mg|mem|me|mp|mc|mml|mt|mga|crd|evt|wh)_\w+/g, "/:id"),
  kindOf(route) {
    if (route.includes("/oauth2/")) return "token";
    return route.startsWith("GET ") || route.endsWith("/reveal") ? "reads" : "writes";
  },
};

/** Writes are the calls of the API that change something; the token endpoint is counted apart. */
export const createRequestLog = (clock: Clock) => new RequestLog(clock, routes);

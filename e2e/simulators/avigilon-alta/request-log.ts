import type { Clock } from "../../../lib/clock";
import { RequestLog, type Routes } from "../kit/request-log";

const SECRET = /(cloudKeyUnlockTokens|accessTokens)\/[^/]+/;

const routes: Routes<"reads" | "writes" | "logins"> = {
  kinds: ["reads", "writes", "logins"],
  generalize: (path) => path.replace(SECRET, "$1/:token").replace(/\/\d+/g, "/:id"),
  kindOf(route) {
    if (route.includes("/auth/")) return "logins";
    return route.startsWith("GET ") || /\/(users|groups)\/list$/.test(route) ? "reads" : "writes";
  },
};

/** Writes are calls that change something; sign-ins are counted apart. */
export const createRequestLog = (clock: Clock) => new RequestLog(clock, routes);

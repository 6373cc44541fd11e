import type { Clock } from "../../../lib/clock";
import { RequestLog, type Routes } from "../kit/request-log";

const routes: Routes<"reads" | "writes" | "logins"> = {
  kinds: ["reads", "writes", "logins"],
  generalize: (path) => path.replace(/\/(identities|tokens|roles)\/[0-9a-f]{1,16}(?=$|\/|\.)/g, "/$1/:id"),
  kindOf(route) {
    if (route === "POST /sessions") return "logins";
    return route.startsWith("GET ") ? "reads" : "writes";
  },
};

/** Writes are calls that change something; sign-ins are counted apart. */
export const createRequestLog = (clock: Clock) => new RequestLog(clock, routes);

import type { Db } from "@/db/client";
import type { Services } from "../context";

/**
 * Services of a process that ends with the first transaction it commits: nothing it would read, write or ask for after
 * that happens.
 */
export function endsAfterCommit(services: Services): Services {
  let isOver = false;
  const ended = () => new Error("the process has ended");
  const db = new Proxy(services.db, {
    get(target, name) {
      if (isOver) throw ended();
      if (name !== "transaction") return Reflect.get(target, name);
      const run: Db["transaction"] = async (...input) => {
        const result = await target.transaction(...input);
        isOver = true;
        return result;
      };
      return run;
    },
  });
  return { ...services, db, emit: () => Promise.reject(ended()) };
}

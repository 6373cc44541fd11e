import { NexudusError } from "@/lib/nexudus/errors";
import type { ListRead } from "@/lib/nexudus/paging";
import type { NexudusClient } from "@/lib/nexudus/platform";
import { CALL_ROLES, type NeededRole } from "@/lib/nexudus/roles";

/** Told after every call whose answer says whether Nexudus lets the credential do it. */
export type AccessTold = (need: NeededRole, isLetIn: boolean) => Promise<void>;

const needOf = (name: string | symbol): NeededRole | undefined =>
  typeof name === "string" && name in CALL_ROLES ? CALL_ROLES[name as keyof typeof CALL_ROLES] : undefined;

/** True = data came, false = 401; null = it says neither (throttled, down). */
function isLetIn(answer: unknown): boolean | null {
  const list = answer as Partial<ListRead<unknown>> | null | undefined;
  if (list?.complete !== false) return true;
  if (!("error" in list) || !list.error) return true;
  return list.error.kind === "unauthorized" ? false : null;
}

/** The same client, which tells of every answer whether it let the credential in. Changes no answer. */
export function watchClient(client: NexudusClient, told: AccessTold): NexudusClient {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === "withPriority")
        return (...input: Parameters<NexudusClient["withPriority"]>) =>
          watchClient(target.withPriority(...input), told);
      const need = needOf(name);
      if (typeof value !== "function" || !need) return value;
      return async (...input: unknown[]): Promise<unknown> => {
        try {
          const answer: unknown = await Reflect.apply(value, target, input);
          const verdict = isLetIn(answer);
          if (verdict !== null) await told(need, verdict);
          return answer;
        } catch (error) {
          if (error instanceof NexudusError && error.kind === "unauthorized") await told(need, false);
          throw error;
        }
      };
    },
  });
}

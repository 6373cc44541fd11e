import type { FetchLike } from "@/lib/connectors/contract";

type Match = (method: string, url: string) => boolean;

/**
 * Stops a process at one outgoing call: the call neither returns nor fails, as when the machine went away.
 * The promise of whoever made it is left alone by the test; `resume` lets it go on, as a late holder would.
 */
export function createStopper() {
  let plan: { readonly match: Match; readonly when: "before" | "after" } | null = null;
  let hit: () => void = () => undefined;
  let go: () => void = () => undefined;
  const hang = (): Promise<void> => {
    plan = null;
    const resumed = new Promise<void>((resolve) => {
      go = resolve;
    });
    hit();
    return resumed;
  };
  return {
    through:
      (fetch: FetchLike): FetchLike =>
      async (input, init) => {
        const found = plan?.match(init?.method ?? "GET", String(input)) ? plan.when : null;
        if (found === "before") await hang();
        const answer = await fetch(input, found === null ? init : { ...init, signal: null });
        if (found === "after") await hang();
        return answer;
      },
    /** Arms it; resolves once the call has been met. */
    stop(when: "before" | "after", match: Match): Promise<void> {
      plan = { match, when };
      return new Promise((resolve) => {
        hit = resolve;
      });
    },
    resume: () => go(),
  };
}

export const grantCall: Match = (method, url) => method === "POST" && /\/group_associations$/.test(url);
export const revokeCall: Match = (method, url) => method === "DELETE" && url.includes("/group_associations/");
export const createCall: Match = (method, url) => method === "POST" && /\/members$/.test(url);

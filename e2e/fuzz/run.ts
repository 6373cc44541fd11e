import fc from "fast-check";
import { objectionTo } from "./invariants";
import { describeRequest, isBroken, toBytes, type WireRequest } from "./request";
import { requestsFor } from "./routes";
import { sendBytes } from "./send";
import { countRows } from "./tables";
import type { FuzzTarget } from "./target";

/** Requests on their way at one time. */
const AT_ONCE = 8;

export interface FuzzResult {
  readonly seed: number;
  readonly requests: number;
  /** Answers per status and kind of address, e.g. `/install 400`. */
  readonly statuses: ReadonlyMap<string, number>;
  /** What went wrong, each with the smallest request that shows it. */
  readonly problems: readonly string[];
}

class Objection extends Error {
  override readonly name = "Objection";
}

/**
 * Sends `requests` to the running site, spread over all its addresses, eight at a time. A failing request is made
 * smaller as long as it still fails. At the end the database must hold what it held and the app must be well.
 */
export async function fuzz(
  target: FuzzTarget,
  input: { readonly routes: readonly string[]; readonly requests: number; readonly seed: number },
): Promise<FuzzResult> {
  const generators = requestsFor(input.routes);
  const statuses = new Map<string, number>();
  const problems: string[] = [];
  let sent = 0;
  const before = await countRows(target.databaseUrl);
  const send = async (route: string, request: WireRequest) => {
    const answer = await sendBytes(
      target.port,
      toBytes(request, new URL(target.origin).host, target.fill),
      isBroken(request),
    );
    sent += 1;
    const key = `${route} ${answer.status ?? "closed"}`;
    statuses.set(key, (statuses.get(key) ?? 0) + 1);
    const objection = objectionTo(request, answer, target);
    if (objection !== null) throw new Objection(`${objection}: ${describeRequest(request)}`);
  };
  const rounds = Math.max(1, Math.ceil(input.requests / AT_ONCE / generators.size));
  for (const [at, [route, generator]] of [...generators].entries()) {
    const property = fc.asyncProperty(
      fc.array(generator, { minLength: 1, maxLength: AT_ONCE, size: "max" }),
      async (requests) => {
        const results = await Promise.allSettled(requests.map((request) => send(route, request)));
        const failed = results.find((result) => result.status === "rejected");
        if (failed) throw failed.reason;
      },
    );
    const outcome = await fc.check(property, { seed: input.seed + at, numRuns: rounds * 2 });
    if (outcome.failed) problems.push(`${route}: ${reasonOf(outcome)}`);
  }
  const after = await countRows(target.databaseUrl);
  for (const [table, rows] of Object.entries(before))
    if (after[table] !== rows)
      problems.push(`${table} held ${rows} rows before and holds ${after[table]} now`);
  const health = await fetch(`${target.origin}/api/health`);
  if (health.status !== 200) problems.push(`the app is not well afterwards: ${health.status}`);
  return { seed: input.seed, requests: sent, statuses, problems };
}

function reasonOf(outcome: { readonly errorInstance: unknown | null }): string {
  return outcome.errorInstance instanceof Objection
    ? outcome.errorInstance.message
    : String(outcome.errorInstance);
}

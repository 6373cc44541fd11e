import type { Clock } from "../../../lib/clock";

/** One injected fault. The first rule that matches a request and has `times` left is spent on it. */
export interface FaultRule {
  readonly id: string;
  /** Upper-case method, or "*". */
  readonly method: string;
  /** Regular expression over path and query. */
  readonly path: string;
  /** How many more requests it hits; null = until removed. */
  times: number | null;
  readonly kind: /** Answers `status` with `headers` and `body` and does nothing else. */
    | "answer"
    /** Carries the request out, then drops the connection: an ambiguous write. */
    | "drop_after_commit"
    /** Drops the connection before anything happens. */
    | "drop"
    /** Carries the request out and sends the first half of the answer's text as if it were all. */
    | "truncate"
    /** Waits `delayMs` (real time), then carries on. */
    | "delay";
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
}

/** What was injected and when, for the oracle: the simulators say so, never the product. */
export interface InjectedFault {
  readonly ruleId: string;
  readonly kind: FaultRule["kind"];
  readonly request: string;
  readonly at: string;
}

/** Fault injection shared by all simulators; their test API sets the rules. */
export class Faults {
  rules: FaultRule[] = [];
  readonly injected: InjectedFault[] = [];

  constructor(private readonly clock: Clock) {}

  /** Takes the rule that this request meets, or null. */
  take(method: string, pathAndQuery: string): FaultRule | null {
    const rule = this.rules.find(
      (r) =>
        (r.method === "*" || r.method === method) && r.times !== 0 && new RegExp(r.path).test(pathAndQuery),
    );
    if (!rule) return null;
    if (rule.times !== null) rule.times -= 1;
    this.injected.push({
      ruleId: rule.id,
      kind: rule.kind,
      request: `${method} ${pathAndQuery}`,
      at: this.clock.now().toISOString(),
    });
    return rule;
  }
}

import type { Clock } from "@/lib/clock";
import type { FetchLike } from "../contract";

/** What goes wrong with one call. */
export type CallFault =
  /** An answer made up on the way; the vendor never sees the call. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** No answer until the caller's own time-out ends it; the vendor never sees the call. */
  | { readonly kind: "timeout" }
  /** The vendor does it, and the answer is lost. */
  | { readonly kind: "drop_after_commit" }
  /** The vendor does it, and its answer's body is changed. */
  | { readonly kind: "rewrite"; readonly body: (text: string) => string };

/** Reads are GETs. */
export type CallKind = "read" | "write" | "any";

interface Planned {
  readonly fault: CallFault;
  readonly on: CallKind;
  times: number;
}

/** Sits between a connector and the network, and breaks chosen calls. */
export class FaultyFetch {
  readonly calls: { readonly method: string; readonly url: string; readonly body: string }[] = [];
  private planned: Planned[] = [];
  private readonly signals = new Map<AbortSignal, AbortController>();

  constructor(private readonly real: FetchLike) {}

  /** Breaks the next `times` calls of a kind. Faults are spent in the order they were given. */
  breakNext(fault: CallFault, on: CallKind = "any", times = 1): void {
    this.planned.push({ fault, on, times });
  }

  /** Faults nobody met yet; a test that leaves some did not test what it says. */
  get unspent(): number {
    return this.planned.reduce((sum, { times }) => sum + times, 0);
  }

  /** Takes back faults that are still unspent. */
  clear(): void {
    this.planned = [];
  }

  /** The given clock, with time-outs that fire at the moment a `timeout` fault is met: no test waits. */
  clockOver(clock: Clock): Clock {
    return {
      ...clock,
      timeoutSignal: () => {
        const controller = new AbortController();
        this.signals.set(controller.signal, controller);
        return controller.signal;
      },
    };
  }

  readonly fetch: FetchLike = async (url, init) => {
    const method = init.method ?? "GET";
    this.calls.push({ method, url, body: typeof init.body === "string" ? init.body : "" });
    const kind: CallKind = method === "GET" ? "read" : "write";
    const planned = this.planned.find((p) => p.times > 0 && (p.on === "any" || p.on === kind));
    if (!planned) return this.real(url, init);
    planned.times -= 1;
    return this.broken(planned.fault, url, init);
  };

  private async broken(fault: CallFault, url: string, init: RequestInit): Promise<Response> {
    switch (fault.kind) {
      case "answer":
        return new Response(fault.body === "" ? null : fault.body, {
          status: fault.status,
          headers: { "content-type": "application/json", ...fault.headers },
        });
      case "timeout": {
        const controller = init.signal && this.signals.get(init.signal);
        // Without the clock's signal the real call could hang for ever.
        if (!controller) throw new Error("the call carries no time-out of the clock");
        controller.abort(new DOMException("timed out", "TimeoutError"));
        throw controller.signal.reason;
      }
      case "drop_after_commit":
        await (await this.real(url, init)).text();
        throw new TypeError("fetch failed");
      case "rewrite": {
        const response = await this.real(url, init);
        return new Response(fault.body(await response.text()), {
          status: response.status,
          headers: response.headers,
        });
      }
      default: {
        const never: never = fault;
        return never;
      }
    }
  }
}

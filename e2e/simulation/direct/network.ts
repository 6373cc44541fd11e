import type { FetchLike } from "@/lib/connectors/contract";
import type { Random } from "./random";
import type { VirtualTime } from "./virtual-time";

/** An outside system, in this process. */
export interface OutsideSystem {
  /** What calls are counted under. */
  readonly name: string;
  /** Whether a request is this one's to answer: several stand behind one address. */
  owns(request: { readonly url: URL; readonly headers: Headers; readonly body: string | null }): boolean;
  answer(request: Request): Promise<Response>;
}

const LATENCY_MS = { least: 10, most: 150 } as const;
/** What a caller sees of a connection that broke, whatever broke it. */
const broken = () => new TypeError("fetch failed");

/**
 * What lies between Lintel and the outside systems: a little time each way, and nothing else. A request belongs to
 * whoever knows its credential; one that belongs to nobody is a connection refused, so nothing leaves this process.
 */
export class Network {
  readonly systems: OutsideSystem[] = [];
  readonly calls = new Map<string, number>();
  /** Decides about what passes: null = go on, else what the caller sees. For what the simulators have no switch for. */
  onAnswer:
    | ((system: OutsideSystem, request: { readonly method: string; readonly url: URL }) => Promise<void>)
    | null = null;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
  ) {}

  private latency(): Promise<void> {
    return this.time.sleep(this.random.whole(LATENCY_MS.least, LATENCY_MS.most));
  }

  readonly fetch: FetchLike = async (input, init) => {
    const url = new URL(input);
    const headers = new Headers(init.headers);
    headers.set("host", url.host);
    const body = typeof init.body === "string" ? init.body : null;
    await this.latency();
    const system = this.systems.find((candidate) => candidate.owns({ url, headers, body }));
    if (!system) throw broken();
    this.calls.set(system.name, (this.calls.get(system.name) ?? 0) + 1);
    const method = init.method ?? "GET";
    const request = new Request(url, { method, headers, ...(body === null ? {} : { body }) });
    const response = await this.time.track(system.answer(request));
    const bytes = await this.time.track(response.arrayBuffer());
    if (this.onAnswer) await this.onAnswer(system, { method, url });
    await this.latency();
    // How the simulators drop a connection: the socket, if there were one, is gone.
    if (response.headers.has("x-hono-already-sent")) throw broken();
    const isEmpty = [101, 204, 205, 304].includes(response.status);
    return new Response(isEmpty ? null : bytes, { status: response.status, headers: response.headers });
  };
}

import type { Clock } from "@/lib/clock";
import { authorizationHeader, type NexudusCredential } from "./credential";
import { NexudusError, type NexudusErrorDetails, type NexudusErrorKind, type RefusalCode } from "./errors";
import type { CallBudget, CallPriority } from "./limiter";

/** One line per call; no query string, since filters hold ids of people. */
export interface NexudusCallLog {
  readonly entity: string;
  readonly method: string;
  readonly outcome: "ok" | NexudusErrorKind;
  readonly status: number | null;
  readonly durationMs: number;
}

export interface TransportOptions {
  /** e.g. `https://spaces.nexudus.com`, without `/api`. */
  readonly baseUrl: string;
  readonly credential: NexudusCredential;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  readonly limiter: CallBudget;
  /** Real milliseconds for one call, its body included. */
  readonly timeoutMs: number;
  readonly log: (line: NexudusCallLog) => void;
}

export interface NexudusRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/api`, e.g. `/spaces/bookings`. */
  readonly path: string;
  readonly entity: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly priority: CallPriority;
}

/** Sends one request and returns the parsed JSON body (null when empty). Throws only `NexudusError`. */
export type Transport = (request: NexudusRequest) => Promise<unknown>;

const THROTTLE_409_MS = 1_000;
const THROTTLE_429_MS = 15_000;
const RETRY_AFTER_MS_MAX = 300_000;

const isPage = (text: string, type: string | null) => /html/i.test(type ?? "") || /^\s*</.test(text);

function parseJson(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfterMs(response: Response, text: string, now: Date, otherwise: number): number {
  const header = response.headers.get("retry-after");
  const seconds = header !== null && /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) : null;
  const until = header !== null && seconds === null ? Date.parse(header) - now.getTime() : Number.NaN;
  const told = /wait (\d+) seconds?/i.exec(text)?.[1];
  const ms =
    seconds !== null
      ? seconds * 1000
      : Number.isFinite(until)
        ? until
        : told
          ? Number(told) * 1000
          : otherwise;
  return Math.min(RETRY_AFTER_MS_MAX, Math.max(100, Math.ceil(ms)));
}

interface Refusal {
  readonly code: RefusalCode;
  readonly property?: string;
  readonly generic: boolean;
}

/** Reads a failed mutation envelope without keeping its texts: they can quote what was sent. */
function refusalOf(body: unknown): Refusal {
  const envelope = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const message = typeof envelope.Message === "string" ? envelope.Message : "";
  const errors: unknown[] = Array.isArray(envelope.Errors) ? envelope.Errors : [];
  const first = (errors[0] ?? {}) as Record<string, unknown>;
  const named =
    typeof first.PropertyName === "string" ? first.PropertyName : /^([A-Za-z]\w*):/.exec(message)?.[1];
  const property = named && /^[A-Za-z][\w.]{0,59}$/.test(named) ? named : undefined;
  const text = `${message} ${typeof first.Message === "string" ? first.Message : ""}`;
  const code: RefusalCode = /missing required filter/i.test(text)
    ? "missing_filter"
    : /access denied/i.test(text)
      ? "access_denied"
      : /required field/i.test(text)
        ? "required_field"
        : "other";
  return { code, generic: /^\s*Ooops!/i.test(message), ...(property ? { property } : {}) };
}

const refused = (entity: string, status: number, body: unknown): NexudusError => {
  const { code, property, generic } = refusalOf(body);
  if (generic) return new NexudusError("server", { entity, status });
  return new NexudusError("refused", { entity, status, code, ...(property ? { property } : {}) });
};

function failureOf(entity: string, response: Response, text: string, now: Date): NexudusError | null {
  const { status } = response;
  const page = isPage(text, response.headers.get("content-type"));
  const fail = (kind: NexudusErrorKind, more: Partial<NexudusErrorDetails> = {}) =>
    new NexudusError(kind, { entity, status, ...more });
  const wait = (ms: number) => fail("throttled", { retryAfterMs: retryAfterMs(response, text, now, ms) });

  // A fetch that hides the redirect reports status 0.
  if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) return fail("redirected");
  if (status === 429) return wait(THROTTLE_429_MS);
  if (status === 409) {
    const asksToWait =
      response.headers.has("retry-after") ||
      text.trim() === "" ||
      /must wait/i.test(`${response.statusText} ${text}`);
    return asksToWait ? wait(THROTTLE_409_MS) : fail("conflict");
  }
  if (status === 401) return fail("unauthorized");
  if (status === 403) return fail(page ? "firewall" : "unauthorized");
  if (status >= 500) return fail("server");
  if (status === 404) {
    if (page) return fail("bad_response");
    return fail("missing", /no http resource|no type was found/i.test(text) ? { code: "route" } : {});
  }
  if (status >= 400) return page ? fail("bad_response") : refused(entity, status, parseJson(text));
  if (page) return fail("redirected");
  return null;
}

/**
 * The one place that talks to Nexudus. Follows no redirect, retries nothing, and classifies every answer.
 * A write that ends in `unavailable` or `server` may have happened. HTTP 200 with `WasSuccessful: false`
 * is a refusal.
 */
export function createTransport(options: TransportOptions): Transport {
  const base = options.baseUrl.replace(/\/+$/, "");
  const authorization = authorizationHeader(options.credential);

  async function exchange(request: NexudusRequest): Promise<{ status: number; body: unknown }> {
    const { entity, method } = request;
    const url = new URL(`${base}/api${request.path}`);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const signal = options.clock.timeoutSignal(options.timeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await options.fetch(url, {
        method,
        redirect: "manual",
        signal,
        headers: {
          accept: "application/json",
          authorization,
          ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      text = await response.text();
    } catch {
      // The cause can quote the URL; it is dropped on purpose.
      throw new NexudusError("unavailable", {
        entity,
        ...(signal.aborted ? { code: "timeout" as const } : {}),
      });
    }
    const failure = failureOf(entity, response, text, options.clock.now());
    if (failure) throw failure;
    const body = parseJson(text);
    if (body === undefined) throw new NexudusError("bad_response", { entity, status: response.status });
    const envelope = body as { WasSuccessful?: unknown } | null;
    if (method !== "GET" && envelope?.WasSuccessful === false) throw refused(entity, response.status, body);
    return { status: response.status, body };
  }

  return async (request) => {
    const { entity, method } = request;
    const answered = await options.limiter.take(method === "GET" ? "read" : "write", request.priority);
    const startedMs = options.clock.monotonicMs();
    const line = (outcome: NexudusCallLog["outcome"], status: number | null) =>
      options.log({ entity, method, outcome, status, durationMs: options.clock.monotonicMs() - startedMs });
    try {
      const { status, body } = await exchange(request);
      line("ok", status);
      return body;
    } catch (error) {
      if (error instanceof NexudusError) {
        if (error.details.retryAfterMs !== undefined) options.limiter.pause(error.details.retryAfterMs);
        line(error.kind, error.details.status ?? null);
      }
      throw error;
    } finally {
      answered();
    }
  };
}

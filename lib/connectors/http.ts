import type { Clock } from "@/lib/clock";
import type { CallLog, FetchLike, TokenSource } from "./contract";
import { VendorError } from "./errors";
import { type Failure, failureToError } from "./http-errors";

const BODY_MAX_BYTES = 8 * 1024 * 1024;

export interface HttpDeps {
  readonly vendor: string;
  readonly baseUrl: string;
  readonly fetch: FetchLike;
  readonly clock: Clock;
  readonly log: CallLog;
  readonly timeoutMs: number;
  /** Headers of every call, e.g. a vendor's API key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Without it calls are anonymous, as at a token endpoint. */
  readonly auth?: {
    readonly tokens: TokenSource;
    readonly headers: (token: string) => Record<string, string>;
  };
  readonly bodyMaxBytes?: number;
  /**
   * Where the vendor keeps its error code, and the codes known. Any other is dropped: free text in that place
   * could be a name or a secret.
   */
  readonly codes?: { readonly of: (body: unknown) => unknown; readonly known: readonly string[] };
  /** A vendor's own reading of a failure, before the common table; null = the table decides. */
  readonly classify?: (failure: Failure, operation: string) => VendorError | null;
}

export interface HttpRequest {
  /** A short fixed name for logs and errors, e.g. `list_members`. Never built from input. */
  readonly operation: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Segments below the base URL, percent-encoded here. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  /** A field may come several times. */
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  /** Beside, or instead of, those of every call. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * `none` = an empty answer is fine (its body is then undefined). `text` = whatever comes, as text; a redirect is an
   * answer, too, and `classify` is asked about all of them. Default: JSON is due.
   */
  readonly answer?: "json" | "none" | "text";
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * The JSON client of every connector: one exchange with a time-out and a size cap, no redirects followed,
 * every failure a `VendorError`, one log line per exchange. A 401 renews the token once and repeats once
 * (the refused call did nothing); nothing else is ever repeated here. An error of the token source itself
 * (say, of our database) passes through unchanged.
 */
export function createHttp(deps: HttpDeps): HttpClient {
  return async (request) => {
    const { auth } = deps;
    if (!auth) return exchange(deps, request, {});
    const token = await auth.tokens.current();
    try {
      return await exchange(deps, request, auth.headers(token));
    } catch (error) {
      if (!(error instanceof VendorError) || error.details.status !== 401) throw error;
      return exchange(deps, request, auth.headers(await auth.tokens.renew(token)));
    }
  };
}

async function exchange(
  deps: HttpDeps,
  request: HttpRequest,
  authHeaders: Record<string, string>,
): Promise<HttpAnswer> {
  const startedMs = deps.clock.monotonicMs();
  let status: number | undefined;
  let outcome = "ok";
  try {
    const signal = deps.clock.timeoutSignal(deps.timeoutMs);
    const response = await send(deps, request, authHeaders, signal);
    status = response.status;
    const text = await readCapped(deps, request, response);
    return interpret(deps, request, response, text);
  } catch (error) {
    const known = error instanceof VendorError ? error : lost(deps, request, error);
    outcome = known.kind;
    throw known;
  } finally {
    deps.log({
      vendor: deps.vendor,
      operation: request.operation,
      outcome,
      ...(status === undefined ? {} : { status }),
      durationMs: Math.round(deps.clock.monotonicMs() - startedMs),
    });
  }
}

function send(
  deps: HttpDeps,
  request: HttpRequest,
  authHeaders: Record<string, string>,
  signal: AbortSignal,
) {
  const body =
    request.form !== undefined
      ? { body: formBody(request.form), type: "application/x-www-form-urlencoded" }
      : request.json !== undefined
        ? { body: JSON.stringify(request.json), type: "application/json" }
        : null;
  return deps.fetch(urlOf(deps, request), {
    method: request.method,
    redirect: "manual",
    signal,
    headers: {
      accept: "application/json",
      ...(body ? { "content-type": body.type } : {}),
      ...deps.headers,
      ...request.headers,
      ...authHeaders,
    },
    ...(body ? { body: body.body } : {}),
  });
}

const formBody = (form: NonNullable<HttpRequest["form"]>): string =>
  new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) =>
      (typeof value === "string" ? [value] : value).map((one) => [name, one]),
    ),
  ).toString();

function urlOf(deps: HttpDeps, request: HttpRequest): string {
  // "." and ".." survive encoding and would climb to another endpoint; an empty id would hit the list.
  if (request.path.some((segment) => segment === "" || segment === "." || segment === "..")) {
    throw new VendorError("invalid_request", `${deps.vendor} ${request.operation}: not an id`);
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.set(name, value);
  }
  const path = request.path.map(encodeURIComponent).join("/");
  const suffix = query.size > 0 ? `?${query}` : "";
  return `${deps.baseUrl.replace(/\/+$/, "")}/${path}${suffix}`;
}

async function readCapped(deps: HttpDeps, request: HttpRequest, response: Response): Promise<string> {
  const max = deps.bodyMaxBytes ?? BODY_MAX_BYTES;
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString("utf8");
    size += value.byteLength;
    if (size > max) {
      await reader.cancel().catch(() => undefined);
      throw new VendorError("unexpected_response", `${deps.vendor} ${request.operation}: answer too large`, {
        status: response.status,
      });
    }
    chunks.push(value);
  }
}

function interpret(deps: HttpDeps, request: HttpRequest, response: Response, text: string): HttpAnswer {
  const { status, headers } = response;
  const parsed = parseJson(text);
  if (request.answer === "text" && status < 400) {
    const refused = deps.classify?.(
      { status, headers, body: parsed.value, isHtml: isPage(headers, text), text },
      request.operation,
    );
    if (refused) throw refused;
    return { status, headers, body: text };
  }
  if (response.ok) {
    if (parsed.ok || (request.answer === "none" && text.trim() === ""))
      return { status, headers, body: parsed.value };
    throw new VendorError(
      "unexpected_response",
      `${deps.vendor} ${request.operation}: no JSON in the answer`,
      { status },
    );
  }
  const isHtml = isPage(headers, text) && !parsed.ok;
  const failure: Failure = { status, headers, body: parsed.value, isHtml, text };
  throw (
    deps.classify?.(failure, request.operation) ??
    failureToError(failure, {
      vendor: deps.vendor,
      operation: request.operation,
      now: deps.clock.now(),
      code: knownCode(deps, parsed.value),
    })
  );
}

const isPage = (headers: Headers, text: string): boolean =>
  /\bhtml\b/i.test(headers.get("content-type") ?? "") || text.trimStart().startsWith("<");

function knownCode({ codes }: HttpDeps, body: unknown): string | undefined {
  const code = codes?.of(body);
  return codes?.known.find((known) => known === code);
}

function parseJson(text: string): { readonly ok: boolean; readonly value: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    return { ok: false, value: undefined };
  }
}

/** No answer at all: time-out, reset, DNS, TLS. The cause is dropped, for it may carry URL or headers. */
function lost(deps: HttpDeps, request: HttpRequest, error: unknown): VendorError {
  const timedOut =
    error instanceof DOMException && (error.name === "TimeoutError" || error.name === "AbortError");
  const why = timedOut ? `no answer within ${deps.timeoutMs} ms` : "no connection";
  return new VendorError("unavailable", `${deps.vendor} ${request.operation}: ${why}`);
}

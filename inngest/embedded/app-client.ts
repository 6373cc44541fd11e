import { type Clock, realClock } from "@/lib/clock";
import { canonicalJson } from "./canonical-json";
import { type RawAnswer, sendOnce } from "./http-request";
import { sign } from "./signature";

/** What a call to the app came to, before anybody decides what follows from it. */
export type AppAnswer =
  /** 206: step results and plans. */
  | {
      readonly kind: "ops";
      readonly ops: readonly unknown[];
      readonly noRetry: boolean;
      readonly retryAfter: string | null;
    }
  /** 200: the function returned. */
  | { readonly kind: "returned"; readonly data: unknown }
  /** The SDK says no. `noRetry` ends the run. */
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly error: unknown;
      readonly noRetry: boolean;
      readonly retryAfter: string | null;
    }
  /** No answer, or one that is not the SDK's: a proxy page, a closed connection. */
  | { readonly kind: "unreachable"; readonly reason: string; readonly retryAfter: string | null };

export interface AppCall {
  readonly fnId: string;
  /** `step`, or the hashed id of a planned step. */
  readonly stepId: string;
  readonly runId: string;
  readonly version: number;
  /** The execution request as canonical JSON. */
  readonly body: string;
}

const CALL_TIMEOUT_MS = 15 * 60_000;
const SYNC_TIMEOUT_MS = 10_000;

/** Speaks to the app's `serve()` handler. Every call is signed when there is a key. */
export class AppClient {
  constructor(
    private readonly options: {
      readonly appUrl: string;
      readonly signingKey: string | null;
      readonly clock: Clock;
      readonly stopped: AbortSignal;
    },
  ) {}

  async call({ fnId, stepId, runId, version, body }: AppCall): Promise<AppAnswer> {
    const url = new URL(this.options.appUrl);
    url.searchParams.set("fnId", fnId);
    url.searchParams.set("stepId", stepId);
    try {
      const answer = await this.send("POST", url, body, CALL_TIMEOUT_MS, {
        "x-run-id": runId,
        "x-inngest-step-id": stepId,
        "x-inngest-req-version": String(version),
      });
      return readAnswer(answer);
    } catch (error) {
      return { kind: "unreachable", reason: reasonOf(error), retryAfter: null };
    }
  }

  /** The in-band sync: the app's own list of functions. Rejects when the app does not give it. */
  async sync(): Promise<unknown> {
    const body = canonicalJson({ url: this.options.appUrl });
    const answer = await this.send("PUT", new URL(this.options.appUrl), body, SYNC_TIMEOUT_MS, {
      "x-inngest-sync-kind": "in_band",
    });
    const parsed = parseJson(answer.text);
    if (answer.status !== 200 || parsed === null || typeof parsed !== "object" || !("functions" in parsed)) {
      throw new Error(`the app answered ${answer.status} to the in-band sync`);
    }
    return parsed.functions;
  }

  private send(
    method: string,
    url: URL,
    body: string,
    timeoutMs: number,
    headers: Readonly<Record<string, string>>,
  ): Promise<RawAnswer> {
    const { signingKey, clock, stopped } = this.options;
    const signature =
      signingKey === null
        ? {}
        : { "x-inngest-signature": sign(signingKey, body, Math.floor(realClock.now().getTime() / 1000)) };
    return sendOnce(url, {
      method,
      body,
      signal: AbortSignal.any([stopped, clock.timeoutSignal(timeoutMs)]),
      headers: {
        "content-type": "application/json",
        "user-agent": "Inngest",
        "x-inngest-server-kind": signingKey === null ? "dev" : "cloud",
        ...headers,
        ...signature,
      },
    });
  }
}

function readAnswer(answer: RawAnswer): AppAnswer {
  const retryAfter = answer.headers["retry-after"] ?? null;
  const noRetry = answer.headers["x-inngest-no-retry"] === "true";
  const isSdk = "x-inngest-sdk" in answer.headers || "x-inngest-sdk-handled" in answer.headers;
  const parsed = parseJson(answer.text);
  if (!isSdk || parsed === undefined) {
    return { kind: "unreachable", reason: `HTTP ${answer.status}, not an answer of the SDK`, retryAfter };
  }
  if (answer.status === 206 && Array.isArray(parsed))
    return { kind: "ops", ops: parsed, noRetry, retryAfter };
  if (answer.status === 200) return { kind: "returned", data: parsed };
  return { kind: "refused", status: answer.status, error: parsed, noRetry, retryAfter };
}

/** Undefined when the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown";
}

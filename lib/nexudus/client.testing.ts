import { manualClock } from "@/lib/clock";
import { createNexudusClient } from "./client";
import type { CallPriority } from "./limiter";
import type { NexudusClient } from "./platform";
import type { NexudusCallLog } from "./transport";

/** What a stub answers with: a status with a body, or a broken connection. */
export type StubAnswer =
  | "drop"
  | {
      readonly status?: number;
      readonly statusText?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    };
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface StubbedClient {
  readonly client: NexudusClient;
  readonly requests: StubRequest[];
  readonly lines: NexudusCallLog[];
  readonly taken: [string, CallPriority][];
  readonly pauses: number[];
}

/**
 * A client whose every request goes to `answer`. The budget lets everything through at once and the clock's
 * sleeps end immediately, having moved the clock on.
 */
export function stubbedClient(answer: (request: StubRequest) => StubAnswer): StubbedClient {
  const requests: StubRequest[] = [];
  const lines: NexudusCallLog[] = [];
  const taken: [string, CallPriority][] = [];
  const pauses: number[] = [];
  const hand = manualClock(new Date("2026-03-01T12:00:00Z"));
  const clock = { ...hand, sleep: async (ms: number) => hand.advance(ms) };
  const client = createNexudusClient({
    baseUrl: "https://nexudus.test/",
    credential: { username: "key", password: "hidden-password" },
    clock,
    timeoutMs: 1_000,
    log: (line) => lines.push(line),
    limiter: {
      take: async (kind, priority) => {
        taken.push([kind, priority]);
        return () => undefined;
      },
      pause: (ms) => void pauses.push(ms),
    },
    fetch: async (input, init) => {
      const url = new URL(String(input));
      const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : undefined;
      const headers = new Headers(init?.headers);
      const request = {
        method: init?.method ?? "GET",
        path: url.pathname,
        query: url.searchParams,
        headers,
        body,
      };
      requests.push(request);
      const given = answer(request);
      if (given === "drop") throw new TypeError("fetch failed");
      const text = typeof given.body === "string" ? given.body : JSON.stringify(given.body ?? null);
      const init2 = {
        status: given.status ?? 200,
        statusText: given.statusText ?? "",
        headers: given.headers ?? {},
      };
      return new Response(given.body === undefined ? null : text, init2);
    },
  });
  return { client, requests, lines, taken, pauses };
}

/** A booking as a list row. */
export const bookingBody = (id: number, change: Record<string, unknown> = {}) => ({
  Id: id,
  ResourceId: 10,
  FloorPlanDeskId: null,
  CoworkerId: 7,
  FromTime: "2026-03-02T09:00:00Z",
  ToTime: "2026-03-02T10:00:00.1234567Z",
  Tentative: false,
  UpdatedOn: "2026-03-01T10:15:44.5515198Z",
  UpdatedBy: "someone@example.test",
  ...change,
});

/** A list envelope over all rows, as Nexudus cuts it. */
export function pageOf(rows: readonly unknown[], query: URLSearchParams, sizeMax = 1_000) {
  const size = Math.min(Number(query.get("size")), sizeMax);
  const page = Number(query.get("page"));
  return {
    Records: rows.slice((page - 1) * size, page * size),
    CurrentPage: page,
    CurrentPageSize: size,
    PageNumber: page,
    PageSize: size,
    TotalItems: rows.length,
    TotalPages: Math.ceil(rows.length / size),
    HasNextPage: page * size < rows.length,
  };
}

import { manualClock } from "../../../lib/clock";
import { createBrivoSimulator } from "./simulator";
import type { Switches } from "./switches";

export const START = new Date("2026-05-01T08:00:00Z");
export const SECRETS = { clientId: "lintel", clientSecret: "simulated-secret", apiKey: "simulated-key" };
export const REDIRECT = "http://127.0.0.1:3000/callback";
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** What the tests read of an answer; a field that is not there shows as undefined. */
export interface Json {
  readonly [field: string]: unknown;
  readonly id: number;
  readonly data: Json[];
  readonly securityAction: Json;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

const BASIC = `Basic ${Buffer.from(`${SECRETS.clientId}:${SECRETS.clientSecret}`).toString("base64")}`;

/** A simulator of its own on free ports, in memory unless a file is given, with a clock moved by hand. */
export async function startForTest(
  switches: Partial<Switches> = {},
  {
    storeFile = null,
    clock = manualClock(START),
  }: { storeFile?: string | null; clock?: ReturnType<typeof manualClock> } = {},
) {
  const options = { port: 0, authPort: 0, storeFile, clock, secrets: SECRETS };
  const sim = await createBrivoSimulator({ ...options, redirectUris: [REDIRECT] });
  sim.api.setSwitches(switches);
  let token = sim.api.tokens().access_token;
  const ask = async (url: string, init: RequestInit): Promise<Answer> => {
    const answer = await fetch(url, { redirect: "manual", ...init });
    const text = await answer.text();
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      // Not JSON: the test looks at `text`.
    }
    return { status: answer.status, headers: answer.headers, text, json: json as Json };
  };
  const request = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask(`${sim.url}/v1/api${path}`, {
      method,
      headers: {
        "api-key": SECRETS.apiKey,
        authorization: `bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  return {
    sim,
    api: sim.api,
    clock,
    ask,
    request,
    get: (path: string) => request("GET", path),
    post: (path: string, body: unknown = {}) => request("POST", path, body),
    put: (path: string, body?: unknown) => request("PUT", path, body),
    patch: (path: string, body: unknown) => request("PATCH", path, body),
    del: (path: string) => request("DELETE", path),
    /** Asks the token endpoint. */
    token: (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      ask(`${sim.authUrl}/oauth/token`, {
        method: "POST",
        headers: {
          "api-key": SECRETS.apiKey,
          authorization: BASIC,
          "content-type": "application/x-www-form-urlencoded",
          ...headers,
        },
        body: new URLSearchParams(fields).toString(),
      }),
    /** Calls go on with this token; without one a fresh token is made. */
    use(next: string = sim.api.tokens().access_token) {
      token = next;
    },
    async user(body: Record<string, unknown> = {}): Promise<number> {
      return (await request("POST", "/users", { firstName: "Ana", lastName: "Silva", ...body })).json.id;
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startForTest>>;

import { manualClock } from "../../../lib/clock";
import { createAkilesSimulator } from "./simulator";

export const START = new Date("2026-05-01T08:00:00Z");
export const CLIENT = { clientId: "lintel", clientSecret: "simulated-secret" };
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** What the tests read of an answer, by the vendor's names; a field that is not there shows as undefined. */
export interface Json {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly created_at: string;
  readonly occurred_at: string;
  readonly data: Json[];
  readonly pins: Json[];
  readonly group_associations: Json[];
  readonly member_group: Json;
  readonly object: Json;
  readonly object_gadget: Json;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

/** A simulator of its own on a free port, in memory unless a file is given, with a clock moved by hand. */
export async function startForTest(storeFile: string | null = null, clock = manualClock(START)) {
  const sim = await createAkilesSimulator({ port: 0, storeFile, clock, secrets: CLIENT });
  let token = sim.api.tokens().access_token;
  const request = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const answer = await fetch(`${sim.url}${path}`, {
      method,
      redirect: "manual",
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      // Not JSON: the test looks at `text`.
    }
    return { status: answer.status, headers: answer.headers, text, json: json as Json } satisfies Answer;
  };
  return {
    sim,
    api: sim.api,
    clock,
    get: (path: string) => request("GET", `/v2${path}`),
    post: (path: string, body: unknown = {}) => request("POST", `/v2${path}`, body),
    patch: (path: string, body: unknown) => request("PATCH", `/v2${path}`, body),
    del: (path: string) => request("DELETE", `/v2${path}`),
    request,
    form: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      request("POST", path, new URLSearchParams(fields).toString(), {
        "content-type": "application/x-www-form-urlencoded",
        ...headers,
      }),
    /** Calls go on with this token; without one a fresh token is made. */
    use(next: string = sim.api.tokens().access_token) {
      token = next;
    },
    async member(body: Record<string, unknown> = {}): Promise<string> {
      const made = await request("POST", "/v2/members", { name: "Ana", ...body });
      return String(made.json.id);
    },
    async join(memberId: string, group: string, window: Record<string, unknown> = {}): Promise<string> {
      const path = `/v2/members/${memberId}/group_associations`;
      const made = await request("POST", path, { member_group_id: group, ...window });
      return String(made.json.id);
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startForTest>>;

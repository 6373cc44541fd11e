import { manualClock } from "../../../lib/clock";
import { SEED } from "./seed";
import { createDoorFlowSimulator } from "./simulator";
import type { Switches } from "./switches";

export const START = new Date("2026-05-01T08:00:00Z");
export const CLIENT = { clientId: "lintel", clientSecret: "simulated-secret" };
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** What the tests read of an answer; a field that is not there shows as undefined. */
export type Json = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
  readonly rows: readonly Json[];
}

/** A simulator of its own on a free port, in memory, with a clock moved by hand. */
export async function startForTest(switches: Partial<Switches> = {}, redirectUris?: readonly string[]) {
  const clock = manualClock(START);
  const sim = await createDoorFlowSimulator({
    port: 0,
    storeFile: null,
    clock,
    secrets: CLIENT,
    ...(redirectUris ? { redirectUris } : {}),
  });
  const { api } = sim;
  api.setSwitches(switches);
  let given: string | null = null;
  let own = { token: "", at: Number.NEGATIVE_INFINITY };
  /** The token given by `use`, else one that is never older than half an hour. */
  const bearer = () => {
    if (given !== null) return given;
    const now = clock.now().getTime();
    if (now - own.at > HOUR / 2) own = { token: api.tokens().access_token, at: now };
    return own.token;
  };
  const request = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await fetch(`${sim.url}${path}`, {
      method,
      redirect: "manual",
      headers: { authorization: `Bearer ${bearer()}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      // Not JSON: the test looks at `text`.
    }
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: (json ?? {}) as Json,
      rows: Array.isArray(json) ? json : [],
    };
  };
  const at = (ms: number) => new Date(START.getTime() + ms).toISOString();
  return {
    sim,
    api,
    clock,
    at,
    get: (path: string) => request("GET", `/api/3${path}`),
    post: (path: string, body: unknown = {}) => request("POST", `/api/3${path}`, body),
    put: (path: string, body: unknown) => request("PUT", `/api/3${path}`, body),
    del: (path: string) => request("DELETE", `/api/3${path}`),
    request,
    form: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      request("POST", path, new URLSearchParams(fields).toString(), {
        "content-type": "application/x-www-form-urlencoded",
        ...headers,
      }),
    /** Calls go on with this token. */
    use(next: string) {
      given = next;
    },
    async person(body: Json = {}): Promise<string> {
      const made = await request("POST", "/api/3/people", { first_name: "Ana", last_name: "Test", ...body });
      return String(made.json.id);
    },
    /** Into a group from and until so many ms after the start; the answer of the API. */
    reserve: (person: string, group: string, from: number, until: number) =>
      request("POST", "/api/3/group_reservations", {
        group_reservation: {
          person_id: Number(person),
          group_ids: [Number(group)],
          start_time: at(from),
          end_time: at(until),
        },
      }),
    opens: (
      person: string,
      door: string,
      ms?: number,
      more: { method?: string; withCredential?: boolean } = {},
    ) =>
      api.canOpen({
        member: person,
        door,
        ...(ms === undefined ? {} : { at: new Date(START.getTime() + ms) }),
        ...more,
      }).open,
  };
}

export type Harness = Awaited<ReturnType<typeof startForTest>>;
export const GROUP = SEED.groups;
export const DOOR = SEED.doors;
export const TYPE = SEED.types;

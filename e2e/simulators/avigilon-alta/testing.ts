import { manualClock } from "../../../lib/clock";
import { SEED } from "./seed";
import { createAltaSimulator } from "./simulator";

export const START = new Date("2026-05-01T08:00:00Z");
export const ACCOUNT = { email: "lintel@harbour-works.example", password: "simulated-password" };
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** What the tests read of an answer, by the vendor's names; a field that is not there shows as undefined. */
export interface Json {
  readonly [field: string]: unknown;
  readonly data: Json & Json[];
  readonly id: number;
  readonly token: string;
  readonly message: string;
  readonly cursors: { readonly nextCursor: string | null; readonly hasNextPage: boolean };
  readonly uiData: Json;
  readonly identity: Json;
  readonly groups: Json[];
  readonly credentialType: Json;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

/** A simulator of its own on a free port, in memory unless a file is given, with a clock moved by hand. */
export async function startForTest(storeFile: string | null = null, clock = manualClock(START)) {
  const sim = await createAltaSimulator({ port: 0, storeFile, clock, account: ACCOUNT });
  let authorization = `Bearer ${sim.api.session(ACCOUNT.email)}`;
  const request = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await fetch(path.startsWith("http") ? path : `${sim.url}${path}`, {
      method,
      redirect: "manual",
      headers: { authorization, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      // Not JSON: the test looks at `text`.
    }
    return { status: answer.status, headers: answer.headers, text, json: json as Json };
  };
  const inOrg = (path: string) => `/orgs/${SEED.org}${path}`;
  return {
    sim,
    api: sim.api,
    clock,
    request,
    get: (path: string) => request("GET", inOrg(path)),
    post: (path: string, body: unknown = {}) => request("POST", inOrg(path), body),
    put: (path: string, body: unknown) => request("PUT", inOrg(path), body),
    patch: (path: string, body: unknown) => request("PATCH", inOrg(path), body),
    del: (path: string) => request("DELETE", inOrg(path)),
    form: (path: string, fields: Record<string, string>) =>
      request("POST", path, new URLSearchParams(fields).toString(), {
        "content-type": "application/x-www-form-urlencoded",
      }),
    login: (more: Record<string, unknown> = {}, base = "") =>
      request("POST", `${base}/auth/login`, { ...ACCOUNT, ...more }),
    /** Calls go on with this header. */
    authorize(header: string) {
      authorization = header;
    },
    async person(email: string, more: Record<string, unknown> = {}): Promise<number> {
      const made = await request("POST", inOrg("/users"), { identity: { email }, ...more });
      return made.json.data.id;
    },
    /** The id of a credential type, as a client finds it. */
    async typeOf(modelName: string): Promise<number> {
      const types = await request("GET", inOrg("/credentialTypes?limit=100"));
      return types.json.data.find((t) => t.modelName === modelName)?.id ?? -1;
    },
    async credential(userId: number, model: string, data: object, more: object = {}): Promise<Answer> {
      const credentialTypeId = await this.typeOf(model);
      return request("POST", inOrg(`/users/${userId}/credentials`), {
        credentialTypeId,
        [model]: data,
        ...more,
      });
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startForTest>>;

import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import type { TLSSocket } from "node:tls";
import { manualClock } from "../../../lib/clock";
import { createAcmSimulator } from "./simulator";
import type { Switches } from "./switches";

export const START = new Date("2026-05-01T08:00:00Z");
export const ACCOUNT = { login: "lintel-api", password: "simulated-password" };
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed where it is JSON, else null; the tests read it by the vendor's names. */
  readonly json: Json;
  /** SHA-256 of the certificate that was shown. */
  readonly fingerprint: string;
}
export interface Json {
  readonly [field: string]: unknown;
  readonly data: Json & readonly Json[];
  readonly attributes: Json;
  readonly tokens: readonly Json[];
}

/** One call over TLS, whatever the certificate; redirects are shown, never followed. */
export function call(
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = "GET", headers = {}, body } = init;
    const outgoing = request(
      url,
      { method, headers, rejectUnauthorized: false, agent: false },
      (incoming) => {
        const { fingerprint256 } = (incoming.socket as TLSSocket).getPeerCertificate();
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (part: string) => {
          text += part;
        });
        incoming.on("error", reject);
        incoming.on("end", () => {
          let json: unknown = null;
          try {
            json = JSON.parse(text);
          } catch {
            // Not JSON: the test looks at `text`.
          }
          const { statusCode: status = 0, headers: got } = incoming;
          resolve({ status, headers: got, text, json: json as Json, fingerprint: fingerprint256 ?? "" });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

const FORM = "application/x-www-form-urlencoded";

/** A simulator of its own on free ports, in memory unless a file is given, with a clock moved by hand. */
export async function startForTest(switches: Partial<Switches> = {}, storeFile: string | null = null) {
  const clock = manualClock(START);
  const sim = await createAcmSimulator({ port: 0, pagePort: 0, storeFile, clock, secrets: ACCOUNT });
  sim.api.setSwitches(switches);
  let signedIn: { cookie: string; csrf: string } | null = null;
  const login = (fields: Record<string, string> = ACCOUNT) =>
    call(`${sim.url}/sessions`, {
      method: "POST",
      headers: { "content-type": FORM },
      body: new URLSearchParams(fields).toString(),
    });
  const session = async () => {
    if (signedIn) return signedIn;
    const answer = await login();
    const cookies = answer.headers["set-cookie"] ?? [];
    const cookie = cookies.map((one) => one.split(";")[0]).join("; ");
    const home = await call(`${sim.url}/`, { headers: { cookie } });
    const csrf =
      /XSRF-TOKEN=([^;]+)/.exec(cookie)?.[1] ??
      /name="csrf-token" content="([^"]+)"/.exec(home.text)?.[1] ??
      "";
    signedIn = { cookie, csrf: decodeURIComponent(csrf) };
    return signedIn;
  };
  const get = async (path: string) =>
    call(`${sim.url}${path}`, { headers: { cookie: (await session()).cookie } });
  const form = async (
    path: string,
    fields: readonly (readonly [string, string])[] | Record<string, string>,
  ) => {
    const { cookie, csrf } = await session();
    const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
    const body = new URLSearchParams([
      ...pairs.map(([name, value]) => [name, value]),
      ["authenticity_token", csrf],
    ]);
    const headers = { cookie, "content-type": FORM };
    return call(`${sim.url}${path}`, { method: "POST", headers, body: body.toString() });
  };
  const idOf = (answer: Answer) => /\/([0-9a-f]{16})$/.exec(String(answer.headers.location))?.[1] ?? "";
  return {
    sim,
    api: sim.api,
    clock,
    login,
    session,
    get,
    form,
    /** The next call signs in anew. */
    forget() {
      signedIn = null;
    },
    async person(fields: Record<string, string> = {}): Promise<string> {
      const named = { plasecLname: "Ruiz", plasecFname: "Ana", plasecIdstatus: "1", ...fields };
      return idOf(await form("/identities", bracketed("identity", named)));
    },
    async token(person: string, fields: Record<string, string>): Promise<Answer> {
      const { plasecActivatedate, plasecDeactivatedate, ...own } = fields;
      const dates = {
        ...(plasecActivatedate ? { plasecActivatedate } : {}),
        ...(plasecDeactivatedate ? { plasecDeactivatedate } : {}),
      };
      const standing = {
        plasecTokenstatus: "1",
        plasecDownload: "TRUE",
        plasecTokennoexpire: "FALSE",
        ...own,
      };
      return form(`/identities/${person}/tokens`, { ...bracketed("token", standing), ...dates });
    },
    idOf,
    roles: (person: string, ...dns: string[]) =>
      form(`/identities/${person}/update_roles`, [
        ["_method", "put"],
        ...(dns.length === 0
          ? [["sel_members[]", ""] as const]
          : dns.map((dn) => ["sel_members[]", dn] as const)),
      ]),
    /** The test API and pages, over plain HTTP. */
    async page(path: string, body?: unknown) {
      const answer = await fetch(`${sim.pageUrl}${path}`, {
        redirect: "manual",
        ...(body === undefined
          ? {}
          : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        text,
        json: (text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : null) as Json,
      };
    },
  };
}
export type Harness = Awaited<ReturnType<typeof startForTest>>;

export const bracketed = (of: string, fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${of}[${name}]`, value]));

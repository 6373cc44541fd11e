import { manualClock } from "../../../lib/clock";
import type { Row } from "./model";
import { createNexudusSimulator, type NexudusSimulator } from "./simulator";

export const start = new Date("2026-05-12T08:00:00Z");
export const secrets = {
  applicationKey: "d420667525e0489d91068cbf732fe1dc",
  secretKey: "0123456789abcdef0123456789abcdef",
  webhookSharedSecret: "test-shared-secret",
};

/** An answer's JSON. Which of the parts are there is for the assertions to say. */
export interface Body {
  readonly Records: readonly Row[];
  readonly Value: { readonly Id: number };
  readonly [field: string]: unknown;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** A simulator in memory with one install on the network root, and a way to call its API. */
export async function rig(options: { storeFile?: string; throttle?: boolean } = {}) {
  const clock = manualClock(start);
  const sim = await createNexudusSimulator({
    port: 0,
    storeFile: options.storeFile ?? null,
    clock,
    secrets,
    installUrl: "http://127.0.0.1:3000/install",
    linkClock: clock,
  });
  if (!options.throttle) sim.api.setSwitches({ api: { throttle: false } });
  const find = (entity: Parameters<NexudusSimulator["api"]["rows"]>[0], name: string): Row => {
    const row = sim.api.rows(entity).find((r) => r.Name === name || r.FullName === name);
    if (!row) throw new Error(`no ${entity} ${name}`);
    return row;
  };
  const root = find("Business", "Harbour Works");
  const install = sim.api.install({ businessId: root.Id });
  const authorization = sim.api.authorization(install.id);
  const call = async (method: string, path: string, body?: unknown, as = authorization): Promise<Reply> => {
    const response = await fetch(`${sim.url}${path}`, {
      method,
      redirect: "manual",
      headers: { authorization: as, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson && text ? JSON.parse(text) : {}) as Body,
    };
  };
  return {
    clock,
    sim,
    api: sim.api,
    call,
    find,
    root,
    install,
    authorization,
    london: find("Business", "Rotherhithe"),
  };
}
export type Rig = Awaited<ReturnType<typeof rig>>;

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";

/** How the server in front behaves: as it should, or as it is often set up. Changed between tests. */
export interface ProxyMode {
  /** What it says of the scheme: what is true, nothing, or http whatever came. */
  tells: "truth" | "nothing" | "http";
  /** False: it asks the app under the address it knows, like nginx without a line for Host. */
  passesHost: boolean;
  /** It asks under the app's own name, and tells the browser's name beside it. */
  hidesHostAs: string | null;
  /** Like a browser that blocks cookies. */
  dropsCookies: boolean;
}

export const HONEST: ProxyMode = { tells: "truth", passesHost: true, hidesHostAs: null, dropsCookies: false };

export interface TlsProxy {
  readonly ports: { readonly http: number; readonly https: number };
  mode: ProxyMode;
  close(): Promise<void>;
}

export interface TlsProxyOptions {
  /** Port of the app on 127.0.0.1. */
  readonly target: number;
  /** Names on the certificate. */
  readonly hosts: readonly string[];
  /** Hosts that are other companies': they show `?src=` in a frame and are never passed on. */
  readonly framing: readonly string[];
}

const framePage = (src: string) =>
  `<!doctype html><title>Somebody else's page</title><iframe title="add-on" width="800" height="600" src="${src
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")}"></iframe>`;

/** A server in front of the app that ends TLS, with a certificate of its own making. */
export async function startTlsProxy(options: TlsProxyOptions): Promise<TlsProxy> {
  const { target } = options;
  const handle = (scheme: "http" | "https") => (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const host = incoming.headers.host ?? "";
    const url = new URL(incoming.url ?? "/", `${scheme}://placeholder`);
    if (options.framing.includes(host)) {
      outgoing.setHeader("content-type", "text/html; charset=utf-8");
      outgoing.end(framePage(url.searchParams.get("src") ?? ""));
      return;
    }
    const { tells, passesHost, hidesHostAs, dropsCookies } = proxy.mode;
    const headers: Record<string, string | string[] | undefined> = { ...incoming.headers };
    if (tells !== "nothing") headers["x-forwarded-proto"] = tells === "http" ? "http" : scheme;
    if (!passesHost) headers.host = `127.0.0.1:${target}`;
    if (hidesHostAs !== null) {
      headers["x-forwarded-host"] = host;
      headers.host = hidesHostAs;
    }
    const onward = request(
      { host: "127.0.0.1", port: target, path: incoming.url, method: incoming.method, headers, agent: false },
      (answer) => {
        const back = { ...answer.headers };
        if (dropsCookies) delete back["set-cookie"];
        outgoing.writeHead(answer.statusCode ?? 502, back);
        answer.pipe(outgoing);
      },
    );
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  };
  const pems = await generate([{ name: "commonName", value: "lintel.test" }], {
    algorithm: "sha256",
    keyType: "ec",
    extensions: [
      {
        name: "subjectAltName",
        altNames: [...options.hosts, ...options.framing].map((value) => ({ type: 2 as const, value })),
      },
    ],
  });
  const plain = createServer(handle("http"));
  const secure = createTlsServer({ key: pems.private, cert: pems.cert }, handle("https"));
  const listen = (server: typeof plain | typeof secure) =>
    new Promise<number>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  const proxy: TlsProxy = {
    ports: { http: await listen(plain), https: await listen(secure) },
    mode: HONEST,
    async close() {
      for (const server of [plain, secure]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
  return proxy;
}

import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { serve } from "@hono/node-server";
import type { Hono } from "hono";

export interface Listening {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Key and certificate as PEM text. */
interface Pems {
  readonly key: string;
  readonly cert: string;
}

/** Listens on loopback only. `port: 0` picks a free one. Rejects with the system's error on a taken port. */
export function listen(app: Hono, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, (info) => {
      resolve({ url: `http://127.0.0.1:${info.port}`, port: info.port, close: () => closed(server) });
    });
    server.on("error", reject);
  });
}

/** As `listen`, with TLS. `present` puts another certificate in place; connections that stand are ended. */
export function listenTls(
  app: Hono,
  port: number,
  pems: Pems,
): Promise<Listening & { present(pems: Pems): void }> {
  return new Promise((resolve, reject) => {
    const options = { ...pems };
    const server = serve(
      {
        fetch: app.fetch,
        hostname: "127.0.0.1",
        port,
        createServer: createTlsServer,
        serverOptions: options,
      },
      (info) => {
        resolve({
          url: `https://127.0.0.1:${info.port}`,
          port: info.port,
          close: () => closed(server),
          present(next) {
            // Safe: this very function chose the kind of server.
            const tls = server as TlsServer;
            tls.setSecureContext({ ...next });
            tls.closeAllConnections();
          },
        });
      },
    );
    server.on("error", reject);
  });
}

function closed(server: ReturnType<typeof serve>): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
}

/** For a simulator that is asked in process only: no socket, and an address that answers nobody. */
export const nowhere: Listening = { url: "http://127.0.0.1:1", port: 1, close: () => Promise.resolve() };

import { createAdaptorServer } from "@hono/node-server";

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on loopback only. Rejects with the system's error, `EADDRINUSE` for a taken port. */
export function listen(
  app: { readonly fetch: Parameters<typeof createAdaptorServer>[0]["fetch"] },
  port: number,
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const actual = address !== null && typeof address === "object" ? address.port : port;
      resolve({
        url: `http://127.0.0.1:${actual}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
  });
}

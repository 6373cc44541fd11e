import { createServer } from "node:net";
import { codeOf } from "./processes";

/** True when nothing listens on `port` of 127.0.0.1. Whoever uses the answer must still expect to lose a race. */
export function isPortFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === "EADDRINUSE" || codeOf(error) === "EACCES") return false;
      throw error;
    },
  );
}

/** A port of 127.0.0.1 that was free a moment ago. */
export const freePort = (): Promise<number> => listenOnce(0);

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      const given = typeof address === "object" && address ? address.port : port;
      server.close(() => resolve(given));
    });
  });
}

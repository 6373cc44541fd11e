import { createWriteStream } from "node:fs";
import { request as ask, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Recorder {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Stands between the app and the engine on loopback, and writes what passes, in both directions, to a file: every
 * event and every step's result, as another company's service would see them. Headers are passed on and not kept,
 * for they sign.
 */
export async function recordTo(file: string, target: string): Promise<Recorder> {
  const out = createWriteStream(file, { flags: "a" });
  const server = createServer((incoming, answer) => {
    const url = new URL(incoming.url ?? "/", target);
    // Unpacked, or what is written down could not be searched.
    const headers = { ...incoming.headers, "accept-encoding": "identity" };
    const passed = ask(url, { method: incoming.method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.on("data", (chunk: Buffer) => void out.write(chunk));
      reply.on("end", () => void out.write("\n"));
      reply.pipe(answer);
    });
    // Whoever is behind may be stopped at any time; the one in front is told by the broken connection.
    passed.on("error", () => answer.destroy());
    incoming.on("data", (chunk: Buffer) => void out.write(chunk));
    incoming.on("end", () => void out.write("\n"));
    incoming.on("error", () => passed.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => out.end(resolve));
    },
  };
}

import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** An answer larger than this is a fault of the app: a step may give 4 MiB. */
const ANSWER_MAX_BYTES = 8 * 1024 * 1024;

/**
 * One request on a connection of its own, as Inngest's server does it: a kept connection that the app
 * closes at the same moment would look like an app that is down. Rejects when there is no whole answer.
 */
export function sendOnce(
  url: URL,
  options: { method: string; headers: Readonly<Record<string, string>>; body: string; signal: AbortSignal },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const headers = { ...options.headers, "content-length": String(Buffer.byteLength(options.body)) };
    const outgoing = send(
      url,
      { method: options.method, headers, agent: false, signal: options.signal },
      (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > ANSWER_MAX_BYTES) outgoing.destroy(new Error("answer too large"));
          else chunks.push(chunk);
        });
        incoming.on("error", reject);
        incoming.on("end", () => {
          const flat = Object.entries(incoming.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(", ") : (value ?? ""),
          ]);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(flat),
            text: Buffer.concat(chunks).toString("utf8"),
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(options.body);
  });
}

import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { peerHeader, watchHttpServer } from "./http-server";

watchHttpServer();
let last: IncomingMessage | undefined;
const server = createServer({ connectionsCheckingInterval: 20 }, (request, response) => {
  last = request;
  response.end("ok");
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => server.close());

/** Sends raw text and gives everything that came back until the server hung up. */
const answerTo = (text: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (part) => {
      answer += String(part);
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });

describe("watchHttpServer", () => {
  it("tells the true address, whatever the client says of itself", async () => {
    await answerTo(
      "GET / HTTP/1.1\r\nhost: a\r\nx-lintel-peer: 6.6.6.6\r\nx-forwarded-for: 6.6.6.6\r\nconnection: close\r\n\r\n",
    );
    expect(last?.headers[peerHeader()]).toBe("127.0.0.1");
    expect(peerHeader()).toMatch(/^x-lintel-peer-.{16,}$/);
  });

  it("answers what Next would fail on, from the first request on, and keeps it from Next", async () => {
    last = undefined;
    for (const line of ["TRACE /", "GET /%zz", "OPTIONS *", "GET http://evil.example/"])
      expect(await answerTo(`${line} HTTP/1.1\r\nhost: a\r\n\r\n`), line).toMatch(/^HTTP\/1\.1 40[05] /);
    expect(last).toBeUndefined();
  });

  it("leaves out a router state that Next could not read, and only that", async () => {
    const send = (state: string) =>
      answerTo(`GET / HTTP/1.1\r\nhost: a\r\nnext-router-state-tree: ${state}\r\nconnection: close\r\n\r\n`);
    await send("garbage");
    expect(last?.headers).not.toHaveProperty("next-router-state-tree");
    await send("%5B%22%22%2C%7B%7D%5D");
    expect(last?.headers).toHaveProperty("next-router-state-tree");
  });

  it("hangs up on a request that does not come to its end", async () => {
    await answerTo("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    expect(server.headersTimeout).toBe(15_000);
    expect(server.requestTimeout).toBe(60_000);
    server.headersTimeout = 40;
    server.requestTimeout = 80;
    expect(await answerTo("GET / HTTP/1.1\r\nhost: a\r\nx-slow: ")).toMatch(/^HTTP\/1\.1 408 /);
  });
});

import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import { randomId } from "@/lib/security/tokens";
import { isRouterState, refusalOf } from "./request-gate";

/** Node's own are 60 s and 5 min: long enough to keep a thousand half-sent requests open for nothing. */
const HEADERS_MS = 15_000;
/** For the whole request, body included; a megabyte takes that long on a very slow line. */
const REQUEST_MS = 60_000;
const ROUTER_STATE = "next-router-state-tree";

const kept = globalThis as { lintelPeerHeader?: string };

/** The header that tells whom the connection is with. Its name is random per process: nobody can send it. */
export function peerHeader(): string {
  kept.lintelPeerHeader ??= `x-lintel-peer-${randomId()}`;
  return kept.lintelPeerHeader;
}

/**
 * Stands before this process' HTTP server, which Next makes and gives no way to set: shorter waits for slow
 * clients, the true address beside what the client says of itself, and a plain 4xx for what Next would fail on.
 * Without a server in this process (functions of a hosting platform) nothing happens; there the platform waits,
 * checks the request line, and its proxy writes X-Forwarded-For.
 */
export function watchHttpServer(): void {
  const seen = new WeakSet<Server>();
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { readonly server: Server };
    // Told before the listeners are called, so the very first request passes the gate, too.
    if (seen.has(server)) return;
    seen.add(server);
    server.headersTimeout = HEADERS_MS;
    server.requestTimeout = REQUEST_MS;
    const listeners = server.listeners("request") as RequestListener[];
    server.removeAllListeners("request");
    server.on("request", behindGate(listeners));
  });
}

const behindGate =
  (listeners: readonly RequestListener[]): RequestListener =>
  (request, response) => {
    const status = refusalOf(request);
    if (status !== null) {
      response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
      response.end("This is not an address of Lintel.\n");
      return;
    }
    completeHeaders(request);
    for (const listener of listeners) listener(request, response);
  };

function completeHeaders(request: IncomingMessage): void {
  request.headers[peerHeader()] = request.socket.remoteAddress ?? "";
  const state = request.headers[ROUTER_STATE];
  if (state !== undefined && !isRouterState(String(state))) delete request.headers[ROUTER_STATE];
}

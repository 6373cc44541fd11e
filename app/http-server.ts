import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server } from "node:http";
import { randomId } from "@/lib/security/tokens";

/** Node's own are 60 s and 5 min: long enough to keep a thousand half-sent requests open for nothing. */
const HEADERS_MS = 15_000;
/** For the whole request, body included; a megabyte takes that long on a very slow line. */
const REQUEST_MS = 60_000;

const kept = globalThis as { lintelPeerHeader?: string };

/** The header that tells whom the connection is with. Its name is random per process: nobody can send it. */
export function peerHeader(): string {
  kept.lintelPeerHeader ??= `x-lintel-peer-${randomId()}`;
  return kept.lintelPeerHeader;
}

/**
 * Watches this process' HTTP server, which Next makes and gives no way to set: shorter waits for slow clients,
 * and the true address beside what the client says of itself. Without a server in this process (functions of a
 * hosting platform) nothing happens; there the platform waits, and its proxy writes X-Forwarded-For.
 */
export function watchHttpServer(): void {
  const seen = new WeakSet<Server>();
  const header = peerHeader();
  subscribe("http.server.request.start", (message) => {
    const { request, server } = message as { readonly request: IncomingMessage; readonly server: Server };
    if (!seen.has(server)) {
      seen.add(server);
      server.headersTimeout = HEADERS_MS;
      server.requestTimeout = REQUEST_MS;
    }
    request.headers[header] = request.socket.remoteAddress ?? "";
  });
}

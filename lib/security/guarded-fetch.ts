import { type IncomingMessage, request } from "node:http";
import { isIP, type LookupFunction } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import type { Clock } from "@/lib/clock";
import type { PrivateHosts } from "./private-hosts";
import { type CheckedUrl, checkUrl, type Resolve, resolveBySystem, UrlGuardError } from "./url-guard";

const BODY_MAX_BYTES = 1024 * 1024;

export interface GuardedFetchOptions {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Real milliseconds for everything: name, connection, certificate, answer and its body. */
  readonly timeoutMs: number;
  readonly bodyMaxBytes?: number;
  /** A redirect is given back as an answer like any other, for its status and headers. It is never followed. */
  readonly showRedirects?: boolean;
  /**
   * SHA-256 of the server's certificate as `AA:BB:...`, once an admin has confirmed it. With it exactly that
   * certificate is taken, self-signed or not, under any name; without it a public authority must vouch for it.
   */
  readonly pinnedFingerprint256?: string;
}

export interface GuardedFetchDeps {
  readonly clock: Clock;
  readonly privateHosts: PrivateHosts;
  /** The system's, unless given. */
  readonly resolve?: Resolve;
  /** Node's own, unless given. */
  readonly connect?: (options: ConnectionOptions) => TLSSocket;
}

export interface GuardedAnswer {
  readonly response: Response;
  /** Of the server that answered: what an admin is shown to confirm, and what is pinned then. */
  readonly fingerprint256: string;
}

/**
 * Calls an address a person typed (design D13). The name is resolved once, every address checked (`checkUrl`), and the
 * connection made to a checked address only: the socket is opened first, with a `lookup` that answers from the checked
 * list, and nothing is sent before the certificate was accepted. Follows no redirect, keeps no connection.
 *
 * Errors: `UrlGuardError` only, whatever happens on the way.
 */
export async function guardedFetch(
  typed: string,
  options: GuardedFetchOptions,
  deps: GuardedFetchDeps,
): Promise<GuardedAnswer> {
  const signal = deps.clock.timeoutSignal(options.timeoutMs);
  const timeUp = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new UrlGuardError("timed_out")), { once: true });
  });
  timeUp.catch(() => undefined);
  let socket: TLSSocket | undefined;
  try {
    const { resolve = resolveBySystem, privateHosts } = deps;
    const checked = await Promise.race([checkUrl(typed, { resolve, privateHosts }), timeUp]);
    socket = (deps.connect ?? connectTls)(connectionTo(checked, options));
    socket.on("error", () => undefined);
    const fingerprint256 = await Promise.race([acceptCertificate(socket, checked, options), timeUp]);
    const response = await Promise.race([exchange(socket, checked, options), timeUp]);
    return { response, fingerprint256 };
  } catch (error) {
    throw error instanceof UrlGuardError ? error : new UrlGuardError("unreachable");
  } finally {
    socket?.destroy();
  }
}

/**
 * The fingerprint of the certificate that the server at a typed address shows, whoever signed it, for an admin to
 * confirm. Guarded as `guardedFetch`; nothing is sent. Errors: `UrlGuardError` only.
 */
export async function readCertificate(
  typed: string,
  options: { readonly timeoutMs: number },
  deps: GuardedFetchDeps,
): Promise<string> {
  const signal = deps.clock.timeoutSignal(options.timeoutMs);
  const timeUp = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new UrlGuardError("timed_out")), { once: true });
  });
  timeUp.catch(() => undefined);
  let socket: TLSSocket | undefined;
  try {
    const { resolve = resolveBySystem, privateHosts } = deps;
    const checked = await Promise.race([checkUrl(typed, { resolve, privateHosts }), timeUp]);
    socket = (deps.connect ?? connectTls)({ ...connectionTo(checked, options), rejectUnauthorized: false });
    socket.on("error", () => undefined);
    return await Promise.race([acceptCertificate(socket, checked, options), timeUp]);
  } catch (error) {
    throw error instanceof UrlGuardError ? error : new UrlGuardError("unreachable");
  } finally {
    socket?.destroy();
  }
}

function connectionTo(checked: CheckedUrl, options: GuardedFetchOptions): ConnectionOptions {
  const answers = checked.addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_host, how, done) => {
    const [first] = answers;
    if (how.all) done(null, answers);
    else done(null, first?.address ?? "", first?.family ?? 0);
  };
  return {
    host: checked.host,
    port: checked.port,
    lookup,
    ALPNProtocols: ["http/1.1"],
    ...(isIP(checked.host) === 0 ? { servername: checked.host } : {}),
    // Judged by the fingerprint instead, before anything is sent.
    ...(options.pinnedFingerprint256 === undefined ? {} : { rejectUnauthorized: false }),
  };
}

/** Resolves with the certificate's fingerprint once the connection stands and the certificate is accepted. */
async function acceptCertificate(
  socket: TLSSocket,
  checked: CheckedUrl,
  options: GuardedFetchOptions,
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", (error) => reject(new UrlGuardError(kindOfFailure(socket, error))));
    socket.once("close", () => reject(new UrlGuardError("unreachable")));
  });
  // Whoever opens sockets here, now or later, must have kept to the list.
  const peer = socket.remoteAddress ?? "";
  if (!checked.addresses.includes(peer)) throw new UrlGuardError("not_public");
  const { fingerprint256 } = socket.getPeerCertificate();
  const pinned = options.pinnedFingerprint256;
  if (!fingerprint256) throw new UrlGuardError("certificate_untrusted");
  if (pinned !== undefined && pinned.toUpperCase() !== fingerprint256)
    throw new UrlGuardError("certificate_changed");
  return fingerprint256;
}

/** Codes of a certificate that did not pass are words of OpenSSL or `ERR_TLS_...`; those of networks begin with E. */
function kindOfFailure(socket: TLSSocket, error: Error) {
  const code = "code" in error ? String(error.code) : "";
  const isCertificate = socket.authorizationError !== undefined && socket.authorizationError !== null;
  return isCertificate || /CERT|SELF_SIGNED|^ERR_TLS/.test(code) ? "certificate_untrusted" : "unreachable";
}

function exchange(socket: TLSSocket, checked: CheckedUrl, options: GuardedFetchOptions): Promise<Response> {
  const { url } = checked;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) =>
      reject(error instanceof UrlGuardError ? error : new UrlGuardError("unreachable"));
    const outgoing = request({
      createConnection: () => socket,
      method: options.method ?? "GET",
      path: `${url.pathname}${url.search}`,
      headers: { accept: "application/json", ...options.headers, host: url.host, connection: "close" },
    });
    outgoing.once("error", fail);
    outgoing.once("response", (incoming) => {
      answerOf(incoming, options).then(resolve, fail);
    });
    outgoing.end(options.body);
  });
}

async function answerOf(incoming: IncomingMessage, options: GuardedFetchOptions): Promise<Response> {
  const { bodyMaxBytes = BODY_MAX_BYTES, showRedirects = false } = options;
  const status = incoming.statusCode ?? 0;
  if (status >= 300 && status < 400 && status !== 304 && !showRedirects)
    throw new UrlGuardError("redirected");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > bodyMaxBytes) throw new UrlGuardError("too_large");
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers });
}

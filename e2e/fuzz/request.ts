/**
 * One request as it goes over the wire, for what `fetch` would refuse to send. Texts are bytes (Latin-1). A name in
 * braces stands for a value of the running site, e.g. `{session}`: it is filled in when the request is sent, so a
 * request can be printed.
 */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  /** In this order, doubles included. `host` is added when it is missing. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** How the body is announced. `none` sends it without a word. */
  readonly framing: "length" | "chunked" | "both" | "wrong-length" | "none";
  /** Ends the request after this share of it, as a line that breaks. */
  readonly cutAt: number | null;
}

/** Values of the site, and the signature of the body with the shared secret as `{signature}`. */
export type Fill = (text: string, body: string) => string;

const CHUNK = 8_192;

function chunked(body: string): string {
  const chunks: string[] = [];
  for (let at = 0; at < body.length; at += CHUNK) {
    const part = body.slice(at, at + CHUNK);
    chunks.push(`${part.length.toString(16)}\r\n${part}\r\n`);
  }
  return `${chunks.join("")}0\r\n\r\n`;
}

const framingHeaders = (request: WireRequest, body: string): (readonly [string, string])[] => {
  const length = ["Content-Length", String(body.length)] as const;
  const chunks = ["Transfer-Encoding", "chunked"] as const;
  switch (request.framing) {
    case "length":
      return body === "" && ["GET", "HEAD", "OPTIONS"].includes(request.method) ? [] : [length];
    case "chunked":
      return [chunks];
    case "both":
      return [length, chunks];
    case "wrong-length":
      return [["Content-Length", String(body.length + 7)]];
    case "none":
      return [];
  }
};

/** Whether a correct server may close the connection without a word, or wait for more until the line is closed. */
export const isBroken = (request: WireRequest): boolean =>
  request.cutAt !== null ||
  request.framing === "wrong-length" ||
  (request.framing === "none" && request.body !== "") ||
  request.method === "CONNECT" ||
  request.headers.some(([name]) => /^upgrade$/i.test(name));

export function toBytes(request: WireRequest, host: string, fill: Fill): Buffer {
  const body = fill(request.body, "");
  const given = request.headers.map(([name, value]) => [name, fill(value, body)] as const);
  const hasHost = given.some(([name]) => name.toLowerCase() === "host");
  const headers = [
    ...(hasHost ? [] : [["Host", host] as const]),
    ["Connection", "close"] as const,
    ...given,
    ...framingHeaders(request, body),
  ];
  const head = `${request.method} ${fill(request.target, body)} HTTP/1.1\r\n${headers
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
  const sent = request.framing === "chunked" || request.framing === "both" ? chunked(body) : body;
  const bytes = Buffer.from(head + sent, "latin1");
  return request.cutAt === null ? bytes : bytes.subarray(0, Math.ceil(bytes.length * request.cutAt));
}

const SHOWN_MAX = 300;
const shown = (text: string) => {
  const quoted = JSON.stringify(text);
  return quoted.length <= SHOWN_MAX ? quoted : `${quoted.slice(0, SHOWN_MAX)}... (${text.length} bytes)`;
};

/** The request as one might type it, with the names of values instead of the values. */
export function describeRequest(request: WireRequest): string {
  const headers = request.headers.map(([name, value]) => ` -H ${shown(`${name}: ${value}`)}`).join("");
  const body = request.body === "" ? "" : ` --data-binary ${shown(request.body)}`;
  const cut = request.cutAt === null ? "" : ` [cut at ${Math.round(request.cutAt * 100)} %]`;
  return `curl --path-as-is -X ${shown(request.method)} ${shown(request.target)}${headers}${body} [${request.framing}]${cut}`;
}

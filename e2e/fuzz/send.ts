import { connect } from "node:net";

export interface WireAnswer {
  /** Null = closed without an answer. */
  readonly status: number | null;
  readonly headers: string;
  readonly body: string;
  readonly isHung: boolean;
}

/** Generous: what is looked for is a request that never ends. */
const HUNG_MS = 20_000;
const ANSWER_BYTES_MAX = 400_000;

/** Sends bytes over a connection of their own and reads until the server hangs up. */
export function sendBytes(port: number, bytes: Buffer, endsEarly: boolean): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const parts: Buffer[] = [];
    let size = 0;
    let isHung = false;
    const finish = () => {
      socket.destroy();
      const text = Buffer.concat(parts).toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({
        status: status === undefined ? null : Number(status),
        headers: end < 0 ? text : text.slice(0, end),
        body: end < 0 ? "" : text.slice(end + 4),
        isHung,
      });
    };
    socket.setTimeout(HUNG_MS, () => {
      isHung = true;
      finish();
    });
    socket.on("connect", () => {
      if (endsEarly) socket.end(bytes);
      else socket.write(bytes);
    });
    socket.on("data", (part) => {
      parts.push(part);
      size += part.length;
      if (size > ANSWER_BYTES_MAX) finish();
    });
    // A refused body is reset while it is still being sent; what came back before counts.
    socket.on("error", () => undefined);
    socket.on("end", finish);
    socket.on("close", finish);
  });
}

import { createServer, type Socket } from "node:net";

/** One mail as it came over the line: envelope and the message itself. */
export interface RawMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
}

export interface SmtpListening {
  readonly port: number;
  close(): Promise<void>;
}

/** What the server says to the next recipients, in turn: "550" refuses, "451" asks for later; nothing = takes it. */
export type RecipientAnswers = string[];

const MESSAGE_MAX = 1_000_000;

/**
 * A mail server that keeps what it is given and delivers to nobody (RFC 5321, what a client needs: EHLO, MAIL, RCPT,
 * DATA, RSET, NOOP, QUIT). Loopback only, no TLS, no sign-in. `port: 0` picks a free one.
 */
export function listenSmtp(
  port: number,
  take: (mail: RawMail) => void,
  answers: RecipientAnswers = [],
): Promise<SmtpListening> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    talk(socket, take, answers);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve({
        port: address !== null && typeof address === "object" ? address.port : port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of open) socket.destroy();
          }),
      });
    });
  });
}

const ADDRESS = /<([^<>\s]*)>/;

/** One connection, line by line. */
function talk(socket: Socket, take: (mail: RawMail) => void, answers: RecipientAnswers): void {
  let pending = "";
  let from: string | null = null;
  let to: string[] = [];
  let message: string[] | null = null;
  const say = (line: string) => void socket.write(`${line}\r\n`);
  const reset = () => {
    from = null;
    to = [];
    message = null;
  };

  function body(lines: string[], line: string): void {
    if (line !== ".") {
      lines.push(line.startsWith("..") ? line.slice(1) : line);
      return;
    }
    take({ from: from ?? "", to, data: lines.join("\r\n") });
    reset();
    say("250 2.0.0 kept");
  }

  function recipient(line: string): string {
    if (from === null) return "503 5.5.1 MAIL first";
    const refusal = answers.shift();
    if (refusal) return `${refusal} as the test wants it`;
    to.push(ADDRESS.exec(line)?.[1] ?? "");
    return "250 2.1.5 ok";
  }

  function command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "QUIT") {
      say("221 2.0.0 bye");
      socket.end();
    } else if (verb === "EHLO" || verb === "HELO") {
      reset();
      say("250-mail.test");
      say("250 8BITMIME");
    } else if (verb === "MAIL") {
      reset();
      from = ADDRESS.exec(line)?.[1] ?? "";
      say("250 2.1.0 ok");
    } else if (verb === "RCPT") say(recipient(line));
    else if (verb === "DATA") {
      if (to.length > 0) message = [];
      say(to.length > 0 ? "354 end with a dot" : "503 5.5.1 RCPT first");
    } else if (verb === "RSET") {
      reset();
      say("250 2.0.0 ok");
    } else say(verb === "NOOP" ? "250 2.0.0 ok" : "500 5.5.2 not known here");
  }

  socket.setEncoding("utf8");
  say("220 mail.test ESMTP");
  socket.on("data", (part) => {
    pending += String(part);
    if (pending.length > MESSAGE_MAX) return void socket.destroy();
    for (;;) {
      const end = pending.indexOf("\r\n");
      if (end < 0) return;
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      if (message === null) command(line);
      else body(message, line);
    }
  });
}

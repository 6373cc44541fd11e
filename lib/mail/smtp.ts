import { createTransport } from "nodemailer";
import type { Mailer, MailOutcome } from "./mailer";

/** Both tries together stay shorter than the lease under which a mail is sent. */
const CONNECT_MS = 10_000;
const SOCKET_MS = 15_000;

const REFUSED = 400;
const PERMANENT = 500;

/**
 * Mails by one SMTP server. `url` as in `smtps://user:password@host:465`; without TLS in the scheme it is started by
 * STARTTLS where the server offers it. Nothing is pooled and nothing is tried twice.
 */
export function smtpMailer(input: { readonly url: string; readonly from: string }): Mailer {
  const transport = createTransport({
    url: input.url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text, html }) {
      try {
        // Connects and signs in alone: what fails here certainly sent nothing, which a failure below cannot tell.
        await transport.verify();
      } catch (error) {
        return { status: "refused", again: true, code: codeOf(error) };
      }
      try {
        // As an object, an address stays one address whatever is in it.
        await transport.sendMail({ from: input.from, to: { name: "", address: to }, subject, text, html });
        return { status: "sent" };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

const answerOf = (error: unknown): number | null => {
  const { responseCode } = (error ?? {}) as { readonly responseCode?: unknown };
  return typeof responseCode === "number" && responseCode >= REFUSED ? responseCode : null;
};

/** Only codes are kept: the server's own words may repeat the address. */
function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  const name = typeof code === "string" && /^[A-Z_]{1,32}$/.test(code) ? code : "EMAIL";
  const answer = answerOf(error);
  return answer === null ? name : `${name} ${answer}`;
}

function outcomeOf(error: unknown): MailOutcome {
  const answer = answerOf(error);
  if (answer !== null) return { status: "refused", again: answer < PERMANENT, code: codeOf(error) };
  return { status: "unknown", code: codeOf(error) };
}

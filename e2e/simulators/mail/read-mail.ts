import type { RawMail } from "./smtp-server";

/** A mail as a person sees it. */
export interface ReadMail {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  /** The text part, decoded. */
  readonly text: string;
}

/** Headers by lower-case name, folded lines joined, and what follows the empty line. */
function split(data: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = data.indexOf("\r\n\r\n");
  const head = end < 0 ? data : data.slice(0, end);
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
  });
  return { headers: new Map(headers), body: end < 0 ? "" : data.slice(end + 4) };
}

const fromQuotedPrintable = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\r\n/g, "")
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");

function decoded(headers: ReadonlyMap<string, string>, body: string): string {
  const encoding = headers.get("content-transfer-encoding")?.toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  return encoding === "quoted-printable" ? fromQuotedPrintable(body) : body;
}

/** `=?UTF-8?Q?...?=` and `=?UTF-8?B?...?=` in a header. */
const unword = (text: string): string =>
  text.replace(/=\?[^?]+\?([QB])\?([^?]*)\?=/gi, (_, kind: string, value: string) =>
    kind.toUpperCase() === "B"
      ? Buffer.from(value, "base64").toString("utf8")
      : fromQuotedPrintable(value.replaceAll("_", " ")),
  );

/** The text of a message: the message itself, or the first text part of several. */
export function readMail(mail: RawMail): ReadMail {
  const { headers, body } = split(mail.data);
  const boundary = /boundary="?([^";]+)"?/i.exec(headers.get("content-type") ?? "")?.[1];
  const parts =
    boundary === undefined ? [] : body.split(`--${boundary}`).map((part) => split(part.trimStart()));
  const text = parts.find((part) => part.headers.get("content-type")?.startsWith("text/plain"));
  return {
    to: mail.to,
    from: unword(headers.get("from") ?? mail.from),
    subject: unword(headers.get("subject") ?? ""),
    text: (text ? decoded(text.headers, text.body) : decoded(headers, body)).replaceAll("\r\n", "\n").trim(),
  };
}

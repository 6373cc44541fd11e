import { htmlPage, oneLine, toHtml } from "@/lib/mail/body";
import type { Mail } from "@/lib/mail/mailer";

/** What the mail of one visit says. Times in the location's own zone. */
export interface VisitMail {
  readonly visitorName: string;
  readonly locationName: string;
  /** IANA. */
  readonly zone: string;
  readonly from: Date;
  readonly until: Date;
  readonly url: string;
}

function when(at: Date, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);
}

/** The mail of a visit, as text and as simple HTML without pictures. */
export function visitMail(visit: VisitMail): Omit<Mail, "to"> {
  const name = oneLine(visit.visitorName);
  const place = oneLine(visit.locationName);
  const from = when(visit.from, visit.zone);
  const until = when(visit.until, visit.zone);
  const subject = `Your door link for ${place}`;
  const lines = [
    `Hello ${name},`,
    `you are expected at ${place}. This link opens the doors you need:`,
    visit.url,
    `It works from ${from} until ${until} (${visit.zone}), and only then. Open it on your phone when you stand at the door.`,
    "The link is yours alone. Please do not pass it on.",
  ];
  const html = lines
    .map((line) =>
      line === visit.url
        ? `<p><a href="${toHtml(line)}">Open the doors at ${toHtml(place)}</a></p><p>${toHtml(line)}</p>`
        : `<p>${toHtml(line)}</p>`,
    )
    .join("");
  return {
    subject,
    text: `${lines.join("\n\n")}\n`,
    html: htmlPage(html),
  };
}

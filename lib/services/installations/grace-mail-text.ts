import { htmlPage, oneLine, toHtml } from "@/lib/mail/body";
import type { Mail } from "@/lib/mail/mailer";

/** What the mail about an account that lets Lintel in no more says. */
export interface GraceMail {
  /** The locations concerned, at least one. */
  readonly places: readonly string[];
  readonly endsAt: Date;
  /** IANA. */
  readonly zone: string;
  /** Where Lintel is opened from. */
  readonly marketplaceUrl: string;
}

/** As text and as simple HTML. Names locations and a day, nobody. */
export function graceMail({ places, endsAt, zone, marketplaceUrl }: GraceMail): Omit<Mail, "to"> {
  const names = places.map(oneLine);
  const [first = "your account", ...others] = names;
  const where = others.length === 0 ? first : `${first} and ${others.length} more`;
  const day = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(endsAt);
  const lines = [
    "Hello,",
    `Nexudus no longer lets Lintel in for ${where}. Nothing new reaches your doors; what Lintel knew still ends on time.`,
    `Unless somebody approves Lintel again, it takes back what it gave at your doors on ${day} (${zone}).`,
    "To go on, open Lintel from the Nexudus Marketplace and approve what it asks for:",
    marketplaceUrl,
    "If you removed Lintel on purpose, there is nothing to do.",
  ];
  const html = lines
    .map((line) =>
      line === marketplaceUrl
        ? `<p><a href="${toHtml(line)}">Nexudus Marketplace</a></p>`
        : `<p>${toHtml(line)}</p>`,
    )
    .join("");
  return {
    subject: `Lintel needs your approval for ${where}`,
    text: `${lines.join("\n\n")}\n`,
    html: htmlPage(html),
  };
}

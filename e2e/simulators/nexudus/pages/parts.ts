import { html } from "hono/html";
import { type Html, page } from "../../kit/page";
import type { Row } from "../model";

export interface Message {
  readonly done?: string | undefined;
  readonly error?: string | undefined;
}

const links = [
  { href: "/", label: "Overview" },
  { href: "/marketplace", label: "Marketplace" },
  { href: "/desk", label: "Desk" },
];

/** A Nexudus page: navigation, what the last action came to, then the body. */
export function nexudusPage(at: string, message: Message, body: Html): Html {
  const nav = html`<nav aria-label="Nexudus">${links.map(
    (l) => html`<a href="${l.href}" ${l.href === at ? html`aria-current="page"` : ""}>${l.label}</a>`,
  )}</nav>`;
  const said = html`${message.done ? html`<p class="note ok" role="status">${message.done}</p>` : ""}${
    message.error ? html`<p class="note no" role="alert">${message.error}</p>` : ""
  }`;
  return page("Nexudus", html`${said}${body}`, nav);
}

export const options = (rows: readonly Row[], label: (row: Row) => string): Html =>
  html`${rows.map((row) => html`<option value="${row.Id}">${label(row)}</option>`)}`;

/** A one-button form. `what` completes the label for people who only hear it. */
export const action = (path: string, back: string, label: string, what: string): Html =>
  html`<form method="post" action="${path}"><input type="hidden" name="back" value="${back}"><button aria-label="${label} ${what}">${label}</button></form>`;

/** "Tue 12 May, 10:00" in a zone. */
export const shown = (at: Date, iana: string): string =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: iana,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);

/** "Tue 12 May, 10:00 to 11:00"; the second day only where it is another one. */
export function shownSpan(from: Date, to: Date, iana: string): string {
  const [start, end] = [shown(from, iana), shown(to, iana)];
  const [day = "", time = ""] = end.split(", ").length === 2 ? end.split(", ") : ["", end];
  return start.startsWith(`${day}, `) ? `${start} to ${time}` : `${start} to ${end}`;
}

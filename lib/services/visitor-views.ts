import type { Instant, StatusView, Zone } from "./views";

/** What the visitors page shows. Like `views.ts`: plain data, words already chosen. */

/** A line of words with its colour; the words alone suffice. */
export interface VisitNote {
  readonly tone: "positive" | "neutral" | "muted" | "info" | "attention" | "negative";
  readonly words: string;
}

export interface VisitView {
  readonly id: string;
  readonly visitorName: string;
  /** Whom they visit, or whose booking they are a guest of. */
  readonly host: { readonly name: string; readonly href: string | null } | null;
  readonly locationName: string;
  /** When the door opens for them; without a right yet, when they are expected. */
  readonly from: Instant;
  readonly until: Instant | null;
  /** "Guest of a booking" or null. */
  readonly kind: string | null;
  readonly status: StatusView;
  /** How the mail stands; null = there is nothing to mail. */
  readonly mail: VisitNote | null;
  /** The visit whose link can be copied, or mailed again; null = there is no link. */
  readonly keyId: string | null;
  readonly canMail: boolean;
}

export interface VisitorsView {
  readonly now: Instant;
  readonly zone: Zone;
  /** `none` = no connected vendor makes links, `off` = one could, `on` = one does. */
  readonly setUp: "none" | "off" | "on";
  /** Where the switch is; null = nowhere yet. */
  readonly connectionHref: string | null;
  /** Vendors that make links for visitors, by the names they have. */
  readonly vendorNames: readonly string[];
  readonly hasMail: boolean;
  readonly visits: readonly VisitView[];
}

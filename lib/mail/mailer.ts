/** One mail to one person, as text and as simple HTML. The body may hold a secret link: never logged, never stored. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * What became of a mail. `refused` = it certainly did not go out; `again` = trying later may help. `unknown` = the
 * connection broke while the server was taking it: it may have gone out.
 */
export type MailOutcome =
  | { readonly status: "sent" }
  | { readonly status: "refused"; readonly again: boolean; readonly code: string }
  | { readonly status: "unknown"; readonly code: string };

export interface Mailer {
  /** Sends once. Never throws for what the server does. Repeat: sends a second mail. */
  send(mail: Mail): Promise<MailOutcome>;
}

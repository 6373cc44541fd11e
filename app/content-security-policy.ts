/** Who may show a page inside a page of their own. */
export const NOBODY = "'none'";
/** The dashboard an add-on is opened from (design I3). */
export const NEXUDUS = "https://*.nexudus.com";

export interface PolicyInput {
  readonly nonce: string;
  readonly isDevelopment: boolean;
  readonly framedBy: typeof NOBODY | typeof NEXUDUS;
}

/** Scripts by nonce only; styles inline, since toasts and Next's route announcer write some. */
export function contentSecurityPolicy({ nonce, isDevelopment, framedBy }: PolicyInput): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${framedBy}`,
  ].join("; ");
}

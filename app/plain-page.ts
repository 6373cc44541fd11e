import { NextResponse } from "next/server";

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:34rem;margin:20vh auto 0;padding:0 1.5rem}h1{font-size:1.3rem}`;

/**
 * A page of its own that needs nothing which could be down or flooded with it. `text` and `title` are fixed
 * words of ours: nothing is escaped.
 */
export function plainPage(input: {
  readonly status: 429 | 503;
  readonly title: string;
  readonly text: string;
  readonly retryAfterSeconds: number;
  /** The name of a link to this very address; without one, nothing is offered. */
  readonly again?: string;
}): NextResponse {
  const { status, title, text, retryAfterSeconds, again } = input;
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head><body><main>
<h1>${title}</h1>
<p>${text}</p>${again ? `\n<p><a href="">${again}</a></p>` : ""}</main></body></html>`;
  return new NextResponse(page, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "retry-after": String(retryAfterSeconds),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      // Also in place of the install page, which Nexudus may show in a frame.
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' https://*.nexudus.com",
    },
  });
}

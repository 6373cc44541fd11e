import { NextResponse } from "next/server";

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lintel is not available right now</title><style>:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:34rem;margin:20vh auto 0;padding:0 1.5rem}h1{font-size:1.3rem}</style></head><body><main>
<h1>Lintel is not available right now</h1>
<p>Its database does not answer. Doors keep what was handed to them; Lintel goes on by itself as soon as the database is back.</p>
<p><a href="">Try again</a></p></main></body></html>`;

/** Shown instead of any page while the database is down; needs nothing that could be down with it. */
export function unavailablePage(): NextResponse {
  return new NextResponse(page, {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "retry-after": "30", "cache-control": "no-store" },
  });
}

import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const css = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif;--line:#8883;--soft:#8881;--accent:#2563eb}
body{max-width:62rem;margin:0 auto;padding:1.5rem}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
header{display:flex;gap:1rem;align-items:center;border-bottom:1px solid var(--line);padding-bottom:.75rem}
.demo{margin-left:auto;border:1px solid #d97706;color:#b45309;border-radius:99px;padding:.1rem .7rem;font-size:.85rem}
@media (prefers-color-scheme:dark){.demo{color:#fbbf24}:root{--accent:#60a5fa}}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.45rem .6rem;border-bottom:1px solid var(--line)}
form.row{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}label{display:grid;gap:.2rem;font-size:.9rem}
input,select,button{font:inherit;padding:.4rem .6rem;border-radius:6px;border:1px solid var(--line);background:var(--soft);color:inherit}
button{cursor:pointer}button.primary,a.primary{background:var(--accent);color:#fff;border-color:transparent;border-radius:6px;padding:.45rem .9rem;text-decoration:none;display:inline-block}
.note{background:var(--soft);border-radius:8px;padding:.7rem 1rem}.ok{color:#047857}.no{color:#b91c1c}
@media (prefers-color-scheme:dark){.ok{color:#34d399}.no{color:#f87171}a.primary,button.primary{color:#0b1220}}
`;

/** The frame every simulator page has: a title, the demo mark, plain styles. */
export function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${raw(css)}</style></head>
<body><header><strong>${title}</strong><span class="demo">Demo: simulated, nothing here is real</span></header>${body}</body></html>`;
}

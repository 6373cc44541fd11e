import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const css = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif;--line:#8883;--soft:#8881;--accent:#2563eb;--quiet:#5b6472;--ground:#fff;--ink:#14181f}
html{background:var(--ground);color:var(--ink)}
*{box-sizing:border-box}body{max-width:62rem;margin:0 auto;padding:1.5rem}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;border-bottom:1px solid var(--line);padding-bottom:.75rem}
.demo{margin-left:auto;border:1px solid #d97706;color:#b45309;border-radius:99px;padding:.1rem .7rem;font-size:.85rem}
a{color:var(--accent)}nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem}nav a{text-decoration:none}nav a[aria-current]{font-weight:600;text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.45rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
form.row,.row{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}label{display:grid;gap:.2rem;font-size:.9rem}
input,select,button{font:inherit;padding:.4rem .6rem;border-radius:6px;border:1px solid #8889;background:var(--soft);color:inherit;max-width:100%}
option,optgroup{background:var(--ground);color:var(--ink)}summary{cursor:pointer}
button{cursor:pointer}button.primary,a.primary{background:var(--accent);color:#fff;border:1px solid transparent;border-radius:6px;padding:.45rem .9rem;text-decoration:none;display:inline-block}
.note{background:var(--soft);border-radius:8px;padding:.7rem 1rem}.ok{color:#047857}.no{color:#b91c1c}.quiet{color:var(--quiet);font-size:.9rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:1rem}.card{border:1px solid var(--line);border-radius:10px;padding:1rem}
.card h2,.card h3{margin:0 0 .4rem;font-size:1.05rem}.card p{margin:.3rem 0}
@media (prefers-color-scheme:dark){.demo{color:#fbbf24}:root{--accent:#60a5fa;--quiet:#a3adba;--ground:#0f141d;--ink:#e6e9ef}.ok{color:#34d399}.no{color:#f87171}a.primary,button.primary{color:#0b1220}}
@media (max-width:40rem){body{padding:1rem}.demo{margin-left:0}}
`;

/** The frame every simulator page has: a title, links where given, the demo mark, plain styles. */
export function page(title: string, body: Html, nav?: Html): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="data:,"><style>${raw(css)}</style></head>
<body><header><strong>${title}</strong>${nav ?? ""}<span class="demo">Demo: simulated, nothing here is real</span></header><main>${body}</main></body></html>`;
}

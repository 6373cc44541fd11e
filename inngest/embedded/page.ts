import { html, raw } from "hono/html";
import type { EngineCore } from "./engine";

const css = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif;--line:#8883;--soft:#8881;--accent:#1d4ed8;--on:#fff;--ok:#047857;--bad:#b91c1c;--wait:#92400e}
@media (prefers-color-scheme:dark){:root{--accent:#93c5fd;--on:#0b1220;--ok:#34d399;--bad:#f87171;--wait:#fbbf24}}
body{max-width:66rem;margin:0 auto;padding:1.5rem}h1{font-size:1.3rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}
header{display:flex;flex-wrap:wrap;gap:1rem;align-items:center;border-bottom:1px solid var(--line);padding-bottom:.75rem}
.demo{margin-left:auto;border:1px solid var(--wait);color:var(--wait);border-radius:99px;padding:.1rem .7rem;font-size:.85rem}
.facts{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0;padding:0;list-style:none}.facts li{background:var(--soft);border-radius:8px;padding:.5rem .9rem}
.facts b{display:block;font-size:1.05rem}form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;background:var(--soft);border-radius:8px;padding:.8rem 1rem}
label{display:grid;gap:.2rem;font-size:.9rem}select,button{font:inherit;padding:.4rem .7rem;border-radius:6px;border:1px solid var(--line);background:Canvas;color:CanvasText}
button{background:var(--accent);color:var(--on);border-color:transparent;cursor:pointer}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line);white-space:nowrap}
td:nth-child(2){white-space:normal}.Completed{color:var(--ok)}.Failed{color:var(--bad)}.Running,.Scheduled{color:var(--wait)}code{font-size:.85em}
`;

const JUMPS = [
  ["1 minute", 60_000],
  ["10 minutes", 600_000],
  ["1 hour", 3_600_000],
  ["6 hours", 6 * 3_600_000],
  ["1 day", 86_400_000],
  ["1 week", 7 * 86_400_000],
] as const;

const shown = (iso: string | null) => (iso === null ? "" : iso.slice(0, 19).replace("T", " "));

/** The engine's one page: recent runs, what is due next, the clock and, in simulator mode, fast-forward. */
export function dashboard(engine: EngineCore) {
  const { functions, refusal } = engine.appSync;
  const runs = engine.runs({ limit: 50 });
  const waiting = engine
    .runs({ limit: 2_000 })
    .filter((run) => run.waitingUntil !== null)
    .sort((a, b) => ((a.waitingUntil ?? "") < (b.waitingUntil ?? "") ? -1 : 1))
    .slice(0, 10);
  const { active, finished } = engine.store.counts;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lintel: embedded engine</title><style>${raw(css)}</style></head>
<body><header><h1>Embedded engine</h1><a href="/">Refresh</a>${engine.owner ? html`<span class="demo">Demo: simulated time</span>` : ""}</header>
<main>
<ul class="facts">
<li>Clock (UTC)<b>${shown(engine.options.clock.now().toISOString())}</b></li>
<li>Next due<b>${shown(engine.nextDue()?.toISOString() ?? null) || "nothing"}</b></li>
<li>Functions<b>${refusal ? "refused" : (functions?.length ?? "waiting for the app")}</b></li>
<li>Runs<b>${active} open, ${finished} ended</b></li>
<li>Calls<b>${engine.queue.inFlight.size} under way, ${engine.queue.waiting} queued</b></li>
</ul>
${refusal ? html`<p class="Failed">${refusal.message}</p>` : ""}
${
  engine.owner
    ? html`<form method="post" action="/clock/advance"><label for="by">Fast-forward by
<select id="by" name="byMs">${JUMPS.map(([label, ms]) => html`<option value="${ms}">${label}</option>`)}</select></label>
<button type="submit">Go</button><span>Every timer on the way fires at its own time. Time never goes back.</span></form>`
    : ""
}
<h2>Next timers</h2>
<div class="wide"><table><thead><tr><th scope="col">Due</th><th scope="col">Function</th><th scope="col">Run</th></tr></thead><tbody>
${
  waiting.length === 0
    ? html`<tr><td colspan="3">No run is asleep.</td></tr>`
    : waiting.map(
        (run) =>
          html`<tr><td>${shown(run.waitingUntil)}</td><td>${run.function}</td><td><code>${run.id}</code></td></tr>`,
      )
}</tbody></table></div>
<h2>Recent runs</h2>
<div class="wide"><table><thead><tr><th scope="col">Started</th><th scope="col">Function</th><th scope="col">Event</th><th scope="col">Status</th><th scope="col">Attempt</th><th scope="col">Ended</th></tr></thead><tbody>
${
  runs.length === 0
    ? html`<tr><td colspan="6">No run yet. They appear here as soon as an event or a cron starts one.</td></tr>`
    : runs.map(
        (
          run,
        ) => html`<tr><td>${shown(run.startedAt)}</td><td>${run.function}${run.error ? html`<br><small class="Failed">${run.error.name}: ${run.error.message}</small>` : ""}</td><td>${run.event}</td><td class="${run.status}">${run.status}</td>
<td>${run.attempts}</td><td>${shown(run.endedAt)}</td></tr>`,
      )
}</tbody></table></div>
</main></body></html>`;
}

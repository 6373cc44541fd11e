import { Hono } from "hono";
import { html } from "hono/html";
import type { Clock } from "../../../lib/clock";
import type { Html } from "./page";

const minute = 60_000;
const steps = [
  { label: "+1 min", byMs: minute },
  { label: "+15 min", byMs: 15 * minute },
  { label: "+1 h", byMs: 60 * minute },
  { label: "+1 day", byMs: 24 * 60 * minute },
];

/** The simulated time and, where an engine can step it, the buttons that do. `back` is the page to return to. */
export function fastForwardPanel(clock: Clock, canStep: boolean, back: string): Html {
  const now = clock.now().toISOString();
  const buttons = steps.map((s) => html`<button name="byMs" value="${s.byMs}">${s.label}</button>`);
  return html`<section aria-labelledby="clock" class="note" style="margin-top:1.5rem">
<h2 id="clock" style="margin-top:0">Simulated time</h2>
<p><time datetime="${now}"><strong>${now.slice(0, 10)} ${now.slice(11, 19)}</strong> UTC</time></p>
${
  canStep
    ? html`<form class="row" method="post" action="/fast-forward"><input type="hidden" name="back" value="${back}">${buttons}</form>
<form class="row" method="post" action="/fast-forward" style="margin-top:.6rem"><input type="hidden" name="back" value="${back}">
<label>Go to (UTC)<input type="datetime-local" name="to" required min="${now.slice(0, 16)}"></label><button>Fast-forward</button></form>`
    : html`<p class="quiet">This start has no engine that could move it.</p>`
}
</section>`;
}

/** Where a form goes back to: a path on this server whatever `back` says, with a word about how it went. */
export function backTo(back: unknown, kind: "done" | "error", text: string): string {
  const url = URL.canParse(String(back), "http://local")
    ? new URL(String(back), "http://local")
    : new URL("http://local");
  url.searchParams.set(kind, text);
  return url.pathname.replace(/^\/+/, "/") + url.search;
}

/** `POST /fast-forward`: asks the engine to move the clock, then goes back with a word about it. */
export function fastForwardRoutes(clock: Clock, engineUrl: string | null): Hono {
  const app = new Hono();
  app.post("/fast-forward", async (c) => {
    const form = await c.req.parseBody();
    const say = (kind: "done" | "error", text: string) => c.redirect(backTo(form.back, kind, text), 303);
    const to = typeof form.to === "string" ? Date.parse(`${form.to}Z`) : Number.NaN;
    const byMs = form.byMs === undefined ? to - clock.now().getTime() : Number(form.byMs);
    if (!Number.isFinite(byMs) || byMs <= 0) return say("error", "Time only moves forward.");
    if (engineUrl === null) return say("error", "There is no engine that could move the clock.");
    try {
      const response = await fetch(new URL("/clock/advance", engineUrl), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ byMs: Math.round(byMs) }),
        signal: clock.timeoutSignal(120_000),
      });
      if (!response.ok)
        return say("error", `The engine refused to move the clock (HTTP ${response.status}).`);
    } catch {
      return say("error", "The engine did not answer.");
    }
    return say("done", "The clock was moved.");
  });
  return app;
}

import { Hono } from "hono";
import { html, raw } from "hono/html";
import { type Html, page } from "../kit/page";
import { type DoorView, reasonOf, viewDoors } from "./building-view";
import { ApiProblem } from "./problem";
import type { AkilesTestApi } from "./test-api";

const MINUTE_MS = 60_000;
const STEPS: readonly [string, number][] = [
  ["1 min", MINUTE_MS],
  ["5 min", 5 * MINUTE_MS],
  ["15 min", 15 * MINUTE_MS],
  ["1 hour", 60 * MINUTE_MS],
  ["1 day", 24 * 60 * MINUTE_MS],
];
const METHOD_NAMES: readonly [string, string][] = [
  ["online", "App"],
  ["pin", "PIN"],
  ["card", "Card"],
];
const RECENT = 8;

const css = raw(`<style>
.doors{display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:.9rem}
.door{border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem;display:flex;flex-direction:column;gap:.4rem}
.door h3{margin:0;font-size:1rem;display:flex;gap:.5rem;align-items:baseline;flex-wrap:wrap}.door ul{margin:0;padding-left:1.1rem}
.door form{margin-top:auto}.door button,.steps button{font-size:.85rem;padding:.25rem .6rem}
.muted{opacity:.75;font-size:.9rem;margin:0}.steps{display:flex;gap:.4rem;flex-wrap:wrap;align-items:center}
.time{font-size:1.15rem;font-variant-numeric:tabular-nums;margin:.8rem 0 .4rem}.answer{font-size:1.05rem;margin:0}
.scroll{overflow-x:auto}td:first-child{white-space:nowrap}
@media (max-width:40rem){body{padding:1rem}form.row label,form.row button{width:100%}form.row select{width:100%}}
</style>`);

/** Writes instants in a building's zone: the time alone today, with the day otherwise. */
function clockOf(timezone: string, nowMs: number): (ms: number) => string {
  const options = { timeZone: timezone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const short = new Intl.DateTimeFormat("en-GB", options);
  const long = new Intl.DateTimeFormat("en-GB", {
    ...options,
    weekday: "short",
    day: "numeric",
    month: "short",
  });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, dateStyle: "short" });
  return (ms) => (day.format(ms) === day.format(nowMs) ? short : long).format(ms);
}

const doorCard = (
  { door, isOnline, now, next, unlisted }: DoorView,
  time: (ms: number) => string,
): Html => html`
<section class="door"><h3>${door.name} ${isOnline ? "" : html`<span class="no">controller offline</span>`}</h3>
${
  now.length === 0
    ? html`<p class="muted">Nobody may open it now.</p>`
    : html`<ul>${now.map((v) => html`<li>${v.name} <span class="muted">${v.until === null ? "no end set" : `until ${time(v.until)}`}</span></li>`)}</ul>`
}
${unlisted > 0 ? html`<p class="muted">${unlisted} more people are not listed here.</p>` : ""}
<p class="muted">Next change: ${next ? `${time(next.at)}, ${next.name} ${next.opens ? "may enter" : "may no longer enter"}` : "none in 14 days"}</p>
<form method="post" action="/device"><input type="hidden" name="door" value="${door.id}">
<input type="hidden" name="online" value="${isOnline ? "no" : "yes"}"><button aria-label="${isOnline ? "Take" : "Bring"} ${door.name} ${isOnline ? "offline" : "back online"}">${isOnline ? "Take offline" : "Bring back online"}</button></form></section>`;

/** The building for people: try doors, see who may enter, move the clock. `engineUrl` null = no clock buttons. */
export function buildingRoutes(api: AkilesTestApi, engineUrl: string | null): Hono {
  const app = new Hono();
  const { world } = api;

  app.get("/", (c) => {
    const organizations = Object.values(world.state.tables.organizations).filter((o) => !o.is_deleted);
    const organization = organizations.find((o) => o.id === c.req.query("organization")) ?? organizations[0];
    if (!organization) return c.html(page("Akiles", html`<p>There is no organization.</p>`));
    const now = world.nowMs();
    const timezone = world.rows("sites", organization.id)[0]?.timezone ?? "UTC";
    const time = clockOf(timezone, now);
    const full = new Intl.DateTimeFormat("en-GB", {
      timeZone: timezone,
      dateStyle: "full",
      timeStyle: "medium",
    });
    const doors = viewDoors(api, organization.id);
    const members = world
      .rows("members", organization.id)
      .sort((a, b) => Number(a.is_deleted) - Number(b.is_deleted) || a.name.localeCompare(b.name));
    const own = world.state.attempts.filter((a) => a.organizationId === organization.id);
    const shown = own.find((a) => a.id === c.req.query("attempt"));
    const nameOf = (id: string | null) => world.state.tables.members[id ?? ""]?.name ?? "Somebody";
    const doorOf = (id: string) => world.state.tables.gadgets[id]?.name ?? "a door";
    const methodOf = (method: string) => METHOD_NAMES.find(([id]) => id === method)?.[1] ?? method;
    const selected = (yes: boolean) => (yes ? "selected" : "");
    const body = html`${css}<h1>${organization.name}</h1>
${
  organizations.length > 1
    ? html`<nav class="steps" aria-label="Organizations">${organizations.map((o) => html`<a href="/?organization=${o.id}">${o.name}</a>`)}</nav>`
    : ""
}
<p class="time">${full.format(now)} <span class="muted">${timezone}, simulated time</span></p>
${
  engineUrl === null
    ? ""
    : html`<form class="steps" method="post" action="/forward"><span class="muted">Fast-forward</span>
${STEPS.map(([name, ms]) => html`<button name="ms" value="${ms}">+ ${name}</button>`)}</form>`
}
${c.req.query("stuck") === undefined ? "" : html`<p class="note no" role="status">The clock could not be moved: the engine did not answer.</p>`}
<h2>Try a door</h2>
<form class="row" method="post" action="/try">
<label>Member<select name="member">${members.map((m) => html`<option value="${m.id}" ${selected(m.id === shown?.memberId)}>${m.name}${m.is_deleted ? " (deleted)" : ""}</option>`)}</select></label>
<label>Door<select name="door">${doors.map(({ door }) => html`<option value="${door.id}" ${selected(door.id === shown?.gadgetId)}>${door.name}</option>`)}</select></label>
<label>With<select name="method">${METHOD_NAMES.map(([id, name]) => html`<option value="${id}" ${selected(id === shown?.method)}>${name}</option>`)}</select></label>
<button class="primary">Try to open</button></form>
${
  shown
    ? html`<div class="note" role="status" style="margin-top:1rem"><p class="answer ${shown.opened ? "ok" : "no"}"><strong>${shown.opened ? "Opened" : "Refused"}</strong>: ${nameOf(shown.memberId)} at ${doorOf(shown.gadgetId)}, ${methodOf(shown.method)}</p>
<p class="muted">${reasonOf(shown, time)}</p></div>`
    : ""
}
<h2>Doors now</h2><div class="doors">${doors.map((view) => doorCard(view, time))}</div>
<h2>Latest attempts</h2>
${
  own.length === 0
    ? html`<p class="muted">Nobody has tried a door yet.</p>`
    : html`<div class="scroll"><table><thead><tr><th>When</th><th>Who</th><th>Door</th><th>Result</th></tr></thead><tbody>
${own
  .slice(-RECENT)
  .reverse()
  .map(
    (
      a,
    ) => html`<tr><td>${time(Date.parse(a.at))}</td><td>${nameOf(a.memberId)}, ${methodOf(a.method)}</td><td>${doorOf(a.gadgetId)}</td>
<td class="${a.opened ? "ok" : "no"}">${a.opened ? "opened" : `refused: ${reasonOf(a, time)}`}</td></tr>`,
  )}
</tbody></table></div>`
}`;
    return c.html(page("Akiles", body));
  });

  const formOf = async (text: Promise<string>) => new URLSearchParams(await text);

  app.post("/try", async (c) => {
    const form = await formOf(c.req.text());
    const organization = api.door(form.get("door") ?? "").organization_id;
    const attempt = api.attempt({
      member: form.get("member") ?? "",
      door: form.get("door") ?? "",
      method: form.get("method") ?? "online",
    });
    return c.redirect(`/?organization=${organization}&attempt=${attempt.id}`, 303);
  });

  app.post("/device", async (c) => {
    const form = await formOf(c.req.text());
    const door = api.door(form.get("door") ?? "");
    api.setDoorOnline(door.id, form.get("online") === "yes");
    return c.redirect(`/?organization=${door.organization_id}`, 303);
  });

  app.post("/forward", async (c) => {
    const byMs = Number((await formOf(c.req.text())).get("ms"));
    if (engineUrl === null || !STEPS.some(([, ms]) => ms === byMs)) return c.redirect("/?stuck", 303);
    const moved = await fetch(`${engineUrl}/clock/advance`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ byMs }),
      signal: world.clock.timeoutSignal(10_000),
    }).catch(() => null);
    return c.redirect(moved?.ok ? "/" : "/?stuck", 303);
  });

  app.onError((error, c) => {
    if (!(error instanceof ApiProblem)) throw error;
    return c.html(
      page("Akiles", html`<p class="note no">${error.message}</p><p><a href="/">Back to the doors</a></p>`),
      400,
    );
  });
  return app;
}

import { Hono } from "hono";
import { html, raw } from "hono/html";
import { fastForwardPanel, fastForwardRoutes } from "../kit/fast-forward";
import { type Html, page } from "../kit/page";
import { type DoorView, nameOf, reasonOf, viewDoors } from "./building-view";
import { METHODS } from "./model";
import { TestProblem } from "./problem";
import type { AcmTestApi } from "./test-api";

const TITLE = "Avigilon ACM";
const METHOD_NAMES = { card: "Card", pin: "PIN" } as const;
const RECENT = 8;

const css = raw(`<style>
.doors{display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:.9rem}
.door{border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem;display:flex;flex-direction:column;gap:.4rem}
.door h3{margin:0;font-size:1rem;display:flex;gap:.5rem;align-items:baseline;flex-wrap:wrap}.door ul{margin:0;padding-left:1.1rem}
.door form{margin-top:auto}.door button{font-size:.85rem;padding:.25rem .6rem}
.muted{opacity:.75;font-size:.9rem;margin:0}.answer{font-size:1.05rem;margin:0}
dl.server{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0}dl.server dd{margin:0;overflow-wrap:anywhere;font-family:ui-monospace,monospace}
td:first-child{white-space:nowrap}
@media (max-width:40rem){form.row label,form.row button,form.row select{width:100%}dl.server{grid-template-columns:1fr}}
</style>`);

/** Writes instants in the server's zone: the time alone today, with the day otherwise. */
function clockOf(timeZone: string, nowMs: number): (ms: number) => string {
  const options = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const short = new Intl.DateTimeFormat("en-GB", options);
  const long = new Intl.DateTimeFormat("en-GB", {
    ...options,
    weekday: "short",
    day: "numeric",
    month: "short",
  });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short" });
  return (ms) => (day.format(ms) === day.format(nowMs) ? short : long).format(ms);
}

const doorCard = (
  { door, isOnline, now, next, unlisted }: DoorView,
  time: (ms: number) => string,
): Html => html`
<section class="door"><h3>${door.name} ${isOnline ? "" : html`<span class="no">panel offline</span>`}</h3>
<p class="muted">${door.mode.replaceAll("_", " ")}</p>
${
  now.length === 0
    ? html`<p class="muted">Nobody may open it now.</p>`
    : html`<ul>${now.map((v) => html`<li>${v.name} <span class="muted">${v.until === null ? "no end set" : `until ${time(v.until)}`}</span></li>`)}</ul>`
}
${unlisted > 0 ? html`<p class="muted">${unlisted} more people are not listed here.</p>` : ""}
<p class="muted">Next change: ${next ? `${time(next.at)}, ${next.name} ${next.opens ? "may enter" : "may no longer enter"}` : "none in 14 days"}</p></section>`;

const serverPanel = (api: AcmTestApi, address: string): Html => html`
<h2>Connect Lintel to this server</h2><div class="note"><dl class="server"><dt>Server address</dt><dd>${address}</dd>
<dt>Username</dt><dd>${api.sessions.login}</dd><dt>Password</dt><dd>${api.sessions.password}</dd>
<dt>Certificate (SHA-256)</dt><dd>${api.fingerprint}</dd></dl></div>
<form class="row" method="post" action="/certificate" style="margin-top:.6rem"><button>Make another certificate</button></form>`;

/** The building for people: try doors, see who may enter, take the panel off the network. `address` = of the server. */
export function buildingRoutes(api: AcmTestApi, address: () => string, engineUrl: string | null): Hono {
  const app = new Hono();
  const { world } = api;

  app.get("/", (c) => {
    const now = world.nowMs();
    const { timezone, attempts } = world.state;
    const time = clockOf(timezone, now);
    const people = world.rows("identities").sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
    const doors = viewDoors(api);
    const shown = attempts.find((attempt) => attempt.id === c.req.query("attempt"));
    const personOf = (id: string) => nameOf(world.find("identities", id));
    const doorOf = (id: string) => world.find("doors", id)?.name ?? "a door";
    const selected = (yes: boolean) => (yes ? "selected" : "");
    const isOnline = world.rows("panels").every((panel) => panel.online);
    const said = c.req.query("done") ?? c.req.query("error");
    const body = html`${css}<h1>Harbour Works</h1><p class="muted">Times are in ${timezone}.</p>
${said === undefined ? "" : html`<p class="note" role="status">${said}</p>`}
<h2>Try a door</h2>
<form class="row" method="post" action="/try">
<label>Person<select name="member">${people.map((p) => html`<option value="${p.cn}" ${selected(p.cn === shown?.identity)}>${nameOf(p)}</option>`)}</select></label>
<label>Door<select name="door">${doors.map(({ door }) => html`<option value="${door.cn}" ${selected(door.cn === shown?.door)}>${door.name}</option>`)}</select></label>
<label>With<select name="method">${METHODS.map((m) => html`<option value="${m}" ${selected(m === shown?.method)}>${METHOD_NAMES[m]}</option>`)}</select></label>
<button class="primary">Try to open</button></form>
${
  shown
    ? html`<div class="note" role="status" style="margin-top:1rem"><p class="answer ${shown.opened ? "ok" : "no"}"><strong>${shown.opened ? "Opened" : "Refused"}</strong>: ${personOf(shown.identity)} at ${doorOf(shown.door)}, ${METHOD_NAMES[shown.method]}</p>
<p class="muted">${reasonOf(shown, time)}</p></div>`
    : ""
}
<h2>Doors now</h2><div class="doors">${doors.map((view) => doorCard(view, time))}</div>
<form class="row" method="post" action="/panel" style="margin-top:.8rem"><input type="hidden" name="online" value="${isOnline ? "no" : "yes"}">
<button>${isOnline ? "Take the panel offline" : "Bring the panel back online"}</button></form>
<h2>Latest attempts</h2>
${
  attempts.length === 0
    ? html`<p class="muted">Nobody has tried a door yet.</p>`
    : html`<div class="scroll"><table><thead><tr><th>When</th><th>Who</th><th>Door</th><th>Result</th></tr></thead><tbody>
${attempts
  .slice(-RECENT)
  .reverse()
  .map(
    (
      a,
    ) => html`<tr><td>${time(Date.parse(a.at))}</td><td>${personOf(a.identity)}, ${METHOD_NAMES[a.method]}</td><td>${doorOf(a.door)}</td>
<td class="${a.opened ? "ok" : "no"}">${a.opened ? "opened" : `refused: ${reasonOf(a, time)}`}</td></tr>`,
  )}
</tbody></table></div>`
}
${serverPanel(api, address())}
${fastForwardPanel(world.clock, engineUrl !== null, "/")}`;
    return c.html(page(TITLE, body));
  });

  const formOf = async (text: Promise<string>) => new URLSearchParams(await text);
  app.post("/try", async (c) => {
    const form = await formOf(c.req.text());
    const one = (name: string) => form.get(name) ?? "";
    const attempt = api.attempt({ member: one("member"), door: one("door"), method: one("method") });
    return c.redirect(`/?attempt=${attempt.id}`, 303);
  });
  app.post("/panel", async (c) => {
    const online = (await formOf(c.req.text())).get("online") === "yes";
    for (const door of world.rows("doors")) api.setDoorOnline(door.cn, online);
    return c.redirect("/", 303);
  });
  app.post("/certificate", async (c) => {
    await api.rotateCertificate();
    return c.redirect("/?done=The+server+now+shows+another+certificate.", 303);
  });
  app.route("/", fastForwardRoutes(world.clock, engineUrl));

  app.onError((error, c) => {
    if (!(error instanceof TestProblem)) throw error;
    return c.html(
      page(TITLE, html`<p class="note no">${error.message}</p><p><a href="/">Back to the doors</a></p>`),
      400,
    );
  });
  return app;
}

import { Hono } from "hono";
import { html, raw } from "hono/html";
import { fastForwardPanel, fastForwardRoutes } from "../kit/fast-forward";
import { type Html, page } from "../kit/page";
import { type DoorView, nameOf, reasonOf, viewDoors } from "./building-view";
import type { Attempt, Mail } from "./model";
import { ApiProblem } from "./problem";
import type { BrivoTestApi } from "./test-api";

const METHOD_NAMES: readonly [string, string][] = [
  ["mobile", "Mobile pass"],
  ["pin", "PIN"],
  ["card", "Card"],
];
const RECENT = 8;

const css = raw(`<style>
.doors{display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:.9rem}
.door{border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem;display:flex;flex-direction:column;gap:.4rem}
.door h3{margin:0;font-size:1rem}.door ul{margin:0;padding-left:1.1rem}.door form{margin-top:auto}
.door button{font-size:.85rem;padding:.25rem .6rem}.answer{font-size:1.05rem;margin:0}td:first-child{white-space:nowrap}
@media (max-width:40rem){form.row label,form.row button,form.row select{width:100%}}
</style>`);

/** Writes instants in the building's zone: the time alone today, with the day otherwise. */
function clockOf(timeZone: string, nowMs: number): (ms: number) => string {
  const options = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const short = new Intl.DateTimeFormat("en-GB", options);
  const date = { weekday: "short", day: "numeric", month: "short" } as const;
  const long = new Intl.DateTimeFormat("en-GB", { ...options, ...date });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short" });
  return (ms) => (day.format(ms) === day.format(nowMs) ? short : long).format(ms);
}

const doorCard = ({ door, isOnline, now, unlisted }: DoorView, time: (ms: number) => string): Html => html`
<section class="door"><h3>${door.name} ${isOnline ? "" : html`<span class="no">panel offline</span>`}</h3>
${
  now.length === 0
    ? html`<p class="quiet">Nobody may open it now.</p>`
    : html`<ul>${now.map((v) => html`<li>${v.name} <span class="quiet">${v.until === null ? "no end set" : `until ${time(v.until)}`}</span></li>`)}</ul>`
}
${unlisted > 0 ? html`<p class="quiet">${unlisted} more people are not listed here.</p>` : ""}
<form method="post" action="/panel"><input type="hidden" name="door" value="${door.id}">
<input type="hidden" name="online" value="${isOnline ? "no" : "yes"}"><button aria-label="${isOnline ? "Take" : "Bring"} ${door.name} ${isOnline ? "offline" : "back online"}">${isOnline ? "Take offline" : "Bring back online"}</button></form></section>`;

const mailbox = (mails: readonly Mail[], time: (ms: number) => string): Html =>
  mails.length === 0
    ? html`<p class="quiet">No invitation has been mailed yet.</p>`
    : html`<div class="scroll"><table><thead><tr><th>When</th><th>To</th><th>Code</th></tr></thead><tbody>
${mails.map((mail) => html`<tr><td>${time(Date.parse(mail.at))}</td><td>${mail.to}</td><td><code>${mail.accessCode}</code></td></tr>`)}</tbody></table></div>`;

function attemptsTable(api: BrivoTestApi, own: readonly Attempt[], time: (ms: number) => string): Html {
  if (own.length === 0) return html`<p class="quiet">Nobody has tried a door yet.</p>`;
  const { users, doors } = api.world.state.tables;
  const methodOf = (method: string) => METHOD_NAMES.find(([id]) => id === method)?.[1] ?? method;
  const rows = own.slice(-RECENT).reverse();
  return html`<div class="scroll"><table><thead><tr><th>When</th><th>Who</th><th>Door</th><th>Result</th></tr></thead><tbody>
${rows.map(
  (
    a,
  ) => html`<tr><td>${time(Date.parse(a.at))}</td><td>${nameOf(users[String(a.userId)])}, ${methodOf(a.method)}</td><td>${doors[String(a.doorId)]?.name ?? "a door"}</td>
<td class="${a.opened ? "ok" : "no"}">${a.opened ? "opened" : `refused: ${reasonOf(a, time)}`}</td></tr>`,
)}</tbody></table></div>`;
}

/** The building for people: try doors, redeem a mailed pass, see who may enter, move the clock. */
export function buildingRoutes(api: BrivoTestApi, apiKey: string, engineUrl: string | null): Hono {
  const app = new Hono();
  const { world } = api;

  app.get("/", (c) => {
    const accounts = Object.values(world.state.tables.accounts);
    const account = accounts.find((a) => String(a.id) === c.req.query("account")) ?? accounts[0];
    if (!account) return c.html(page("Brivo", html`<p>There is no account.</p>`));
    const time = clockOf(world.rows("sites", account.id)[0]?.timeZone ?? "UTC", world.nowMs());
    const doors = viewDoors(api, account.id);
    const users = world.rows("users", account.id).sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
    const own = world.state.attempts.filter((a) => a.account === account.id);
    const shown = own.find((a) => a.id === c.req.query("attempt"));
    const selected = (yes: boolean) => (yes ? "selected" : "");
    const mails = api
      .mails()
      .filter((mail) => mail.kind === "invitation")
      .slice(-RECENT)
      .reverse();
    const body = html`${css}<h1>${account.name}</h1>
${accounts.length > 1 ? html`<nav aria-label="Accounts">${accounts.map((a) => html`<a href="/?account=${a.id}">${a.name}</a>`)}</nav>` : ""}
<h2>Try a door</h2>
<form class="row" method="post" action="/try">
<label>Person<select name="member">${users.map((u) => html`<option value="${u.id}" ${selected(u.id === shown?.userId)}>${nameOf(u)}${u.suspended ? " (suspended)" : ""}</option>`)}</select></label>
<label>Door<select name="door">${doors.map(({ door }) => html`<option value="${door.id}" ${selected(door.id === shown?.doorId)}>${door.name}</option>`)}</select></label>
<label>With<select name="method">${METHOD_NAMES.map(([id, name]) => html`<option value="${id}" ${selected(id === shown?.method)}>${name}</option>`)}</select></label>
<button class="primary">Try to open</button></form>
${
  shown
    ? html`<div class="note" role="status" style="margin-top:1rem"><p class="answer ${shown.opened ? "ok" : "no"}"><strong>${shown.opened ? "Opened" : "Refused"}</strong></p>
<p class="quiet">${reasonOf(shown, time)}</p></div>`
    : ""
}
<h2>Redeem a mobile pass</h2>
<p class="quiet">Done once in the app, with the code from the e-mail.</p>
<form class="row" method="post" action="/redeem"><label>Pass ID (e-mail)<input name="passId" required></label>
<label>Pass code<input name="code" required autocomplete="off"></label><button>Claim pass</button></form>
${c.req.query("redeemed") === undefined ? "" : html`<p class="note ok" role="status">The pass is on the phone now.</p>`}
<h3>Mail sent by Brivo</h3>${mailbox(mails, time)}
<h2>Doors now</h2><div class="doors">${doors.map((view) => doorCard(view, time))}</div>
<h2>Latest attempts</h2>${attemptsTable(api, own, time)}
<h2>For the administrator</h2><p>API key: <code>${apiKey}</code></p>
${fastForwardPanel(world.clock, engineUrl !== null, "/")}`;
    return c.html(page("Brivo", body));
  });

  const formOf = async (text: Promise<string>) => new URLSearchParams(await text);

  app.post("/try", async (c) => {
    const form = await formOf(c.req.text());
    const door = form.get("door") ?? "";
    const { id, account } = api.attempt({
      member: form.get("member") ?? "",
      door,
      method: form.get("method") ?? "mobile",
    });
    return c.redirect(`/?account=${account}&attempt=${id}`, 303);
  });
  app.post("/redeem", async (c) => {
    const form = await formOf(c.req.text());
    api.redeem(form.get("passId") ?? "", form.get("code") ?? "");
    return c.redirect("/?redeemed", 303);
  });
  app.post("/panel", async (c) => {
    const form = await formOf(c.req.text());
    api.setDoorOnline(form.get("door") ?? "", form.get("online") === "yes");
    return c.redirect(`/?account=${api.door(form.get("door") ?? "").account}`, 303);
  });
  app.route("/", fastForwardRoutes(world.clock, engineUrl));

  app.onError((error, c) => {
    if (!(error instanceof ApiProblem)) throw error;
    return c.html(
      page("Brivo", html`<p class="note no">${error.message}</p><p><a href="/">Back to the doors</a></p>`),
      400,
    );
  });
  return app;
}

import { Hono } from "hono";
import { html, raw } from "hono/html";
import { backTo, fastForwardPanel, fastForwardRoutes } from "../kit/fast-forward";
import { type Html, page } from "../kit/page";
import { type DoorView, reasonOf, viewDoors } from "./building-view";
import { ApiProblem } from "./problem";
import { syncStatus } from "./sync";
import type { DoorFlowTestApi } from "./test-api";

const WAY_NAMES: readonly [string, string][] = [
  ["card", "Card"],
  ["pin", "PIN"],
  ["mobile", "Phone"],
];
const RECENT = 8;

const css = raw(`<style>
.doors{display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:.9rem}
.door{border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem;display:flex;flex-direction:column;gap:.4rem}
.door h3{margin:0;font-size:1rem;display:flex;gap:.5rem;align-items:baseline;flex-wrap:wrap}.door ul{margin:0;padding-left:1.1rem}
.door form{margin-top:auto}.door button{font-size:.85rem;padding:.25rem .6rem}
.muted{color:var(--quiet);font-size:.9rem;margin:0}.answer{font-size:1.05rem;margin:0}td:first-child{white-space:nowrap}
@media (max-width:40rem){form.row label,form.row button,form.row select{width:100%}}
</style>`);

/** Writes instants in a building's zone: the time alone today, with the day otherwise. */
function clockOf(timezone: string, nowMs: number): (ms: number) => string {
  const options = { timeZone: timezone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const short = new Intl.DateTimeFormat("en-GB", options);
  const days = { weekday: "short", day: "numeric", month: "short" } as const;
  const long = new Intl.DateTimeFormat("en-GB", { ...options, ...days });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, dateStyle: "short" });
  return (ms) => (day.format(ms) === day.format(nowMs) ? short : long).format(ms);
}

const doorCard = ({ door, now, next, unlisted }: DoorView, time: (ms: number) => string): Html => html`
<section class="door"><h3>${door.name} ${door.online ? "" : html`<span class="no">controller offline</span>`}</h3>
${
  now.length === 0
    ? html`<p class="muted">Nobody may open it now.</p>`
    : html`<ul>${now.map((v) => html`<li>${v.name} <span class="muted">${v.until === null ? "no end set" : `until ${time(v.until)}`}</span></li>`)}</ul>`
}
${unlisted > 0 ? html`<p class="muted">${unlisted} more people are not looked at here.</p>` : ""}
<p class="muted">Next change: ${next ? `${time(next.at)}, ${next.name} ${next.opens ? "may enter" : "may no longer enter"}` : "none in 14 days"}</p>
<p class="muted">Last synced ${door.synced_at === null ? "never" : time(door.synced_at)}</p>
<form method="post" action="/device"><input type="hidden" name="door" value="${door.id}">
<input type="hidden" name="online" value="${door.online ? "no" : "yes"}"><button aria-label="${door.online ? "Take" : "Bring"} ${door.name} ${door.online ? "offline" : "back online"}">${door.online ? "Take offline" : "Bring back online"}</button></form></section>`;

/** The building for people: try doors, see who may enter, sync, move the clock. `engineUrl` null = no clock buttons. */
export function buildingRoutes(api: DoorFlowTestApi, engineUrl: string | null): Hono {
  const app = new Hono();
  const { world } = api;
  app.route("/", fastForwardRoutes(world.clock, engineUrl));

  app.get("/", (c) => {
    const accounts = Object.values(world.state.tables.accounts).filter((account) => !account.deleted);
    const account = accounts.find((a) => a.id === c.req.query("account")) ?? accounts[0];
    if (!account) return c.html(page("DoorFlow", html`<p>There is no account.</p>`));
    const here = `/?account=${account.id}`;
    const time = clockOf(account.timezone, world.nowMs());
    const doors = viewDoors(api, account.id);
    const people = Object.values(world.state.tables.people)
      .filter((person) => person.account_id === account.id)
      .sort((a, b) => Number(a.deleted) - Number(b.deleted) || a.last_name.localeCompare(b.last_name));
    const own = world.state.attempts.filter((attempt) => attempt.accountId === account.id);
    const shown = own.find((attempt) => attempt.id === c.req.query("attempt"));
    const nameOf = (id: string) => {
      const person = world.state.tables.people[id];
      return person ? `${person.first_name} ${person.last_name}` : "Somebody";
    };
    const doorOf = (id: string) => world.state.tables.channels[id]?.name ?? "a door";
    const wayOf = (way: string) => WAY_NAMES.find(([id]) => id === way)?.[1] ?? way;
    const selected = (yes: boolean) => (yes ? "selected" : "");
    const sync = syncStatus(world, account.id);
    const [done, error] = [c.req.query("done"), c.req.query("error")];
    const body = html`${css}<h1>${account.name}</h1>
${accounts.length > 1 ? html`<nav aria-label="Accounts">${accounts.map((a) => html`<a href="/?account=${a.id}">${a.name}</a>`)}</nav>` : ""}
${done === undefined ? "" : html`<p class="note ok" role="status">${done}</p>`}
${error === undefined ? "" : html`<p class="note no" role="status">${error}</p>`}
${fastForwardPanel(world.clock, engineUrl !== null, here)}
<h2>Try a door</h2>
<form class="row" method="post" action="/try">
<label>Person<select name="member">${people.map((p) => html`<option value="${p.id}" ${selected(p.id === shown?.personId)}>${nameOf(p.id)}${p.deleted ? " (deleted)" : ""}</option>`)}</select></label>
<label>Door<select name="door">${doors.map(({ door }) => html`<option value="${door.id}" ${selected(door.id === shown?.channelId)}>${door.name}</option>`)}</select></label>
<label>With<select name="method">${WAY_NAMES.map(([id, name]) => html`<option value="${id}" ${selected(id === shown?.way)}>${name}</option>`)}</select></label>
<button class="primary">Try to open</button></form>
${
  shown
    ? html`<div class="note" role="status" style="margin-top:1rem"><p class="answer ${shown.opened ? "ok" : "no"}"><strong>${shown.opened ? "Opened" : "Refused"}</strong>: ${nameOf(shown.personId)} at ${doorOf(shown.channelId)}, ${wayOf(shown.way)}</p>
<p class="muted">${reasonOf(shown, time)}</p></div>`
    : ""
}
<h2>Doors now</h2>
<form class="row" method="post" action="/sync" style="margin-bottom:.8rem"><input type="hidden" name="account" value="${account.id}">
<p class="muted">Sync: ${sync.status}${sync.description === null ? "" : ` (${sync.description})`}. A door goes by its last sync.</p><button>Update doors</button></form>
<div class="doors">${doors.map((view) => doorCard(view, time))}</div>
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
    ) => html`<tr><td>${time(Date.parse(a.at))}</td><td>${nameOf(a.personId)}, ${wayOf(a.way)}</td><td>${doorOf(a.channelId)}</td>
<td class="${a.opened ? "ok" : "no"}">${a.opened ? "opened" : `refused: ${reasonOf(a, time)}`}</td></tr>`,
  )}
</tbody></table></div>`
}`;
    return c.html(page("DoorFlow", body));
  });

  const formOf = async (text: Promise<string>) => new URLSearchParams(await text);

  app.post("/try", async (c) => {
    const form = await formOf(c.req.text());
    const door = form.get("door") ?? "";
    const member = form.get("member") ?? "";
    const attempt = api.attempt({ member, door, method: form.get("method") ?? "card" });
    return c.redirect(`/?account=${api.door(door).account_id}&attempt=${attempt.id}`, 303);
  });
  app.post("/device", async (c) => {
    const form = await formOf(c.req.text());
    const door = api.door(form.get("door") ?? "");
    api.setDoorOnline(door.id, form.get("online") === "yes");
    return c.redirect(`/?account=${door.account_id}`, 303);
  });
  app.post("/sync", async (c) => {
    const account = (await formOf(c.req.text())).get("account") ?? "";
    api.staffSync(world.live("accounts", account, account).id);
    return c.redirect(backTo(`/?account=${account}`, "done", "The doors were told."), 303);
  });

  app.onError((error, c) => {
    if (!(error instanceof ApiProblem)) throw error;
    const back = html`<p><a href="/">Back to the doors</a></p>`;
    return c.html(page("DoorFlow", html`<p class="note no">${error.message}</p>${back}`), 400);
  });
  return app;
}

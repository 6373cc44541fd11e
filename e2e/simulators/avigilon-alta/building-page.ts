import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { backTo, fastForwardPanel, fastForwardRoutes } from "../kit/fast-forward";
import { type Html, page } from "../kit/page";
import { type AccessInterval, accessIntervals } from "./access";
import { linkBy } from "./cloud-keys";
import type { Attempt, EntryRow, OrgRow, UserRow } from "./model";
import { ApiProblem } from "./problem";
import type { AltaTestApi } from "./test-api";

const AHEAD_MS = 14 * 86_400_000;
/** People looked at per door: the page is for eyes, not for a thousand members. */
const PEOPLE_MAX = 100;
const RECENT = 8;
const METHOD_NAMES = [
  ["card", "Card"],
  ["pin", "PIN"],
  ["mobile", "Phone"],
] as const;

const nameOf = (api: AltaTestApi, user: UserRow | null): string => {
  const identity = user && api.world.get("identities", user.identityId);
  const name = [identity?.firstName, identity?.lastName].filter(Boolean).join(" ");
  return name || identity?.email || "Somebody";
};

/** Writes instants in the building's zone: the time alone today, with the day otherwise. */
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

/** Why a door stayed shut, for the person in front of it. */
function reasonOf(attempt: Attempt, time: (ms: number) => string): string {
  if (attempt.instant !== null)
    return attempt.reason === "not_yet"
      ? `The right to enter starts ${time(attempt.instant)}.`
      : `The right to enter ended ${time(attempt.instant)}.`;
  return `${attempt.opened ? "Opened " : ""}${attempt.text}.`;
}

function insideOf(api: AltaTestApi, entry: EntryRow, people: readonly UserRow[], now: number) {
  return people.slice(0, PEOPLE_MAX).flatMap((user) => {
    const question = { userId: user.id, entryId: entry.id };
    const span = { from: now, to: now + AHEAD_MS };
    const [first] = accessIntervals(api.world.historyOf(user.id), question, span);
    return first && first.from === now ? [{ user, first }] : [];
  });
}

const until = (interval: AccessInterval, time: (ms: number) => string) =>
  interval.ended === null ? "no end set" : `until ${time(interval.until)}`;

function doorCard(
  api: AltaTestApi,
  entry: EntryRow,
  people: readonly UserRow[],
  time: (ms: number) => string,
): Html {
  const inside = insideOf(api, entry, people, api.world.nowMs());
  return html`<section class="card"><h3>${entry.name} ${entry.isOnline ? "" : html`<span class="no">controller offline</span>`}</h3>
<p class="quiet">Entry ${entry.id}${entry.isRemoteUnlockAllowed ? "" : ", no remote unlock"}</p>
${
  inside.length === 0
    ? html`<p class="quiet">Nobody may open it now.</p>`
    : html`<ul>${inside.map(({ user, first }) => html`<li>${nameOf(api, user)} <span class="quiet">${until(first, time)}</span></li>`)}</ul>`
}
<form method="post" action="/device"><input type="hidden" name="door" value="${entry.id}">
<input type="hidden" name="online" value="${entry.isOnline ? "no" : "yes"}"><button aria-label="${entry.isOnline ? "Take" : "Bring"} ${entry.name} ${entry.isOnline ? "offline" : "back online"}">${entry.isOnline ? "Take offline" : "Bring back online"}</button></form></section>`;
}

function attemptNote(
  api: AltaTestApi,
  attempt: Attempt | undefined,
  time: (ms: number) => string,
): Html | "" {
  if (!attempt) return "";
  const who =
    attempt.method === "cloud_key"
      ? "a guest with a link"
      : nameOf(api, api.world.get("users", attempt.userId ?? -1));
  const door = api.world.get("entries", attempt.entryId)?.name ?? "a door";
  return html`<div class="note" role="status" style="margin-top:1rem"><p class="${attempt.opened ? "ok" : "no"}"><strong>${attempt.opened ? "Opened" : "Refused"}</strong>: ${who} at ${door}</p>
<p class="quiet">${reasonOf(attempt, time)}</p></div>`;
}

function attemptsTable(api: AltaTestApi, attempts: readonly Attempt[], time: (ms: number) => string): Html {
  if (attempts.length === 0) return html`<p class="quiet">Nobody has tried a door yet.</p>`;
  const rows = attempts
    .slice(-RECENT)
    .reverse()
    .map((a) => {
      const who =
        a.method === "cloud_key" ? "guest with a link" : nameOf(api, api.world.get("users", a.userId ?? -1));
      return html`<tr><td>${time(Date.parse(a.at))}</td><td>${who}</td><td>${api.world.get("entries", a.entryId)?.name ?? ""}</td>
<td class="${a.opened ? "ok" : "no"}">${a.opened ? "opened" : `refused: ${reasonOf(a, time)}`}</td></tr>`;
    });
  return html`<div class="scroll"><table><thead><tr><th>When</th><th>Who</th><th>Door</th><th>Result</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** What is typed into the connect form. */
function accounts(api: AltaTestApi, org: OrgRow): Html {
  const { world } = api;
  const rows = world.rows("users", org.id).flatMap((user) => {
    const identity = user.scope.length > 0 ? world.get("identities", user.identityId) : null;
    return identity?.password ? [identity] : [];
  });
  return html`<section class="note" aria-labelledby="account"><h2 id="account" style="margin-top:0">To connect</h2>
<p>Organization ID <strong>${org.id}</strong>, region <strong>${org.region === "eu" ? "Europe" : "Global"}</strong></p>
${rows.map((row) => html`<p>Username <strong>${row.email}</strong>, password <strong>${row.password}</strong></p>`)}</section>`;
}

function building(api: AltaTestApi, c: Context, org: OrgRow, canStep: boolean): Html {
  const { world } = api;
  const time = clockOf(world.rows("sites", org.id)[0]?.timezone ?? "UTC", world.nowMs());
  const people = world
    .rows("users", org.id)
    .filter((user) => user.scope.length === 0)
    .sort((a, b) => nameOf(api, a).localeCompare(nameOf(api, b)));
  const doors = world.rows("entries", org.id);
  const attempts = world.state.attempts.filter((a) => a.orgId === org.id);
  const shown = attempts.find((a) => a.id === c.req.query("attempt"));
  const options = doors.map((d) => html`<option value="${d.id}">${d.name}</option>`);
  const others = world.all("orgs").filter((o) => o.id !== org.id);
  const state = { A: "", S: " (suspended)", I: " (deleted)" } as const;
  return html`<h1>${org.name}</h1>
${others.map((o) => html`<p class="quiet"><a href="/?org=${o.id}">${o.name}</a></p>`)}
${accounts(api, org)}
${c.req.query("error") ? html`<p class="note no" role="status">${c.req.query("error")}</p>` : ""}
<h2>Try a door</h2>
<form class="row" method="post" action="/try">
<label>Person<select name="person">${people.map((u) => html`<option value="${u.id}" ${u.id === shown?.userId ? "selected" : ""}>${nameOf(api, u)}${state[u.status]}</option>`)}</select></label>
<label>Door<select name="door">${options}</select></label>
<label>With<select name="method">${METHOD_NAMES.map(([id, name]) => html`<option value="${id}">${name}</option>`)}</select></label>
<button class="primary">Try to open</button></form>
<form class="row" method="post" action="/try-link" style="margin-top:.8rem">
<label>Link of a guest<input name="link" required placeholder="the address in the guest's mail" size="34"></label>
<label>Door<select name="door">${options}</select></label>
<button class="primary">Try the link</button></form>
${attemptNote(api, shown, time)}
<h2>Doors now</h2><div class="cards">${doors.map((door) => doorCard(api, door, people, time))}</div>
<h2>Latest attempts</h2>${attemptsTable(api, attempts, time)}
${fastForwardPanel(world.clock, canStep, `/?org=${org.id}`)}`;
}

/** The building for people, and the page behind a guest's link. `engineUrl` null = the clock stays. */
export function buildingRoutes(api: AltaTestApi, engineUrl: string | null): Hono {
  const app = new Hono();
  const { world } = api;
  app.route("/", fastForwardRoutes(world.clock, engineUrl));

  app.get("/", (c) => {
    const orgs = world.all("orgs");
    const org = orgs.find((o) => String(o.id) === c.req.query("org")) ?? orgs[0];
    if (!org) return c.html(page("Avigilon Alta", html`<p>There is no organization.</p>`));
    return c.html(page("Avigilon Alta", building(api, c, org, engineUrl !== null)));
  });
  const formOf = async (c: Context) => new URLSearchParams(await c.req.text());

  app.post("/try", async (c) => {
    const form = await formOf(c);
    const door = form.get("door") ?? "";
    const attempt = api.attempt({
      person: form.get("person") ?? "",
      door,
      method: form.get("method") ?? "card",
    });
    return c.redirect(`/?org=${attempt.orgId}&attempt=${attempt.id}`, 303);
  });
  app.post("/try-link", async (c) => {
    const form = await formOf(c);
    const attempt = api.attempt({ link: form.get("link") ?? "", door: form.get("door") ?? "" });
    const back = form.get("back");
    if (back)
      return c.redirect(backTo(back, attempt.opened ? "done" : "error", reasonOf(attempt, String)), 303);
    return c.redirect(`/?org=${attempt.orgId}&attempt=${attempt.id}`, 303);
  });
  app.post("/device", async (c) => {
    const form = await formOf(c);
    const door = api.door(form.get("door") ?? "");
    api.setDoorOnline(String(door.id), form.get("online") === "yes");
    return c.redirect(`/?org=${door.orgId}`, 303);
  });

  /** What a guest sees who follows the link: a button per door. */
  app.get("/cloudKeyUnlock", (c) => {
    const link = linkBy(world, c.req.url);
    if (!link) return c.html(page("Door access", html`<p class="note no">This link is not valid.</p>`), 404);
    const { pathname, search } = new URL(c.req.url);
    const doors = link.entryIds.flatMap((id) => world.get("entries", id) ?? []);
    const said = c.req.query("done") ?? c.req.query("error");
    return c.html(
      page(
        "Door access",
        html`<h1>${link.description ?? "Guest access"}</h1>
${said ? html`<p class="note ${c.req.query("done") ? "ok" : "no"}" role="status">${said}</p>` : ""}
<div class="cards">${doors.map(
          (
            door,
          ) => html`<form class="card" method="post" action="/try-link"><input type="hidden" name="link" value="${link.token}">
<input type="hidden" name="door" value="${door.id}"><input type="hidden" name="back" value="${pathname}${search}"><h3>${door.name}</h3><button class="primary">Open ${door.name}</button></form>`,
        )}</div>`,
      ),
    );
  });

  app.onError((error, c) => {
    if (!(error instanceof ApiProblem)) throw error;
    return c.html(
      page(
        "Avigilon Alta",
        html`<p class="note no">${error.message}</p><p><a href="/">Back to the doors</a></p>`,
      ),
      400,
    );
  });
  return app;
}

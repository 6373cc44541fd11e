import { html } from "hono/html";
import type { Html } from "../../kit/page";
import type { Install, Row } from "../model";
import { requiredRoles } from "../roles";
import type { World } from "../world";
import { action, type Message, nexudusPage, options, shown } from "./parts";

const about = html`<p>Door access in step with what members bought and booked. Connect your door vendor, map plans,
passes, desks and rooms to access groups, done.</p>`;

const stateOf = (install: Install): Html =>
  install.requiresApproval
    ? html`<span class="no">needs approval</span>`
    : html`<span class="ok">installed</span>`;

/** `/marketplace`: the add-on's card and the installs there are. */
export function marketplacePage(world: World, message: Message): Html {
  const businesses = world.rows("Business");
  const live = world.state.installs.filter((i) => !i.revoked);
  const free = businesses.filter((b) => !live.some((i) => i.businessId === b.Id));
  const rows = live.map((install) => {
    const name = String(world.find("Business", install.businessId)?.Name ?? install.businessId);
    return html`<tr><td>${name}</td><td>${shown(new Date(install.installedAt), "UTC")}</td><td>${stateOf(install)}</td>
<td><div class="row"><a class="primary" href="/marketplace/open/${install.id}">Open Lintel<span class="quiet" style="color:inherit"> (${name})</span></a>
${action(`/marketplace/remove/${install.id}`, "/marketplace", "Uninstall", `Lintel from ${name}`)}
${install.requiresApproval ? "" : action(`/marketplace/reapprove/${install.id}`, "/marketplace", "Ask for approval again", `at ${name}`)}</div></td></tr>`;
  });
  return nexudusPage(
    "/marketplace",
    message,
    html`<h1>Marketplace</h1>
<div class="cards"><section class="card"><h2>Lintel</h2>${about}
${
  free.length
    ? html`<form class="row" method="get" action="/marketplace/consent"><label>Install for<select name="business">${options(
        free,
        (b: Row) => (b.RootLocationId === null ? `${b.Name} (the whole network)` : String(b.Name)),
      )}</select></label><button class="primary">Install</button></form>`
    : html`<p class="quiet">Installed everywhere.</p>`
}</section></div>
<h2>Installed add-ons</h2>
${
  rows.length
    ? html`<div class="scroll"><table><thead><tr><th scope="col">Location</th><th scope="col">Since (UTC)</th><th scope="col">State</th><th scope="col">Actions</th></tr></thead><tbody>${rows}</tbody></table></div>`
    : html`<p class="note">Nothing installed yet. Choose a location above and press Install.</p>`
}`,
  );
}

/** Role names by entity, for reading. */
function grouped(): [string, string][] {
  const verbs = new Map<string, string[]>();
  for (const role of requiredRoles) {
    const [entity = role, verb = ""] = role.split("-");
    verbs.set(entity, [...(verbs.get(entity) ?? []), verb]);
  }
  return [...verbs].map(([entity, list]) => [entity, list.join(", ")]);
}

/** The page where an admin sees what the add-on asks for, and agrees. */
export function consentPage(business: Row, message: Message): Html {
  return nexudusPage(
    "/marketplace/consent",
    message,
    html`<h1>Lintel asks for access to ${String(business.Name)}</h1>
${about}
<form class="row" method="post" action="/marketplace/install"><input type="hidden" name="business" value="${business.Id}">
<button class="primary">Accept and install</button><a href="/marketplace">Cancel</a></form>
<h2>What Lintel may do</h2>
<div class="scroll"><table><thead><tr><th scope="col">Records</th><th scope="col">Rights</th></tr></thead><tbody>${grouped().map(
      ([entity, list]) => html`<tr><td>${entity}</td><td>${list}</td></tr>`,
    )}</tbody></table></div>`,
  );
}

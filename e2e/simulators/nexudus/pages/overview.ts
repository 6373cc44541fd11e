import { html } from "hono/html";
import { fastForwardPanel } from "../../kit/fast-forward";
import type { Html } from "../../kit/page";
import type { World } from "../world";
import { type Message, nexudusPage } from "./parts";

/** `/`: what this is, how much is in it, and where to go. */
export function overviewPage(world: World, canStep: boolean, message: Message): Html {
  const places = world.rows("Business").filter((b) => b.RootLocationId !== null);
  const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
  const live = world.state.installs.filter((i) => !i.revoked);
  const hooks = world.rows("WebHook");
  const dead = hooks.filter((h) => h.Active !== true).length;
  return nexudusPage(
    "/",
    message,
    html`<h1>A coworking network to try Lintel with</h1>
<p>Harbour Works runs its spaces on this simulated Nexudus. Install Lintel from the marketplace, then book a room
at the desk and watch what happens at the door.</p>
<div class="cards">
<section class="card"><h2>Marketplace</h2><p>${
      live.length ? `Lintel is installed (${count(live.length, "install")}).` : "Lintel is not installed yet."
    }</p><p><a class="primary" href="/marketplace">Open the marketplace</a></p></section>
<section class="card"><h2>Desk</h2><p>${count(world.rows("Coworker").length, "customer")}, ${count(
      world.rows("Resource").length,
      "room",
    )}, ${count(world.rows("Booking").length, "booking")}.</p><p><a class="primary" href="/desk">Go to the desk</a></p></section>
<section class="card"><h2>Locations</h2>${places.map(
      (b) => html`<p><a href="/desk?location=${b.Id}">${String(b.Name)}</a></p>`,
    )}</section>
<section class="card"><h2>Webhooks</h2><p>${count(hooks.length, "webhook")} registered${
      dead ? html`, <span class="no">${dead} switched off</span>` : ""
    }, ${count(world.state.deliveries.length, "delivery", "deliveries")} so far.</p>
<p class="quiet">For scripts: <a href="/_test/deliveries">deliveries</a>, <a href="/_test/requests">API calls</a>,
<a href="/_test/facts">facts</a> as JSON.</p></section>
</div>
${fastForwardPanel(world.clock, canStep, "/")}`,
  );
}
